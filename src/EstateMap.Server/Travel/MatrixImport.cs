using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EstateMap.Database;
using EstateMap.Import;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.Travel;

/// <summary>What an import of times made.</summary>
/// <param name="FromKnown">How many of the places left the register knows.</param>
internal sealed record MatrixReport(
    long Id, string Name, string Version, bool IsUnchanged, int RowsRead, int Times, string FromKind, int FromPlaces, int FromKnown, string ToKind, int ToPlaces, int ToKnown, IReadOnlyList<RejectedLine> Rejected);

/// <summary>Brings travel times that others reckoned into the database: a CSV of <c>from,to,seconds</c>, a row a pair. Pairs that it lacks are out of reach.</summary>
internal sealed class MatrixImport(EstateMapDatabase database)
{
    /// <summary>$1 name.</summary>
    public const string ByName = """
        SELECT m.id, m.version
        FROM travel_matrix m
        WHERE m.name = $1::text
        """;

    /// <summary>$1 keys as they stand, $2 padded to twelve digits, $3 as ids, $4 as uuids: how many are codes of areas, UPRNs, sites by id or uuid.</summary>
    public const string Known = """
        SELECT (SELECT count(DISTINCT a.code) FROM area a WHERE a.code = ANY ($1::text[]))::int,
               (SELECT count(DISTINCT u.uprn) FROM site_uprn u WHERE u.uprn = ANY ($2::text[]))::int,
               (SELECT count(*) FROM site s WHERE s.id = ANY ($3::bigint[]) OR s.uuid = ANY ($4::uuid[]))::int
        """;

    private const string Upsert = """
        INSERT INTO travel_matrix (name, publisher, licence, attribution, as_at, file_name, version, from_kind, to_kind, from_places, to_places, times, rows_read, rows_dropped)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (name) DO UPDATE SET
            publisher = excluded.publisher, licence = excluded.licence, attribution = excluded.attribution, as_at = excluded.as_at, file_name = excluded.file_name, version = excluded.version,
            from_kind = excluded.from_kind, to_kind = excluded.to_kind, from_places = excluded.from_places, to_places = excluded.to_places, times = excluded.times,
            rows_read = excluded.rows_read, rows_dropped = excluded.rows_dropped, imported_at = now()
        RETURNING id
        """;

    private const int MostTimes = 20_000_000;
    private const int LongestKey = 100;

    // A week: longer is a mistake of units.
    private const double MostSeconds = 7 * 24 * 3600;

    private static readonly string[] FromColumns = ["from", "fromid", "origin"], ToColumns = ["to", "toid", "destination"], SecondsColumns = ["seconds", "traveltime", "traveltimeseconds", "durationseconds"];

    /// <exception cref="UsageException">The file cannot be read, lacks a column, or holds no time; nothing is changed then.</exception>
    public async Task<MatrixReport> ImportAsync(string file, TravelSource source, IProgress<string>? progress, CancellationToken cancellation)
    {
        progress?.Report($"Reading {Path.GetFileName(file)}");
        var rejected = new List<RejectedLine>();
        var (times, rows) = await ReadAsync(file, rejected, cancellation);
        var (fromKind, fromKnown) = await KindAsync(times.Select(time => time.From), cancellation);
        var (toKind, toKnown) = await KindAsync(times.Select(time => time.To), cancellation);
        // Keys that differ only in how they are written become one; the first time counts.
        var kept = new Dictionary<(string From, string To), double>(times.Count);
        foreach (var (from, to, seconds, line) in times)
            if (!kept.TryAdd((MatrixKey.Of(fromKind, from), MatrixKey.Of(toKind, to)), seconds)) rejected.Add(new RejectedLine(Path.GetFileName(file), line, "duplicate", $"There is a time from {from} to {to} already; the first counts."));
        var ordered = kept.OrderBy(time => time.Key.From, StringComparer.Ordinal).ThenBy(time => time.Key.To, StringComparer.Ordinal).ToList();
        var (fromPlaces, toPlaces) = (ordered.Select(time => time.Key.From).Distinct().Count(), ordered.Select(time => time.Key.To).Distinct().Count());
        progress?.Report("Storing the times");
        var (id, version, isUnchanged) = await StoreAsync(file, source, ordered, (fromKind, toKind, fromPlaces, toPlaces), rows, rejected.Count, cancellation);
        return new MatrixReport(id, source.Name, version, isUnchanged, rows, ordered.Count, fromKind, fromPlaces, fromKnown, toKind, toPlaces, toKnown, [.. rejected.OrderBy(line => line.Line)]);
    }

