using System.Diagnostics;
using System.Globalization;
using EstateMap.Database;
using EstateMap.Import;
using EstateMap.Server.Tests.Database;
using EstateMap.Testing;
using EstateMap.Testing.Town;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Imports;

/// <summary>What goes wrong while a file is being imported: the program dies, the connection is cut, the database crashes, its disk fills up. The whole file is served, or what was served before; never a mixture.</summary>
[Trait("soak", "yes")]
public sealed class FaultTests : IDisposable
{
    private const int rows = 400;
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _files;

    public FaultTests()
    {
        _files = [.. new ulong[] { 1, 2 }.Select(seed =>
        {
            var path = Path.Combine(_folder.Path, $"register-{seed}.csv");
            new MessyRegister(rows, seed).Write(path);
            return path;
        })];
        File.WriteAllText(ManifestPath,
            """
            { "id": "register", "title": "Register", "publisher": "Middle Region", "mirrorPath": "register.csv", "licence": "OGL-UK-3.0", "attribution": "Made up", "theme": "estate",
              "format": "csv", "layout": "register", "asAt": "2026-01-01", "organisation": { "name": "Middle Region", "kind": "council" } }
            """);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string ManifestPath => Path.Combine(_folder.Path, "register.json");

    private Manifest Manifest => Manifest.Parse(File.ReadAllText(ManifestPath), "register.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_at_any_moment_it_leaves_what_was_served_or_the_whole_file()
    {
        await using var town = await TownAsync();
        var (writer, truth) = (town.Writer, await TruthAsync(town));
        var length = await LengthAsync(writer);
        var (served, killed, random) = (1, 0, new Random(20_261_123));
        for (var attempt = 0; killed < Soak.Times(50); attempt++)
        {
            Assert.True(attempt < Soak.Times(100), $"Of {attempt} imports only {killed} could be killed before they were done.");
            var (next, before) = (1 - served, await DigestAsync(writer));
            var newest = await AskAsync<long>(writer, "SELECT max(id) FROM import_run");
            using var program = EstateMapProgram.Start(["import", "--manifest", ManifestPath, _files[next], "--accept-missing", "--database", town.ConnectionString]);
            long run;
            while ((run = await AskAsync<long>(writer, "SELECT max(id) FROM import_run")) == newest)
            {
                Assert.False(program.HasEnded, program.Error);
                await Task.Delay(1, Cancel);
            }

            await Task.Delay(length * random.NextDouble(), Cancel);
            program.Signal("KILL");
            await program.EndAsync(Cancel);
            await UntilNobodyHoldsAsync(writer, run);

            if (await AskAsync<string>(writer, $"SELECT status FROM import_run WHERE id = {run}") == "running")
            {
                killed++;
                Assert.Equal(before, await DigestAsync(writer));
            }
            else
            {
                Assert.Equal(truth[next], await ContentAsync(writer));
                served = next;
            }
        }

        await new Importer(writer).ImportAsync(Manifest, [_files[1 - served]], new ImportOptions { AcceptMissing = true }, null, Cancel);
        Assert.Equal(truth[1 - served], await ContentAsync(writer));
        Assert.Equal(killed, await AskAsync<long>(writer, "SELECT count(*) FROM import_run WHERE status = 'failed' AND message LIKE 'Interrupted: %' AND finished_at IS NOT NULL"));
        Assert.Equal(0, await AskAsync<long>(writer, "SELECT count(*) FROM import_run WHERE status = 'running'"));
    }

    [Fact]
    public async Task Cut_off_from_the_database_at_any_moment_it_says_so_and_changes_nothing()
    {
        await using var town = await TownAsync();
        var (writer, truth) = (town.Writer, await TruthAsync(town));
        var length = await LengthAsync(writer);
        var (served, cut, random) = (1, 0, new Random(7));
        // Its own pool, so that nobody cuts the connection we ask with.
        await using var other = EstateMapDatabase.At(new NpgsqlConnectionStringBuilder(town.ConnectionString));
        for (var attempt = 0; cut < Soak.Times(20); attempt++)
        {
            Assert.True(attempt < Soak.Times(60), $"Of {attempt} imports only {cut} were cut off before they were done.");
            var (next, before) = (1 - served, await DigestAsync(writer));
            var newest = await AskAsync<long>(writer, "SELECT max(id) FROM import_run");
            var import = new Importer(other.Writer).ImportAsync(Manifest, [_files[next]], new ImportOptions { AcceptMissing = true }, null, Cancel);
            await Task.Delay(length * random.NextDouble(), Cancel);
            await AskAsync<bool?>(town.Owner, "SELECT bool_and(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
            var fault = await Record.ExceptionAsync(() => import);
            if (fault is null)
            {
                Assert.Equal(truth[next], await ContentAsync(writer));
                served = next;
                continue;
            }

            cut++;
            Assert.NotNull(DatabaseFault.Describe(fault));
            Assert.Equal(before, await DigestAsync(writer));
            // Cut off before the run was so much as written down, there is none.
            Assert.Equal(0, await AskAsync<long>(writer, $"SELECT count(*) FROM import_run WHERE id > {newest} AND (status, message) IS DISTINCT FROM ('failed', '{DatabaseFault.Describe(fault)}')"));
        }
    }

    [Fact]
    public async Task A_database_that_crashes_meanwhile_serves_what_it_served_and_takes_the_file_afterwards()
    {
        using var data = new TemporaryFolder((UnixFileMode)0b111_101_101);
        // Durable, since this is about what is on the disk after a crash.
        await using var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(data.Path, IsDurable: true), cancellationToken: Cancel);
        await using var database = EstateMapDatabase.At(server.ConnectionTo(EmbeddedPostgres.DatabaseName));
        await database.MigrateAsync(cancellationToken: Cancel);
        await FillAsync(database);
        await new Importer(database.Writer).ImportAsync(Manifest, _files[0], null, Cancel);
        var before = await DigestAsync(database.Writer);

        using var program = EstateMapProgram.Start(["import", "--manifest", ManifestPath, _files[1], "--accept-missing", "--database", server.ConnectionTo(EmbeddedPostgres.DatabaseName).ConnectionString]);
        while (await AskAsync<long>(database.Writer, "SELECT count(*) FROM import_run WHERE status = 'running'") == 0)
            await Task.Delay(1, Cancel);
        // Of its children one dies of SIGKILL, and the postmaster takes down all others: what PostgreSQL calls a crash.
        var victim = await AskAsync<int>(database.Writer, "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 LIMIT 1");
        Process.Start("kill", ["-s", "KILL", victim.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        Assert.Equal(1, await program.EndAsync(Cancel));
        Assert.StartsWith("estatemap: The ", program.Error.Split('\n').First(line => line.StartsWith("estatemap:", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Error, StringComparison.Ordinal);

        Assert.Equal(before, await AgainAsync(() => DigestAsync(database.Writer)));
        var summary = await new Importer(database.Writer).ImportAsync(Manifest, [_files[1]], new ImportOptions { AcceptMissing = true }, null, Cancel);
        Assert.Equal("activated", summary.Status);
    }

    [Fact]
    public async Task A_full_disk_is_said_and_changes_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may make a small disk (tmpfs).");
        using var data = new TemporaryFolder((UnixFileMode)0b111_101_101);
        using var disk = new TemporaryFolder((UnixFileMode)0b111_101_101);
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=80m,mode=777", "tmpfs", disk.Path]);
        await mount.WaitForExitAsync(Cancel);
        Assert.SkipUnless(mount.ExitCode == 0, "This machine lets nobody mount a small disk (tmpfs).");
        try
        {
            await using var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(data.Path, IsDurable: false), cancellationToken: Cancel);
            var place = Path.Combine(disk.Path, "tables");
            Directory.CreateDirectory(place);
            using (var give = Process.Start("chown", ["--reference", await DataFolderAsync(server), place]))
                await give.WaitForExitAsync(Cancel);
            await RunAsync(server.ConnectionTo(EmbeddedPostgres.DatabaseName), $"CREATE TABLESPACE small LOCATION '{place}'", "CREATE DATABASE town TABLESPACE small");
            await using var database = EstateMapDatabase.At(server.ConnectionTo("town"));
            await database.MigrateAsync(cancellationToken: Cancel);
            await FillAsync(database);
            await new Importer(database.Writer).ImportAsync(Manifest, _files[0], null, Cancel);
            var before = await DigestAsync(database.Writer);

            var filler = Path.Combine(disk.Path, "filler");
            await using (var file = File.Create(filler))
            {
                var room = new DriveInfo(disk.Path).AvailableFreeSpace - 300_000;
                for (var written = 0L; written < room; written += 65_536)
                    await file.WriteAsync(new byte[65_536], Cancel);
            }

            using (var program = EstateMapProgram.Start(["import", "--manifest", ManifestPath, _files[1], "--accept-missing", "--database", server.ConnectionTo("town").ConnectionString]))
            {
                Assert.Equal(1, await program.EndAsync(Cancel));
                Assert.Contains("estatemap: The database's disk is full: make room there, then try again.", program.Error, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", program.Error, StringComparison.Ordinal);
            }

            Assert.Equal(before, await DigestAsync(database.Writer));
            File.Delete(filler);
            var summary = await new Importer(database.Writer).ImportAsync(Manifest, [_files[1]], new ImportOptions { AcceptMissing = true }, null, Cancel);
            Assert.Equal("activated", summary.Status);
            Assert.Equal(0, await AskAsync<long>(database.Writer, "SELECT count(*) FROM import_run WHERE status = 'running'"));
        }
        finally
        {
            using var unmount = Process.Start("umount", ["-l", disk.Path]);
            await unmount.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task<PostgisFixture> TownAsync()
    {
        var town = new PostgisFixture();
        await town.InitializeAsync();
        await FillAsync(town.Database);
        return town;
    }

    /// <summary>Areas and postcodes, so that every phase has something to do.</summary>
    private async Task FillAsync(EstateMapDatabase database)
    {
        var register = new MessyRegister(rows, 1);
        var (areas, postcodes) = (Path.Combine(_folder.Path, "ward.geojson"), Path.Combine(_folder.Path, "postcodes.csv"));
        register.WriteAreas(areas, 4, "W");
        register.WritePostcodes(postcodes);
        foreach (var (file, more) in new[] { (areas, "\"format\": \"geojson\", \"layout\": \"boundary\", \"area\": { \"kind\": \"ward\", \"vintage\": \"2023\" }"), (postcodes, "\"format\": \"csv\", \"layout\": \"postcode\"") })
        {
            var id = Path.GetFileNameWithoutExtension(file);
            var manifest = Manifest.Parse($$"""{ "id": "{{id}}", "title": "{{id}}", "publisher": "Middle Region", "mirrorPath": "{{id}}", "licence": "OGL-UK-3.0", "attribution": "Made up", "theme": "estate", {{more}} }""", id);
            await new Importer(database.Writer).ImportAsync(manifest, file, null, Cancel);
        }
    }

    /// <summary>Imports both files, the second last, and gives what is served of each.</summary>
    private async Task<string[]> TruthAsync(PostgisFixture town)
    {
        var truth = new string[2];
        for (var file = 0; file < 2; file++)
        {
            await new Importer(town.Writer).ImportAsync(Manifest, [_files[file]], new ImportOptions { AcceptMissing = true }, null, Cancel);
            truth[file] = await ContentAsync(town.Writer);
        }

        Assert.NotEqual(truth[0], truth[1]);
        return truth;
    }

    /// <summary>How long the newest import took.</summary>
    private static Task<TimeSpan> LengthAsync(NpgsqlDataSource writer) => AskAsync<TimeSpan>(writer, "SELECT finished_at - started_at FROM import_run ORDER BY id DESC LIMIT 1");

    private static Task<string> ContentAsync(NpgsqlDataSource writer) => AskAsync<string>(writer,
        "SELECT md5(string_agg(record_key || encode(content_sha256, 'hex'), ',' ORDER BY record_key)) FROM source_record WHERE dataset_id = 'register' AND missing_since_run_id IS NULL");

    /// <summary>Everything in every table but the list of runs.</summary>
    private static async Task<string> DigestAsync(NpgsqlDataSource writer)
    {
        var tables = (await AskAsync<string>(writer, "SELECT string_agg(format('SELECT %L AS name, md5(string_agg(t::text, E''\\n'' ORDER BY t::text)) AS digest FROM %I t', tablename, tablename), ' UNION ALL ') FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('import_run', 'spatial_ref_sys') AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')"))!;
        return await AskAsync<string>(writer, $"SELECT string_agg(concat_ws(' ', name, digest), E'\\n' ORDER BY name) FROM ({tables}) everything");
    }

    /// <summary>The server notices a client's death when it next listens to it.</summary>
    private static async Task UntilNobodyHoldsAsync(NpgsqlDataSource writer, long run)
    {
        while (await AskAsync<long>(writer, $"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {run} AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") > 0)
            await Task.Delay(2, Cancel);
    }

    private static async Task<T> AgainAsync<T>(Func<Task<T>> ask)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                return await ask();
            }
            catch (NpgsqlException) when (clock.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(50, Cancel);
            }
        }
    }

    private static async Task<string> DataFolderAsync(EmbeddedPostgres server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionTo(EmbeddedPostgres.DatabaseName).ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("SHOW data_directory", connection);
        return (string)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static async Task RunAsync(NpgsqlConnectionStringBuilder at, params string[] statements)
    {
        at.Pooling = false;
        await using var connection = new NpgsqlConnection(at.ConnectionString);
        await connection.OpenAsync(Cancel);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }

    private static async Task<T> AskAsync<T>(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel) is T answer ? answer : default!;
    }
}
