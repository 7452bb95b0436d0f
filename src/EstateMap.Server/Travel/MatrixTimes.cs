using System.Globalization;
using EstateMap.Database;
using Npgsql;

namespace EstateMap.Server.Travel;

/// <summary>Looks places up in imported matrices. A pair that the file does not have is out of reach; a place that it does not have at all is a gap, and is told.</summary>
internal sealed class MatrixTimes(EstateMapDatabase database)
{
    private const int NamedGaps = 5;

    /// <exception cref="TravelRequestError">There is no such matrix.</exception>
    public async Task<MatrixHead> GetAsync(long id, CancellationToken cancellation)
    {
        await using var command = database.Reader.CreateCommand(TravelSql.MatrixById);
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new MatrixHead(id, reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)) : throw TravelRequestError.UnknownMatrix(id);
    }

    /// <summary>Seconds, [from x to] row by row.</summary>
    /// <exception cref="TravelRequestError">Places have no key, or the matrix lacks them; the sentence names them.</exception>
    public async Task<double[]> ReadAsync(MatrixHead matrix, IReadOnlyList<TravelPlace> from, IReadOnlyList<TravelPlace> to, CancellationToken cancellation)
    {
        var rows = await PlacesByKeyAsync(matrix, matrix.FromKind, TravelSql.KnownFrom, from, cancellation);
        var columns = await PlacesByKeyAsync(matrix, matrix.ToKind, TravelSql.KnownTo, to, cancellation);
        var seconds = new double[checked(from.Count * to.Count)];
        Array.Fill(seconds, double.PositiveInfinity);
        await using var command = database.Reader.CreateCommand(TravelSql.Times);
        command.Parameters.Add(new() { Value = matrix.Id });
        command.Parameters.Add(new() { Value = rows.Keys.ToArray() });
        command.Parameters.Add(new() { Value = columns.Keys.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var time = reader.GetDouble(2);
            foreach (var i in rows[reader.GetString(0)])
                foreach (var j in columns[reader.GetString(1)])
                    // A site may have several UPRNs in the matrix; one goes in by the nearest.
                    seconds[(i * to.Count) + j] = Math.Min(seconds[(i * to.Count) + j], time);
        }

        return seconds;
    }

    /// <summary>Keys that the matrix has, each with the places that it stands for.</summary>
    private async Task<Dictionary<string, List<int>>> PlacesByKeyAsync(MatrixHead matrix, string kind, string known, IReadOnlyList<TravelPlace> places, CancellationToken cancellation)
    {
        if (places.FirstOrDefault(place => string.IsNullOrWhiteSpace(place.Key)) is not null)
            throw new TravelRequestError(TravelRequestError.PlacesMissing, $"The matrix {matrix.Name} knows the places that it names and no others; any point of the map takes a straight line or a network.");
        var keys = await SpellingsAsync(kind, places, cancellation);
        await using var command = database.Reader.CreateCommand(known);
        command.Parameters.Add(new() { Value = matrix.Id });
        command.Parameters.Add(new() { Value = keys.SelectMany(spellings => spellings).Distinct().ToArray() });
        var have = new HashSet<string>(StringComparer.Ordinal);
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation)) have.Add(reader.GetString(0));
        var missing = Enumerable.Range(0, places.Count).Where(place => !keys[place].Exists(have.Contains)).Select(place => places[place].Key!).ToList();
        if (missing.Count > 0)
            throw new TravelRequestError(TravelRequestError.PlacesMissing, $"{missing.Count} of {places.Count} places are missing from the matrix {matrix.Name}: {string.Join(", ", missing.Take(NamedGaps))}{(missing.Count > NamedGaps ? " ..." : "")}.");
        var byKey = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var place = 0; place < places.Count; place++)
            foreach (var key in keys[place].Where(have.Contains))
            {
                if (!byKey.TryGetValue(key, out var several)) byKey[key] = several = [];
                several.Add(place);
            }

        return byKey;
    }

    /// <summary>How the matrix may spell a place. Twelve digits are a UPRN, fewer the id of a site; each stands for the other where the register joins them, an id for all the UPRNs of its site and for its uuid.</summary>
    private async Task<List<string>[]> SpellingsAsync(string kind, IReadOnlyList<TravelPlace> places, CancellationToken cancellation)
    {
        // A matrix by UPRN must not take the id of a site for a short UPRN, nor one by id a UPRN with leading noughts for an id.
        var spellings = places.Select(place => kind != MatrixKey.Area && MatrixKey.IsOfOther(kind, place.Key!) ? new List<string>() : [MatrixKey.Of(kind, place.Key!)]).ToArray();
        if (kind == MatrixKey.Area) return spellings;
        var (ids, uprns) = (new Dictionary<long, List<int>>(), new Dictionary<string, List<int>>(StringComparer.Ordinal));
        for (var place = 0; place < places.Count; place++)
        {
            var key = places[place].Key!.Trim();
            if (key.Length == 12) Add(uprns, key, place);
            else if (long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) Add(ids, id, place);
        }

        if (kind == MatrixKey.Uprn)
            foreach (var (site, uprn) in await PairsAsync(TravelSql.UprnsOfSites, ids.Keys.ToArray(), cancellation))
                foreach (var place in ids[site]) spellings[place].Add(uprn);
        else
        {
            foreach (var (site, uprn) in await PairsAsync(TravelSql.SitesOfUprns, uprns.Keys.ToArray(), cancellation))
                foreach (var place in uprns[uprn])
                {
                    spellings[place].Add(site.ToString(CultureInfo.InvariantCulture));
                    Add(ids, site, place);
                }

            foreach (var (site, uuid) in await PairsAsync(TravelSql.UuidsOfSites, ids.Keys.ToArray(), cancellation))
                foreach (var place in ids[site]) spellings[place].Add(uuid);
        }

        return spellings;

        static void Add<T>(Dictionary<T, List<int>> to, T key, int place)
            where T : notnull
        {
            if (!to.TryGetValue(key, out var several)) to[key] = several = [];
            several.Add(place);
        }
    }

    private async Task<List<(long Site, string Uprn)>> PairsAsync(string sql, object keys, CancellationToken cancellation)
    {
        await using var command = database.Reader.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = keys });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var pairs = new List<(long, string)>();
        while (await reader.ReadAsync(cancellation)) pairs.Add((reader.GetInt64(0), reader.GetString(1)));
        return pairs;
    }
}

