using Npgsql;

namespace EstateMap.Database;

/// <summary>What a server must have before it is asked to hold a register; each lack is one sentence that says what to do.</summary>
public static class ServerRequirements
{
    private static readonly Version OldestPostgis = new(3, 1);

    /// <exception cref="UsageException">The first thing that is missing.</exception>
    public static async Task CheckAsync(NpgsqlDataSource server, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenConnectionAsync(cancellationToken);
        var extensions = new List<ServerExtension>();
        await using var list = new NpgsqlCommand(
            """
            SELECT name, default_version, installed_version
            FROM pg_available_extensions
            WHERE name IN ('postgis', 'pg_trgm')
            """, connection);
        await using var rows = await list.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            extensions.Add(new ServerExtension(rows.GetString(0), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetString(2)));
        if (FindLack(connection.PostgreSqlVersion, extensions) is { } lack)
            throw new UsageException(lack);
    }

    /// <summary>The first lack in words, or null when the server will do.</summary>
    public static string? FindLack(Version postgres, IReadOnlyCollection<ServerExtension> extensions)
    {
        if (postgres.Major < PostgresBinaries.OldestMajorVersion)
            return $"The database server is PostgreSQL {postgres}, and {PostgresBinaries.OldestMajorVersion} or later is needed: upgrade it, or name another in {DatabaseSettings.DatabaseVariable}.";
        if (extensions.FirstOrDefault(extension => extension.Name == "postgis") is not { } postgis)
            return $"The database server has no PostGIS: on its machine run apt-get install -y postgresql-{postgres.Major}-postgis-3";
        if (ReadVersion(postgis.Installed ?? postgis.Available) < OldestPostgis)
            return ReadVersion(postgis.Available) >= OldestPostgis
                ? $"The database has PostGIS {postgis.Installed}, and {OldestPostgis} or later is needed: run ALTER EXTENSION postgis UPDATE; in it as its superuser."
                : $"The database server offers PostGIS {postgis.Available}, and {OldestPostgis} or later is needed: upgrade the package postgresql-{postgres.Major}-postgis-3 on its machine.";
        return extensions.Any(extension => extension.Name == "pg_trgm")
            ? null
            : $"The database server has no pg_trgm extension: on its machine run apt-get install -y postgresql-contrib";
    }

    private static Version ReadVersion(string text)
    {
        var digits = new string([.. text.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.')]).TrimEnd('.');
        return Version.TryParse(digits.Contains('.', StringComparison.Ordinal) ? digits : digits + ".0", out var version) ? version : new Version(0, 0);
    }
}

/// <summary>An extension as the server lists it.</summary>
/// <param name="Installed">The version in this database; null when it has not been created there.</param>
public sealed record ServerExtension(string Name, string Available, string? Installed);
