using System.Net.Sockets;
using Npgsql;

namespace EstateMap.Database;

/// <summary>The open database: five ways in, each with the rights of its name.</summary>
public sealed class EstateMapDatabase : IAsyncDisposable
{
    private EstateMapDatabase(NpgsqlConnectionStringBuilder connection, EmbeddedPostgres? embedded)
    {
        Embedded = embedded;
        Owner = Build(connection, role: null);
        Reader = Build(connection, role: "estatemap_reader");
        Writer = Build(connection, role: "estatemap_writer");
        Editor = Build(connection, role: "estatemap_editor");
        Gate = Build(connection, role: "estatemap_gate");
        if (embedded is not null)
            embedded.Restarted += ForgetConnections;
    }

    /// <summary>
    /// What everybody's questions go through. Row-level security applies even where the login is a superuser, and the clearance is 'public';
    /// raise it for one transaction only: <c>SELECT set_config('estatemap.clearance', $1, true)</c>.
    /// </summary>
    public NpgsqlDataSource Reader { get; }

    /// <summary>What people change: row-level security decides by the claims of the transaction, and without claims nothing may be changed.</summary>
    public NpgsqlDataSource Editor { get; }

    /// <summary>Sign-in and nothing else: accounts, secrets, sessions.</summary>
    public NpgsqlDataSource Gate { get; }

    /// <summary>Imports, and what the program does by itself: everything may be changed.</summary>
    public NpgsqlDataSource Writer { get; }

    /// <summary>The login itself, which owns the tables: migrations and maintenance.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Null when the server is external.</summary>
    public EmbeddedPostgres? Embedded { get; }

    /// <summary>Starts or reaches the server and checks that it will do; does not migrate.</summary>
    /// <param name="joinRunning">Whether a data folder that another process of ours serves may be shared; see <see cref="EmbeddedPostgresOptions"/>.</param>
    /// <exception cref="UsageException">The server cannot be had or is unfit; the message says what to do.</exception>
    public static async Task<EstateMapDatabase> OpenAsync(
        DatabaseSettings settings, bool joinRunning = false, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        EmbeddedPostgres? embedded = null;
        NpgsqlConnectionStringBuilder connection;
        if (settings.ConnectionString is { } given)
        {
            connection = DatabaseSettings.Parse(given);
        }
        else
        {
            embedded = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(settings.DataFolder, joinRunning), progress, cancellationToken);
            connection = embedded.ConnectionTo(EmbeddedPostgres.DatabaseName);
        }
        var database = new EstateMapDatabase(connection, embedded);
        try
        {
            await ServerRequirements.CheckAsync(database.Owner, cancellationToken);
            return database;
        }
        catch (Exception error)
        {
            await database.DisposeAsync();
            if (error is PostgresException { SqlState: "28P01" or "28000" or "3D000" } refused)
                throw new UsageException($"The database refused the connection: {refused.MessageText}. Check {DatabaseSettings.DatabaseVariable}.", error);
            if (error is NpgsqlException { InnerException: SocketException or IOException or TimeoutException })
                throw new UsageException($"No database answers at {connection.Host}:{connection.Port}: check {DatabaseSettings.DatabaseVariable}, or leave it out to use the embedded server.", error);
            throw;
        }
    }

    /// <summary>Uses a server that is already known to be fit, such as a test's clone.</summary>
    public static EstateMapDatabase At(NpgsqlConnectionStringBuilder connection) => new(connection, embedded: null);

    /// <summary>Applies what is missing; see <see cref="Migrator"/>.</summary>
    public Task<MigrationSummary> MigrateAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default) =>
        new Migrator(Owner, MigrationSet.Embedded).MigrateAsync(progress, cancellationToken);

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder connection, string? role)
    {
        var own = new NpgsqlConnectionStringBuilder(connection.ConnectionString) { ApplicationName = role ?? "estatemap" };
        // Doors compose the same few statements over and over; planning one costs more than running it. Statements that come once stay unprepared.
        if (role == "estatemap_reader")
            (own.MaxAutoPrepare, own.AutoPrepareMinUsages) = (100, 2);
        // As startup options these are what every reset of a pooled connection returns to.
        if (role is not null)
            own.Options = $"{own.Options} -c role={role} -c estatemap.clearance=public".TrimStart();
        var builder = new NpgsqlDataSourceBuilder(own.ConnectionString);
        builder.UseNetTopologySuite();
        return builder.Build();
    }

    private void ForgetConnections()
    {
        Reader.Clear();
        Writer.Clear();
        Editor.Clear();
        Gate.Clear();
        Owner.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Reader.DisposeAsync();
        await Writer.DisposeAsync();
        await Editor.DisposeAsync();
        await Gate.DisposeAsync();
        await Owner.DisposeAsync();
        if (Embedded is not null)
            await Embedded.DisposeAsync();
    }
}
