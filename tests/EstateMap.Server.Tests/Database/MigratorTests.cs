using EstateMap.Database;
using Xunit;

namespace EstateMap.Server.Tests.Database;

public sealed class MigratorTests : EmptyDatabase
{
    private static readonly MigrationFile Halls = new("2026-01-01_01_create_halls.sql", "CREATE TABLE hall (name text);\nINSERT INTO hall VALUES ('Old Hall');");
    private static readonly MigrationFile Rooms = new("2026-01-02_01_create_rooms.sql", "CREATE TABLE room (name text);");
    private static readonly MigrationFile Count = new(
        "functions/01_count.sql", "CREATE OR REPLACE FUNCTION hall_count() RETURNS bigint LANGUAGE sql STABLE\nBEGIN ATOMIC\n    SELECT count(*) FROM hall;\nEND;");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_are_applied_once_and_in_order()
    {
        var first = await MigrateAsync(Rooms, Halls, Count);
        Assert.Equal([Halls.Name, Rooms.Name], first.Applied);
        Assert.True(first.HasRerunFunctions);

        var second = await MigrateAsync(Halls, Rooms, Count);
        Assert.Empty(second.Applied);
        Assert.False(second.HasRerunFunctions);
        Assert.Equal(1L, await AskAsync("SELECT hall_count()"));
    }

    [Fact]
    public async Task A_changed_function_is_run_again_without_a_migration()
    {
        await MigrateAsync(Halls, Count);

        var summary = await MigrateAsync(Halls, Count with { Sql = Count.Sql.Replace("count(*)", "count(*) + 100", StringComparison.Ordinal) });

        Assert.Empty(summary.Applied);
        Assert.True(summary.HasRerunFunctions);
        Assert.Equal(101L, await AskAsync("SELECT hall_count()"));
    }

    [Fact]
    public async Task Ten_servers_starting_at_once_migrate_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            await using var own = Open();
            return await new Migrator(own, MigrationSet.From([Halls, Rooms, Count])).MigrateAsync(cancellationToken: Cancel);
        }));

        Assert.Equal([Halls.Name, Rooms.Name], Assert.Single(all, summary => summary.Applied.Count > 0).Applied);
        Assert.Equal(1L, await AskAsync("SELECT count(*) FROM hall"));
        Assert.Equal(0L, await AskAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
    }

    [Fact]
    public async Task An_edited_file_is_refused_by_name_and_nothing_else_is_applied()
    {
        await MigrateAsync(Halls);

        var refusal = await Assert.ThrowsAsync<UsageException>(() => MigrateAsync(Halls with { Sql = Halls.Sql + " -- one more thing" }, Rooms));

        Assert.StartsWith("The migration 2026-01-01_01_create_halls.sql was edited after it was applied", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(false, await AskAsync("SELECT to_regclass('room') IS NOT NULL"));
    }

    [Fact]
    public async Task Line_endings_are_no_edit()
    {
        await MigrateAsync(Halls);
        Assert.Empty((await MigrateAsync(Halls with { Sql = Halls.Sql.Replace("\n", "\r\n", StringComparison.Ordinal) })).Applied);
    }

    [Fact]
    public async Task A_broken_file_is_undone_whole_and_those_before_it_stay()
    {
        var broken = Rooms with { Sql = "CREATE TABLE room (name text);\n\nINSERT INTO roon VALUES ('x');" };

        var refusal = await Assert.ThrowsAsync<UsageException>(() => MigrateAsync(Halls, broken));

        Assert.Equal("The migration 2026-01-02_01_create_rooms.sql failed at line 3 and was undone: relation \"roon\" does not exist (SQLSTATE 42P01)", refusal.Message);
        Assert.Equal(false, await AskAsync("SELECT to_regclass('room') IS NOT NULL"));
        Assert.Equal(Halls.Name, await AskAsync("SELECT string_agg(name, ',') FROM schema_migration"));
        Assert.Equal([Rooms.Name], (await MigrateAsync(Halls, Rooms)).Applied);
    }

    [Fact]
    public async Task A_database_from_the_future_is_refused()
    {
        await MigrateAsync(Halls, Rooms);

        var refusal = await Assert.ThrowsAsync<UsageException>(() => MigrateAsync(Halls));

        Assert.Equal("The database was migrated by a newer EstateMap (2026-01-02_01_create_rooms.sql is unknown here): update this program, or use another database.", refusal.Message);
    }

    [Fact]
    public async Task An_extension_asked_for_by_a_file_is_there_before_it_runs()
    {
        await MigrateAsync(Halls with { Sql = "-- requires extension: btree_gist\nCREATE TABLE let (room int, during tsrange, EXCLUDE USING gist (room WITH =, during WITH &&));" });
        Assert.Equal(true, await AskAsync("SELECT to_regclass('let') IS NOT NULL"));
    }

    [Fact]
    public async Task An_extension_the_server_lacks_is_named()
    {
        var refusal = await Assert.ThrowsAsync<UsageException>(() => MigrateAsync(Halls with { Sql = "-- requires extension: no_such_thing\n" }));
        Assert.Equal("The database server does not have the extension no_such_thing: install its package there, then start again.", refusal.Message);
    }

    [Fact]
    public void A_misnamed_file_is_refused()
    {
        var refusal = Assert.Throws<UsageException>(() => MigrationSet.From([new("create_halls.sql", "")]));
        Assert.Equal("The migration create_halls.sql must be named YYYY-MM-DD_NN_verb_object.sql.", refusal.Message);
    }

    [Fact]
    public async Task The_real_migrations_run_and_run_again()
    {
        Assert.NotEmpty((await new Migrator(Source, MigrationSet.Embedded).MigrateAsync(cancellationToken: Cancel)).Applied);
        // As if a function had changed: every one of them must stand being run twice.
        await AskAsync("UPDATE schema_migration SET checksum = 'old' WHERE name = 'functions'");
        var again = await new Migrator(Source, MigrationSet.Embedded).MigrateAsync(cancellationToken: Cancel);
        Assert.Empty(again.Applied);
        Assert.True(again.HasRerunFunctions);
    }

    private Task<MigrationSummary> MigrateAsync(params MigrationFile[] files) => new Migrator(Source, MigrationSet.From(files)).MigrateAsync(cancellationToken: Cancel);

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
