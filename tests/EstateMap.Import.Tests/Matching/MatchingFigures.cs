using System.Security.Cryptography;
using System.Text;
using EstateMap.Import.Phases;
using EstateMap.Testing;
using Npgsql;

namespace EstateMap.Import.Tests.Matching;

/// <summary>One record of one dataset.</summary>
internal readonly record struct RecordName(string Dataset, string Key) : IComparable<RecordName>
{
    public int CompareTo(RecordName other) => string.CompareOrdinal(ToString(), other.ToString());

    public override string ToString() => $"{Dataset}/{Key}";
}

/// <summary>Two records that a person has read, and whether they are one place (geodata/README.md says what a place is). Half of the places are for tuning rules, half are held out.</summary>
internal sealed record LabelledPair(RecordName A, RecordName B, bool IsSame, string Stratum, string Note, bool IsHeldOut)
{
    public static string File { get; } = Path.Combine(Repository.Root, "tests", "EstateMap.Import.Tests", "Matching", "labelled-pairs.csv");

    public static List<LabelledPair> Load()
    {
        var rows = new List<(RecordName A, RecordName B, bool IsSame, string Stratum, string Note)>();
        using (var text = new StreamReader(File))
        {
            var csv = new CsvRows(text);
            csv.Next();
            while (csv.Next() is { } v)
                rows.Add((new RecordName(v[0], v[1]), new RecordName(v[2], v[3]), v[4] switch { "same" => true, "different" => false, _ => throw new InvalidDataException(v[4]) }, v[5], v[6]));
        }

        // Pairs of one place stay in one half, or what was tuned on would be seen again in what was held out.
        var above = new Dictionary<RecordName, RecordName>();
        foreach (var (a, b, isSame, _, _) in rows.Where(r => r.IsSame))
        {
            var (one, other) = (First(a), First(b));
            if (one != other)
                above[one.CompareTo(other) > 0 ? one : other] = one.CompareTo(other) > 0 ? other : one;
        }

        return rows.ConvertAll(r => new LabelledPair(r.A, r.B, r.IsSame, r.Stratum, r.Note, (SHA256.HashData(Encoding.UTF8.GetBytes(First(r.A).ToString()))[0] & 1) == 1));

        RecordName First(RecordName record)
        {
            while (above.TryGetValue(record, out var up))
                record = up;
            return record;
        }
    }
}

/// <summary>What an import made of a labelled pair: one site, a question to a person, or neither.</summary>
internal enum Outcome { Merged, Asked, Apart }

/// <summary>Precision and recall of merging over labelled pairs. Pairs, not places, are counted.</summary>
internal sealed class MatchingFigures(IReadOnlyList<(LabelledPair Pair, Outcome Outcome)> judged)
{
    /// <summary>Of the pairs that were merged, the share that are one place.</summary>
    public double MergePrecision => Share(Count(true, Outcome.Merged), Count(true, Outcome.Merged) + Count(false, Outcome.Merged));

    /// <summary>Of the pairs that are one place, the share that were merged.</summary>
    public double MergeRecall => Share(Count(true, Outcome.Merged), judged.Count(j => j.Pair.IsSame));

    /// <summary>Of the pairs that were merged or asked about, the share that are one place.</summary>
    public double ReviewPrecision => Share(Count(true, Outcome.Merged) + Count(true, Outcome.Asked), judged.Count(j => j.Outcome != Outcome.Apart));

    /// <summary>Of the pairs that are one place, the share that were merged or asked about.</summary>
    public double ReviewRecall => Share(Count(true, Outcome.Merged) + Count(true, Outcome.Asked), judged.Count(j => j.Pair.IsSame));

    public int Count(bool isSame, Outcome outcome) => judged.Count(j => j.Pair.IsSame == isSame && j.Outcome == outcome);

    public MatchingFigures Where(Func<LabelledPair, bool> condition) => new(judged.Where(j => condition(j.Pair)).ToList());

    /// <summary>Asks a database into which the files of the labels have been imported. A record that is not there is an error: a label must not quietly count for nothing.</summary>
    public static async Task<MatchingFigures> MeasureAsync(NpgsqlDataSource database, IReadOnlyList<LabelledPair> pairs)
    {
        var sites = new Dictionary<RecordName, long>();
        await using (var command = database.CreateCommand("SELECT dataset_id, record_key, site_id FROM source_record WHERE site_id IS NOT NULL AND missing_since_run_id IS NULL"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                sites.Add(new RecordName(reader.GetString(0), reader.GetString(1)), reader.GetInt64(2));
        }

        var asked = new HashSet<(RecordName, long)>();
        await using (var command = database.CreateCommand("SELECT dataset_id, record_key, site_id FROM match_candidate"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                asked.Add((new RecordName(reader.GetString(0), reader.GetString(1)), reader.GetInt64(2)));
        }

        return new MatchingFigures(pairs.Select(p => (p, Judge(p))).ToList());

        Outcome Judge(LabelledPair pair)
        {
            var (a, b) = (SiteOf(pair.A), SiteOf(pair.B));
            return a == b ? Outcome.Merged : asked.Contains((pair.A, b)) || asked.Contains((pair.B, a)) ? Outcome.Asked : Outcome.Apart;
        }

        long SiteOf(RecordName record) => sites.TryGetValue(record, out var site) ? site : throw new InvalidDataException($"{record} is labelled, but no current record on a site.");
    }

    /// <summary>The confusion matrix, and the figures from it.</summary>
    public string Describe(string title) =>
        $"""
        {title}: {judged.Count} pairs
                        merged   asked   apart
        same          {Count(true, Outcome.Merged),8}{Count(true, Outcome.Asked),8}{Count(true, Outcome.Apart),8}
        different     {Count(false, Outcome.Merged),8}{Count(false, Outcome.Asked),8}{Count(false, Outcome.Apart),8}
        merged: precision {MergePrecision:0.000}, recall {MergeRecall:0.000}; merged or asked: precision {ReviewPrecision:0.000}, recall {ReviewRecall:0.000}
        """;

    /// <summary>Every pair that was merged and is not one place, then every one that is and was not merged.</summary>
    public IEnumerable<string> Mistakes() => judged
        .Where(j => j.Pair.IsSame != (j.Outcome == Outcome.Merged) && (j.Pair.IsSame || j.Outcome == Outcome.Merged))
        .OrderBy(j => j.Pair.IsSame).ThenBy(j => j.Outcome)
        .Select(j => $"{(j.Pair.IsSame ? "missed" : "WRONGLY MERGED")} ({j.Outcome}{(j.Pair.IsHeldOut ? ", held out" : "")}): {j.Pair.A} = {j.Pair.B} {j.Pair.Note}");

    private static double Share(int part, int whole) => whole == 0 ? 1 : (double)part / whole;
}
