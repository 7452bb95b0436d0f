using Npgsql;

namespace EstateMap.Database;

/// <summary>Where the database is: an external server when a connection string is given, else a private cluster in the data folder.</summary>
/// <param name="DataFolder">Absolute path of the folder for everything that can be remade: the embedded cluster, grids, caches.</param>
/// <param name="ConnectionString">Npgsql keywords or a postgresql:// URI; null means embedded.</param>
public sealed record DatabaseSettings(string DataFolder, string? ConnectionString)
{
    public const string DatabaseVariable = "ESTATEMAP_DATABASE";
    public const string DataVariable = "ESTATEMAP_DATA";

    public bool IsEmbedded => ConnectionString is null;

    /// <summary>Transformation grids for PROJ, such as OSTN15, are looked for here.</summary>
    public string ProjFolder => Path.Combine(DataFolder, "proj");

    /// <summary>Options win over the environment; an empty value counts as absent.</summary>
    public static DatabaseSettings From(string? dataFolder, string? connectionString)
    {
        var folder = Given(dataFolder) ?? Given(Environment.GetEnvironmentVariable(DataVariable)) ?? ".estatemap";
        var connection = Given(connectionString) ?? Given(Environment.GetEnvironmentVariable(DatabaseVariable));
        return new DatabaseSettings(Path.GetFullPath(folder), connection);
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    /// <summary>Reads keywords or a URI (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS).</summary>
    /// <exception cref="UsageException">The text is neither.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            if (!connectionString.StartsWith("postgres://", StringComparison.Ordinal) && !connectionString.StartsWith("postgresql://", StringComparison.Ordinal))
                return new NpgsqlConnectionStringBuilder(connectionString);
            var uri = new Uri(connectionString);
            var login = uri.UserInfo.Split(':', 2);
            var built = new NpgsqlConnectionStringBuilder { Host = uri.Host, Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) };
            if (uri.Port > 0)
                built.Port = uri.Port;
            if (login[0].Length > 0)
                built.Username = Uri.UnescapeDataString(login[0]);
            if (login.Length == 2)
                built.Password = Uri.UnescapeDataString(login[1]);
            foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var (key, value) = pair.Split('=', 2) is [var k, var v] ? (k, Uri.UnescapeDataString(v)) : (pair, "");
                built[key == "sslmode" ? "SSL Mode" : key.Replace('_', ' ')] = key == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
            }
            return built;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new UsageException($"The connection string ({DatabaseVariable} or --database) cannot be read: {error.Message}", error);
        }
    }
}
