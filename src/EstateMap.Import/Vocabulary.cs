using System.Globalization;
using System.Text.Json;
using EstateMap.Import.Phases;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Import;

/// <summary>The words that rows may use, read from geodata/vocabulary (embedded in this assembly).</summary>
public static class Vocabulary
{
    public sealed record Term(string Vocabulary, string Code, string Label, string? Description, string? Broader, int SortOrder, IReadOnlyList<string> Synonyms,
        IReadOnlyDictionary<string, string> Attributes);

    private static readonly ILookup<string, Term> Terms = Read().ToLookup(t => t.Vocabulary);
    private static readonly Dictionary<(string Vocabulary, string Spelling), Term> BySpelling = Spellings();

    public static IEnumerable<Term> Of(string vocabulary) => Terms[vocabulary];

    public static bool Has(string vocabulary, string code) => Terms[vocabulary].Any(t => t.Code == code);

    /// <summary>The term that a source's word means (by code, label or synonym, whatever the case), or null.</summary>
    public static Term? Find(string vocabulary, string word) => BySpelling.GetValueOrDefault((vocabulary, word.Trim().ToLowerInvariant()));

    /// <summary>Makes vocabulary_term say what the files say; words that rows still use but files dropped are kept.</summary>
    public static async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var terms = Terms.SelectMany(t => t).ToArray();
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO vocabulary_term AS stored (vocabulary, code, label, description, broader, sort_order, attributes)
            SELECT *
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::jsonb[])
            ON CONFLICT (vocabulary, code) DO UPDATE
            SET label = excluded.label, description = excluded.description, broader = excluded.broader,
                sort_order = excluded.sort_order, attributes = excluded.attributes
            WHERE (stored.label, stored.description, stored.broader, stored.sort_order, stored.attributes)
                  IS DISTINCT FROM (excluded.label, excluded.description, excluded.broader, excluded.sort_order, excluded.attributes)
            """, connection);
        command.Parameters.AddWithValue(terms.Select(t => t.Vocabulary).ToArray());
        command.Parameters.AddWithValue(terms.Select(t => t.Code).ToArray());
        command.Parameters.AddWithValue(terms.Select(t => t.Label).ToArray());
        command.Parameters.AddWithValue(terms.Select(t => t.Description).ToArray());
        command.Parameters.AddWithValue(terms.Select(t => t.Broader).ToArray());
        command.Parameters.AddWithValue(terms.Select(t => t.SortOrder).ToArray());
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Jsonb, terms.Select(t => JsonSerializer.Serialize(t.Attributes)).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static IEnumerable<Term> Read()
    {
        var assembly = typeof(Vocabulary).Assembly;
        string[] own = ["code", "label", "description", "broader", "sort_order", "synonyms"];
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith("vocabulary/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(resource["vocabulary/".Length..]);
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var rows = new CsvRows(text);
            var headers = rows.Next()!;
            while (rows.Next() is { } values)
            {
                var cells = headers.Zip(values).ToDictionary(c => c.First, c => c.Second);
                yield return new Term(name, cells["code"], cells["label"], Filled(cells["description"]), Filled(cells["broader"]), int.Parse(cells["sort_order"], CultureInfo.InvariantCulture),
                    cells["synonyms"].Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                    headers.Except(own).ToDictionary(h => h, h => cells[h]));
            }
        }

        static string? Filled(string value) => value.Length > 0 ? value : null;
    }

    private static Dictionary<(string, string), Term> Spellings()
    {
        var spellings = new Dictionary<(string, string), Term>();
        foreach (var term in Terms.SelectMany(t => t))
            foreach (var spelling in term.Synonyms.Prepend(term.Label).Prepend(term.Code))
                spellings.TryAdd((term.Vocabulary, spelling.ToLowerInvariant()), term);
        return spellings;
    }
}