    private static async Task<(List<(string From, string To, double Seconds, int Line)> Times, int Rows)> ReadAsync(string file, List<RejectedLine> rejected, CancellationToken cancellation)
    {
        var name = Path.GetFileName(file);
        var (sha256, bytes, isUtf8) = await Read.MeasureAsync(file, "csv", cancellation);
        var issues = new IssueLog();
        var (times, rows, columns) = (new List<(string, string, double, int)>(), 0, ((int From, int To, int Seconds)?)null);
        foreach (var row in Read.Rows(new SourceFile(file, "csv", sha256, bytes, isUtf8), issues))
        {
            cancellation.ThrowIfCancellationRequested();
            rows++;
            var (from, to, seconds) = columns ??= (Column(row, FromColumns, name), Column(row, ToColumns, name), Column(row, SecondsColumns, name));
            string? Value(int column) => column < row.Values.Count ? row.Values[column]?.Trim() : null;
            if (Fault(Value(from), Value(to), Value(seconds)) is { } fault)
            {
                rejected.Add(new RejectedLine(name, row.Line, fault.Code, fault.Sentence));
                continue;
            }

            if (times.Count == MostTimes) throw new UsageException($"{name} holds more than {MostTimes} times, which is more than one matrix takes. Nothing was changed.");
            times.Add((Value(from)!, Value(to)!, double.Parse(Value(seconds)!, CultureInfo.InvariantCulture), row.Line));
        }

        rejected.AddRange(issues.Take().Where(issue => issue.IsRejection).Select(issue => new RejectedLine(name, issue.Line ?? 0, issue.Type, issue.Message)));
        return times.Count > 0 ? (times, rows) : throw new UsageException($"{name} holds no travel time that can be used: {rows} rows{(rejected.Count > 0 ? $", the first left out because: {rejected[0].Sentence}" : ".")} Nothing was changed.");
    }

