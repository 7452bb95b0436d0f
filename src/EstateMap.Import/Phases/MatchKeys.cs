using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Import.Phases;

/// <summary>
/// What matching compares of a record: its name's <see cref="NameKey"/>; its whole address; its host, the first part of the address that names a building (a library's town hall); and its street with its house numbers.
/// </summary>
internal sealed record MatchKeys(NameKey? Name, string? Address, string? Host, string? Street, string[]? Numbers)
{
    /// <summary>The columns, in the order in which they are written.</summary>
    public const string Columns = "match_name, match_identity, match_kind, match_address, match_host, match_street, match_numbers";

    /// <param name="text">Gives a field of the record's content, or null.</param>
    public static MatchKeys Of(Func<string, string?> text)
    {
        // A name that we made up tells nothing.
        var name = text("unnamed_kind") is not null ? null : text("site_name") ?? text("name");
        var address = text("address");
        var parts = address?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var (street, numbers) = (text("street_number"), text("street_name")) is ({ } number, { } road) ? Numbered($"{number} {road}") : parts.Append(name ?? "").Select(Numbered).FirstOrDefault(n => n.Street is not null);
        var host = address is null ? Building(text("street_name")) : HostIn(parts);
        return new MatchKeys(NameKeys.Of(name), address is null ? null : Names.Match(address), host, street, numbers);
    }

    public void Write(NpgsqlBinaryImporter copy)
    {
        Write(copy, Name?.Text);
        Write(copy, Name?.Identity);
        Write(copy, Name?.Kind);
        Write(copy, Address);
        Write(copy, Host);
        Write(copy, Street);
        if (Numbers is null)
            copy.WriteNull();
        else
            copy.Write(Numbers, NpgsqlDbType.Array | NpgsqlDbType.Text);
    }

    /// <summary>Makes the keys of stored records again that were made by another reading of names, so that old and new ones can be compared.</summary>
    public static async Task RefreshAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var stale = new List<string>();
        await using (var command = new NpgsqlCommand("UPDATE dataset SET match_words = $1 WHERE match_words IS DISTINCT FROM $1 RETURNING id", connection) { Parameters = { new() { Value = NameKeys.Version } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                stale.Add(reader.GetString(0));
        }

        foreach (var dataset in stale)
            await RefreshAsync(connection, dataset, cancellation);
    }

    private static async Task RefreshAsync(NpgsqlConnection connection, string datasetId, CancellationToken cancellation)
    {
        var made = new List<(string Key, MatchKeys Keys)>();
        await using (var command = new NpgsqlCommand("SELECT record_key, content::text FROM source_record WHERE dataset_id = $1 AND site_id IS NOT NULL", connection) { Parameters = { new() { Value = datasetId } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                using var content = JsonDocument.Parse(reader.GetString(1));
                made.Add((reader.GetString(0), Of(field => content.RootElement.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)));
            }
        }

        if (made.Count == 0)
            return;
        await Staging.RunAsync(connection, $"CREATE TEMP TABLE made_key ON COMMIT DROP AS SELECT record_key, {Columns} FROM source_record WHERE false", cancellation);
        await using (var copy = await connection.BeginBinaryImportAsync($"COPY made_key (record_key, {Columns}) FROM STDIN (FORMAT binary)", cancellation))
        {
            foreach (var (key, keys) in made)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(key, cancellation);
                keys.Write(copy);
            }

            await copy.CompleteAsync(cancellation);
        }

        await Staging.RunAsync(connection,
            """
            UPDATE source_record r
            SET match_name = m.match_name, match_identity = m.match_identity, match_kind = m.match_kind, match_address = m.match_address,
                match_host = m.match_host, match_street = m.match_street, match_numbers = m.match_numbers
            FROM made_key m
            WHERE r.dataset_id = $1::text AND r.record_key = m.record_key;

            DROP TABLE made_key
            """, cancellation, datasetId);
    }

    /// <summary>What stands where a street should: "Mill Cemetery".</summary>
    private static string? Building(string? street) => street is null || char.IsAsciiDigit(street[0]) ? null : NameKeys.Of(street) is { Kind: not (null or "street"), Identity: not null } key ? key.Text : null;

    private static string? HostIn(string[] parts)
    {
        string? first = null;
        foreach (var part in parts.Where(p => !char.IsAsciiDigit(p[0])))
        {
            if (NameKeys.Of(part) is not { Kind: not "street" } key)
                continue;
            if (key is { Kind: not null, Identity: not null })
                return key.Text;
            if (part == parts[0])
                first = key.Text;
        }

        return first;
    }

    /// <summary>"31-33 Mill Road" is mill road {31,33}; nothing for what does not begin with a number.</summary>
    private static (string? Street, string[]? Numbers) Numbered(string line)
    {
        if (line.Length == 0 || !char.IsAsciiDigit(line[0]))
            return (null, null);
        var words = line.ToLowerInvariant().Split([' ', '-', '–', '/', '&', ','], StringSplitOptions.RemoveEmptyEntries);
        var numbers = words.TakeWhile(w => w is "to" or "and" || IsNumber(w)).ToArray();
        var street = words.Length > numbers.Length ? NameKeys.Of(string.Join(' ', words[numbers.Length..]))?.Text : null;
        return street is null ? (null, null) : (street, numbers.Where(IsNumber).ToArray());

        static bool IsNumber(string word) => char.IsAsciiDigit(word[0]) && word.Length <= 5 && word.Skip(1).Count(char.IsLetter) <= 1;
    }

    private static void Write(NpgsqlBinaryImporter copy, string? value)
    {
        if (value is null)
            copy.WriteNull();
        else
            copy.Write(value, NpgsqlDbType.Text);
    }
}
