using System.Text;
using CsCheck;
using EstateMap.Database;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Whatever the bytes are: rows or issues, or a sentence for the operator; never anything else.</summary>
[Trait("soak", "yes")]
public sealed class ReaderProperties
{
    private static readonly string[] Words =
        ["NA", "07700 900123", "a@b.uk", "M32 OXZ", "53.4", "-2.3", "377500", "\"", "\n", ",", "Mon-Fri 9am-5pm", "<b>", "1e999", "31/02/2025", "A", "Land", "\r"];

    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Byte.Array[0, 400],
        // Text with the characters that matter to a CSV, an address, a number and a geometry.
        Gen.Char["abc,\"\r\n\t;@.-+0123456789 ÂÃ£<>/&%\0\u00a0ｱ"].Array[0, 400].Select(c => Encoding.UTF8.GetBytes(c)),
        Gen.Int[0, Words.Length - 1].Select(i => Words[i]).Array[0, 200]
            .Select(parts => Encoding.UTF8.GetBytes(string.Join(',', parts))));

    [Fact]
    public void Any_bytes_after_any_layout_s_header_become_rows_or_issues() => Gen.Select(Bytes, Gen.Int[0, Layouts.All.Count - 1], Gen.Bool).Sample((bytes, index, isUtf8) =>
    {
        var layout = Layouts.All[index];
        var header = string.Join(',', layout.Fields.Select(f => f.Name)) + "\n";
        Take([.. Encoding.ASCII.GetBytes(header), .. bytes], layout, "csv", isUtf8);
    }, iter: Soak.Times(3_000));

    [Fact]
    public void Any_bytes_at_all_become_rows_or_a_sentence() => Gen.Select(Bytes, Gen.Bool, Gen.Bool).Sample((bytes, isGeoJson, isUtf8) =>
        Take(bytes, Layouts.Get("library"), isGeoJson ? "geojson" : "csv", isUtf8), iter: Soak.Times(3_000));

    [Fact]
    public void A_geojson_file_cut_or_damaged_anywhere_becomes_rows_or_a_sentence()
    {
        var whole = File.ReadAllBytes(Milltown.PathOf("wards.geojson"));
        Gen.Select(Gen.Int[0, whole.Length], Gen.Int[0, whole.Length - 1], Gen.Byte).Sample((length, at, value) =>
        {
            var damaged = whole[..];
            damaged[at] = value;
            // An escape that is half a character, now and then.
            if (value % 8 == 0 && at + 6 < damaged.Length)
                "\\ud800"u8.CopyTo(damaged.AsSpan(at));
            Take(damaged[..length], Layouts.Get("boundary"), "geojson", true);
        }, iter: Soak.Times(3_000));
    }

    [Fact]
    public void Values_written_by_the_rules_are_read_as_they_were() =>
        Gen.Char["ab,\"\r\n é"].Array[1, 12].Select(c => new string(c)).Array[1, 5].Array[1, 8].Sample(table =>
        {
            var wide = table.Select(r => r.Prepend("x").ToArray()).ToArray();
            var text = string.Join("\n", wide.Select(r => string.Join(',', r.Select(v => $"\"{v.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))));
            var rows = new CsvRows(new StringReader(text));
            foreach (var expected in wide)
            {
                Assert.Equal(expected, rows.Next());
                Assert.False(rows.IsBadlyQuoted);
            }

            Assert.Null(rows.Next());
        }, iter: Soak.Times(2_000));

    [Fact]
    public void Rows_are_the_same_in_whatever_pieces_the_text_comes() =>
        Gen.Select(Gen.Char["ab,,\"\"\r\n é"].Array[0, 300].Select(c => new string(c)), Gen.Int[1, 7]).Sample((text, piece) =>
        {
            Assert.Equal(All(new StringReader(text)), All(new PiecemealReader(text, piece)));

            static List<string> All(TextReader reader)
            {
                var all = new List<string>();
                var rows = new CsvRows(reader);
                while (rows.Next() is { } values)
                    all.Add($"{rows.Line} {rows.IsBadlyQuoted} {string.Join('|', values)}");
                return all;
            }
        }, iter: Soak.Times(3_000));

    [Fact]
    public void A_column_that_nobody_reads_changes_nothing_of_the_others() =>
        Gen.Select(Gen.Char["ab,,\"\r\n"].Array[0, 200].Select(c => new string(c)), Gen.Bool.Array[0, 4]).Sample((text, wanted) =>
        {
            var all = new CsvRows(new StringReader(text));
            var some = new CsvRows(new StringReader(text));
            some.Want(wanted);
            while (all.Next() is { } values)
            {
                Assert.Equal(values.Select((v, i) => i >= wanted.Length || wanted[i] ? v : ""), some.Next());
                Assert.Equal((all.Line, all.IsBadlyQuoted), (some.Line, some.IsBadlyQuoted));
            }

            Assert.Null(some.Next());
        }, iter: Soak.Times(2_000));

    [Fact]
    public void Utf8_is_told_in_whatever_pieces_the_bytes_come() =>
        Gen.Select(Gen.OneOf(Gen.Char["aé€"].Array[0, 20].Select(c => Encoding.UTF8.GetBytes(c)), Gen.Byte[0x7E, 0xFF].Array[0, 6]), Gen.Int[1, 5], Gen.Int[0, 3]).Sample((bytes, piece, cut) =>
        {
            bytes = bytes[..Math.Max(0, bytes.Length - cut)];
            var check = new Utf8Check();
            foreach (var part in bytes.Chunk(piece))
                check.Add(part);
            Assert.Equal(IsUtf8(bytes), check.IsUtf8());
        }, iter: Soak.Times(20_000));

    [Fact]
    public void A_cleared_text_is_clear() => Gen.Char["0123456789 +-()7@.abc%4"].Array[0, 60].Sample(c =>
    {
        var cleared = PersonalData.Clear(new string(c), out _);
        Assert.Equal(cleared, PersonalData.Clear(cleared, out _));
    }, iter: Soak.Times(20_000));

    private static bool IsUtf8(byte[] bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private static void Take(byte[] bytes, Layout layout, string format, bool isUtf8)
    {
        var issues = new IssueLog();
        var manifest = Milltown.Manifest("any." + format, layout.Name, m => m with { AsAt = new DateOnly(2025, 1, 1), ServiceKind = "library", Area = new ManifestArea { Kind = "oa", Vintage = "2021" }, Indicator = new ManifestIndicator { Code = "any", Name = "Any" } });
        try
        {
            var columns = new MapColumns(layout, null, issues);
            var harmonise = new Harmonise(layout, manifest, issues);
            var rows = 0;
            var records = 0;
            foreach (var row in Read.Rows(new MemoryStream(bytes), format, isUtf8 && (format == "csv" || IsUtf8(bytes)), issues))
            {
                rows++;
                if (harmonise.Record(row, columns.Map(row), null) is not { } draft)
                    continue;
                records++;
                Assert.NotNull(draft.Key);
                Assert.DoesNotContain("\\u0000", System.Text.Encoding.UTF8.GetString(draft.ToJson()));
                if (draft.Text("opening_hours") is { } hours)
                    Assert.NotEmpty(OpeningHours.Parse(hours));
            }

            // A row that is no record has said why, but for the rows of a layout that are not meant to be any.
            if (layout.Name != "population")
                Assert.True(rows - records <= issues.RejectedLines.Count + issues.PersonalRecordsDropped, $"{rows - records} rows vanished without a word.");
        }
        catch (UsageException fault)
        {
            Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
        }
    }
}

/// <summary>Hands out a text a few characters at a time, as a slow connection would.</summary>
internal sealed class PiecemealReader(string text, int piece) : TextReader
{
    private int at;

    public override int Read(char[] buffer, int index, int count)
    {
        var length = Math.Min(Math.Min(piece, count), text.Length - at);
        text.CopyTo(at, buffer, index, length);
        at += length;
        return length;
    }
}
