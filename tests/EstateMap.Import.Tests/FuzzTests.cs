using System.Text;
using EstateMap.Database;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;
using EstateMap.Import.Suggest;
using EstateMap.Testing;
using EstateMap.Testing.Town;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Files of every format, damaged anywhere: rows, issues or a sentence, in the readers, in what is proposed of them, and in the whole import, which then changes nothing of another dataset.</summary>
[Trait("soak", "yes")]
public sealed class FuzzTests : IDisposable
{
    private static readonly string[] Bad = ["", "NaN", "Infinity", "1e999", "-0", "\0", "\"", "\r", "\uFEFF", "𝟛", "null", "[[[[", "{}", "%s%n", "'; DROP TABLE site; --", "=1+1", "..\\..\\x", "9999999999999999999999", "31/02/2025", "\u202E"];

    private readonly MadeFiles files = new();

    public void Dispose() => files.Dispose();

    private IEnumerable<(string Name, string Format, byte[] Content)> Whole()
    {
        using var text = new StringWriter();
        new MessyRegister(30, 5).Write(text);
        var csv = Encoding.UTF8.GetBytes(text.ToString());
        var wards = File.ReadAllBytes(Milltown.PathOf("wards.geojson"));
        yield return ("plain", "csv", csv);
        yield return ("utf-16", "csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text.ToString())]);
        yield return ("gzip", "csv", MadeFiles.Gzip(csv));
        yield return ("zip", "csv", MadeFiles.Zip(("readme.txt", [65]), ("folder/register.csv", csv)));
        yield return ("wards", "geojson", wards);
        yield return ("zipped wards", "geojson", MadeFiles.Zip(("wards.geojson", wards)));
        yield return ("shapes", "shapefile", MadeFiles.Shapefile([(MadeFiles.SquareWithHole, "E1", "One"), ([[[377500, 395500]]], "E2", "Two")], MadeFiles.GridWkt));
        yield return ("loose shapes", "shapefile", MadeFiles.Shapefile([(MadeFiles.SquareWithHole, "E1", "One")], null, null));
        var package = File.ReadAllBytes(files.GeoPackage($"{Guid.NewGuid():N}.gpkg", 4326, "areas", "more"));
        yield return ("package", "geopackage", package);
        yield return ("packed package", "geopackage", MadeFiles.Gzip(package));
    }

    [Fact]
    public async Task Readers_take_any_damage()
    {
        foreach (var damaged in Damaged(Soak.Times(1_500), seed: 1))
        {
            var path = files.Write($"{Guid.NewGuid():N}.{(damaged.Format == "geopackage" ? "gpkg" : damaged.Format)}", damaged.Content);
            try
            {
                var (_, _, isUtf8) = await Read.MeasureAsync(path, damaged.Format, TestContext.Current.CancellationToken);
                foreach (var row in Read.Rows(new SourceFile(path, damaged.Format, [], 0, isUtf8) { Layer = damaged.Format == "geopackage" ? "areas" : null }, new IssueLog()))
                    Assert.True(row.Line > 0);
            }
            catch (UsageException fault)
            {
                Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    [Fact]
    public async Task Proposals_for_damaged_files_are_made_or_refused_in_a_sentence()
    {
        foreach (var damaged in Damaged(Soak.Times(300), seed: 2))
        {
            var path = files.Write($"{Guid.NewGuid():N}.{(damaged.Format == "geopackage" ? "gpkg" : damaged.Format)}", damaged.Content);
            try
            {
                var suggestion = await Suggester.SuggestAsync(path, new SuggestOptions(), TestContext.Current.CancellationToken);
                Assert.NotEmpty(suggestion.ManifestJson());
            }
            catch (UsageException fault)
            {
                Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    [Fact]
    public async Task Imports_of_damaged_files_change_nothing_but_their_own_dataset_and_dry_runs_nothing_at_all()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("plain-register.csv");
        const string served = "SELECT md5(string_agg(r::text, '|' ORDER BY r::text)) FROM source_record r";
        var before = await town.ScalarAsync(served);
        var outcomes = new HashSet<string>();
        foreach (var damaged in Damaged(Soak.Times(60), seed: 3))
        {
            var path = files.Write($"fuzzed.{(damaged.Format == "geopackage" ? "gpkg" : damaged.Format)}", damaged.Content);
            var manifest = Milltown.Manifest("fuzzed", damaged.Format is "csv" ? "register" : "boundary", m => m with { Format = damaged.Format, Area = damaged.Format == "csv" ? null : new ManifestArea { Kind = "parish", Vintage = "2023" }, Layer = damaged.Format == "geopackage" ? "areas" : null });
            foreach (var dryRun in new[] { true, false })
            {
                try
                {
                    var summary = await new Importer(town.Writer).ImportAsync(manifest, [path], new ImportOptions { DryRun = dryRun, AcceptMissing = true }, null, TestContext.Current.CancellationToken);
                    outcomes.Add(summary.Status);
                    using var rejects = new MemoryStream();
                    await new RejectFile(town.Writer).WriteAsync(summary.RunId, rejects, TestContext.Current.CancellationToken);
                }
                catch (UsageException fault)
                {
                    outcomes.Add("refused");
                    Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
                }

                if (dryRun)
                    Assert.Equal(before, await town.ScalarAsync(served + " WHERE dataset_id <> 'fuzzed'"));
            }

            Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM import_run WHERE status = 'running'"));
        }

        Assert.Equal(before, await town.ScalarAsync(served + " WHERE dataset_id <> 'fuzzed'"));
        Assert.Superset(new HashSet<string> { "previewed", "activated", "refused" }, outcomes);
    }

    /// <summary>The same damages each time, so that a fault stays found; <c>make soak</c> goes far beyond them.</summary>
    private IEnumerable<(string Format, byte[] Content)> Damaged(int times, int seed)
    {
        var whole = Whole().ToArray();
        var random = new Random(seed);
        for (var i = 0; i < times; i++)
        {
            var (_, format, content) = whole[random.Next(whole.Length)];
            for (var damages = random.Next(1, 5); damages > 0 && content.Length > 0; damages--)
                content = Damage(content, random);
            yield return (format, content);
        }
    }

    private static byte[] Damage(byte[] content, Random random)
    {
        var at = random.Next(content.Length);
        var end = Math.Min(content.Length, at + random.Next(64));
        return random.Next(6) switch
        {
            0 => [.. content[..at], (byte)random.Next(256), .. content[(at + 1)..]],
            1 => [.. content[..at], .. content[end..]],
            2 => [.. content[..end], .. content[at..]],
            3 => [.. content[end..], .. content[..end]],
            4 => [.. content[..at], .. Encoding.UTF8.GetBytes(Bad[random.Next(Bad.Length)]), .. content[end..]],
            _ => content[..at],
        };
    }
}