    private static (string Code, string Sentence)? Fault(string? from, string? to, string? seconds)
    {
        foreach (var key in new[] { from, to })
            if (string.IsNullOrEmpty(key) || key.Length > LongestKey || key.Any(char.IsControl)) return ("no-place", $"A row names the place left and the place reached, in at most {LongestKey} characters each.");
        if (!double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var time) || !double.IsFinite(time)) return ("not-a-number", $"'{(seconds is { Length: > 40 } ? seconds[..40] + "…" : seconds)}' is no number of seconds.");
        if (time < 0) return ("negative", "A walk does not take less than no time.");
        return time > MostSeconds ? ("too-long", "A walk of more than a week is a mistake of units.") : null;
    }

    private static int Column(RawRow row, string[] names, string file)
    {
        for (var at = 0; at < row.Headers.Count; at++)
            if (names.Contains(string.Concat(row.Headers[at].Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant())) return at;
        throw new UsageException($"{file} has no column '{names[0]}': the columns are from, to and seconds, and it has {string.Join(", ", row.Headers.Take(10).Select(header => PersonalData.Clear(header, out _)))}. Nothing was changed.");
    }

    /// <summary>What the keys are: whatever most of them are found to be; where none is found, UPRNs if all are digits, else codes.</summary>
    private async Task<(string Kind, int Known)> KindAsync(IEnumerable<string> keys, CancellationToken cancellation)
    {
        var distinct = keys.ToHashSet(StringComparer.Ordinal);
        var digits = distinct.Where(key => key.Length <= 18 && key.All(char.IsAsciiDigit)).ToList();
        await using var command = database.Writer.CreateCommand(Known);
        command.Parameters.Add(new() { Value = distinct.ToArray() });
        command.Parameters.Add(new() { Value = digits.ConvertAll(key => MatrixKey.Of(MatrixKey.Uprn, key)).ToArray() });
        command.Parameters.Add(new() { Value = digits.ConvertAll(key => long.Parse(key, CultureInfo.InvariantCulture)).ToArray() });
        command.Parameters.Add(new() { Value = distinct.Select(key => Guid.TryParseExact(key, "D", out var uuid) ? uuid : (Guid?)null).OfType<Guid>().ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var counts = new[] { (MatrixKey.Area, reader.GetInt32(0)), (MatrixKey.Uprn, reader.GetInt32(1)), (MatrixKey.Site, reader.GetInt32(2)) };
        var best = counts.MaxBy(count => count.Item2);
        return best.Item2 > 0 ? best : (digits.Count == distinct.Count ? MatrixKey.Uprn : MatrixKey.Area, 0);
    }

    private async Task<(long Id, string Version, bool IsUnchanged)> StoreAsync(
        string file, TravelSource source, List<KeyValuePair<(string From, string To), double>> times, (string FromKind, string ToKind, int FromPlaces, int ToPlaces) places, int rows, int dropped, CancellationToken cancellation)
    {
        var version = VersionOf(times);
        await using var connection = await database.Writer.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var before = (string?)null;
        await using (var find = new NpgsqlCommand(ByName, connection, transaction) { Parameters = { new() { Value = source.Name } } })
        await using (var reader = await find.ExecuteReaderAsync(cancellation))
            if (await reader.ReadAsync(cancellation)) before = reader.GetString(1);
        await using var upsert = new NpgsqlCommand(Upsert, connection, transaction);
        object[] values =
        [
            source.Name, source.Publisher, source.Licence, source.Attribution, source.AsAt is { } day ? day : DBNull.Value, Path.GetFileName(file), version,
            places.FromKind, places.ToKind, places.FromPlaces, places.ToPlaces, times.Count, rows, dropped,
        ];
        foreach (var value in values) upsert.Parameters.Add(new() { Value = value });
        var id = (long)(await upsert.ExecuteScalarAsync(cancellation))!;
        if (before != version)
        {
            await using (var clear = new NpgsqlCommand("DELETE FROM travel_time WHERE matrix_id = $1", connection, transaction) { Parameters = { new() { Value = id } } }) await clear.ExecuteNonQueryAsync(cancellation);
            await CopyAsync(connection, id, times, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return (id, version, before == version);
    }

    /// <summary>By way of a table without row-level security, which COPY demands.</summary>
    private static async Task CopyAsync(NpgsqlConnection connection, long id, List<KeyValuePair<(string From, string To), double>> times, CancellationToken cancellation)
    {
        await using (var staging = new NpgsqlCommand("CREATE TEMP TABLE new_time (LIKE travel_time) ON COMMIT DROP", connection)) await staging.ExecuteNonQueryAsync(cancellation);
        await using (var copy = await connection.BeginBinaryImportAsync("COPY new_time FROM STDIN (FORMAT binary)", cancellation))
        {
            foreach (var ((from, to), seconds) in times)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(id, NpgsqlDbType.Bigint, cancellation);
                await copy.WriteAsync(from, NpgsqlDbType.Text, cancellation);
                await copy.WriteAsync(to, NpgsqlDbType.Text, cancellation);
                await copy.WriteAsync(seconds, NpgsqlDbType.Double, cancellation);
            }

            await copy.CompleteAsync(cancellation);
        }

        await using var place = new NpgsqlCommand("INSERT INTO travel_time (matrix_id, from_key, to_key, seconds) SELECT t.matrix_id, t.from_key, t.to_key, t.seconds FROM new_time t", connection);
        await place.ExecuteNonQueryAsync(cancellation);
    }

    private static string VersionOf(List<KeyValuePair<(string From, string To), double>> times)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new byte[8];
        foreach (var ((from, to), seconds) in times)
        {
            // Keys hold no control characters.
            hash.AppendData(Encoding.UTF8.GetBytes($"{from}\t{to}\t"));
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, seconds);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
