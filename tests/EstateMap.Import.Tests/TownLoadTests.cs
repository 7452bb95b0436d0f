using EstateMap.Testing;
using EstateMap.Testing.Town;
using Npgsql;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>The fictional town in a real database: its distances on the spheroid, and who sees which of its sites.</summary>
public sealed class TownLoadTests(PostgisFixture db) : IClassFixture<PostgisFixture>, IAsyncLifetime
{
    private const int Count = 2_000;
    private static readonly IReadOnlyList<TownSite> Sites = TownSites.Make(Count, 7);

    public async ValueTask InitializeAsync()
    {
        await using var connection = await db.Owner.OpenConnectionAsync();
        await using var loaded = new NpgsqlCommand("SELECT EXISTS (SELECT FROM dataset WHERE id = 'fictional-town')", connection);
        if (!(bool)(await loaded.ExecuteScalarAsync())!)
            await TownLoader.LoadAsync(connection, Sites);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Streets_are_a_kilometre_on_the_spheroid()
    {
        foreach (var street in FictionalTown.Streets)
            Assert.Equal(street.Length_m, await DistanceAsync(FictionalTown.At(street.From), FictionalTown.At(street.To)), 0.01);
    }

    [Fact]
    public async Task Straight_lines_agree_with_Pythagoras_to_one_in_a_thousand()
    {
        var corner = new Junction(0, 0);
        foreach (var far in FictionalTown.Junctions.Where(j => j != corner))
        {
            var expected = 1_000 * Math.Sqrt(far.EastKm * far.EastKm + far.NorthKm * far.NorthKm);
            Assert.Equal(expected, await DistanceAsync(FictionalTown.At(corner), FictionalTown.At(far)), expected / 1_000);
        }
    }

    [Theory]
    [InlineData("public", "public")]
    [InlineData("partner", "public,partner")]
    [InlineData("restricted", "public,partner,owner,restricted")]
    public async Task A_reader_sees_the_sites_of_its_clearance_and_no_others(string clearance, string visible)
    {
        var levels = visible.Split(',');
        var expected = Sites.Count(s => levels.Contains(s.Visibility));

        Assert.Equal(expected, await CountAsReaderAsync(clearance, "SELECT count(*) FROM site"));
        Assert.Equal(expected, await CountAsReaderAsync(clearance, "SELECT count(*) FROM property"));
        Assert.Equal(expected, await CountAsReaderAsync(clearance, "SELECT count(*) FROM source_record"));
    }

    [Fact]
    public async Task Every_site_lies_in_the_town_and_in_a_ward()
    {
        Assert.Equal(Count, await CountAsReaderAsync("restricted", "SELECT count(DISTINCT site_id) FROM site_area s JOIN area a ON a.id = s.area_id WHERE a.kind = 'authority'"));
        Assert.Equal(Count, await CountAsReaderAsync("restricted", "SELECT count(DISTINCT site_id) FROM site_area s JOIN area a ON a.id = s.area_id WHERE a.kind = 'ward'"));
    }

    [Fact]
    public async Task New_rows_go_on_after_the_copied_ids()
    {
        await using var connection = await db.Writer.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO site (name) VALUES ('One more') RETURNING id", connection, transaction);

        Assert.Equal(Count + 1L, await insert.ExecuteScalarAsync());
    }

    private async Task<double> DistanceAsync(NetTopologySuite.Geometries.Point from, NetTopologySuite.Geometries.Point to)
    {
        await using var command = db.Reader.CreateCommand("SELECT ST_Distance($1::geography, $2::geography)");
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = to });
        return (double)(await command.ExecuteScalarAsync())!;
    }

    private async Task<long> CountAsReaderAsync(string clearance, string sql)
    {
        await using var connection = await db.Reader.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var raise = new NpgsqlCommand("SELECT set_config('estatemap.clearance', $1, true)", connection, transaction))
        {
            raise.Parameters.Add(new() { Value = clearance });
            await raise.ExecuteNonQueryAsync();
        }
        await using var count = new NpgsqlCommand(sql, connection, transaction);
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