/// <summary>What is known of a matrix besides its times.</summary>
internal sealed record MatrixHead(long Id, string Name, string Version, string FromKind, string ToKind);

/// <summary>How keys are kept: trimmed, UPRNs padded to twelve digits as the register has them, ids of sites without leading zeros, uuids of sites in lower case.</summary>
internal static class MatrixKey
{
    public const string Area = "area";
    public const string Uprn = "uprn";
    public const string Site = "site";

    private const int UprnDigits = 12;

    /// <summary>Whether a key of digits is, by its length, an id where UPRNs are asked for, or a UPRN where ids are.</summary>
    /// <param name="kind"><see cref="Uprn"/> or <see cref="Site"/>.</param>
    public static bool IsOfOther(string kind, string given) => given.Trim() is var key && key.All(char.IsAsciiDigit) && (key.Length == UprnDigits) == (kind == Site);

    public static string Of(string kind, string given)
    {
        var key = given.Trim();
        if (kind == Site && Guid.TryParseExact(key, "D", out var uuid)) return uuid.ToString();
        if (kind == Area || !key.All(char.IsAsciiDigit)) return key;
        var digits = key.TrimStart('0');
        return kind == Uprn ? digits.PadLeft(UprnDigits, '0') : digits.Length == 0 ? "0" : digits;
    }
}
