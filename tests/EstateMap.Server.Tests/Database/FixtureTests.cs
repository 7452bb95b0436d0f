using EstateMap.Testing;
using NetTopologySuite.Geometries;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Database;

public class FixtureTests(PostgisFixture db) : IClassFixture<PostgisFixture>
{
    [Fact]
    public async Task A_reader_stays_a_reader_after_its_connection_went_through_the_pool()
    {
        for (var round = 0; round < 3; round++)
        {
            await using var connection = await db.Reader.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand("SELECT current_user || ' ' || current_setting('estatemap.clearance')", connection);
            Assert.Equal("estatemap_reader public", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
            await using var raise = new NpgsqlCommand("SET estatemap.clearance = 'restricted'; SET application_name = 'x'", connection);
            await raise.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Readers_see_public_rows_alone_and_change_nothing()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using (var writing = db.Writer.CreateCommand(
            "INSERT INTO organisation (name, name_key, visibility) VALUES ('Open Hall', 'open hall', 'public'), ('Refuge', 'refuge', 'restricted')"))
            await writing.ExecuteNonQueryAsync(cancel);
        await using var reading = db.Reader.CreateCommand("SELECT string_agg(name, ',') FROM organisation WHERE name IN ('Open Hall', 'Refuge')");
        Assert.Equal("Open Hall", await reading.ExecuteScalarAsync(cancel));
        await using var changing = db.Reader.CreateCommand("UPDATE organisation SET name = 'Mine'");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => changing.ExecuteNonQueryAsync(cancel));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_writer_refreshes_the_statistics_of_tables_it_does_not_own()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using (var writing = db.Writer.CreateCommand(
            "INSERT INTO organisation (name, name_key) SELECT 'Group ' || n, 'group ' || n FROM generate_series(1, 50) AS n; SELECT refresh_statistics()"))
            await writing.ExecuteNonQueryAsync(cancel);
        await using var asking = db.Owner.CreateCommand("SELECT reltuples >= 50 FROM pg_class WHERE relname = 'organisation'");
        Assert.Equal(true, await asking.ExecuteScalarAsync(cancel));
        await using var reading = db.Reader.CreateCommand("SELECT refresh_statistics()");
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => reading.ExecuteNonQueryAsync(cancel))).SqlState);
    }

    [Fact]
    public async Task Geometry_crosses_the_wire_as_NetTopologySuite()
    {
        await using var command = db.Reader.CreateCommand("SELECT ST_SetSRID(ST_MakePoint($1, $2), 4326)");
        command.Parameters.Add(new() { Value = -2.3 });
        command.Parameters.Add(new() { Value = 53.4 });
        var point = Assert.IsType<Point>(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal((-2.3, 53.4, 4326), (point.X, point.Y, point.SRID));
    }
}
