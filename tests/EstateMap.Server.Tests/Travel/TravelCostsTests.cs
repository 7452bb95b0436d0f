using EstateMap.Database;
using EstateMap.Server.Tests.Database;
using EstateMap.Server.Tests.Graph;
using EstateMap.Server.Travel;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Travel;

public class TravelCostsTests(Village village) : IClassFixture<Village>
{
    private static readonly TravelPlace[] Wards = [new(-2.01, 53.02, "W1"), new(-1.99, 53.02, "W2")];
    private static readonly TravelPlace[] Sites = [new(-2.01, 53.01, "1"), new(-2.01, 53.02, "2")];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TravelCosts Costs => village.Services.GetRequiredService<TravelCosts>();

    [Fact]
    public async Task Straight_lines_are_as_long_as_PostGIS_says_on_the_spheroid()
    {
        var random = new Random(9);
        TravelPlace[] places = [.. Enumerable.Range(0, 60).Select(at => new TravelPlace(-2 + (random.NextDouble() * Math.Pow(10, -(at % 5))), 53 + (random.NextDouble() * Math.Pow(10, -(at % 5)))))];

        var times = await Costs.GetAsync(new TravelChoice(TravelChoice.Straight, SpeedKmh: 3.6, Detour: 1), places, places, null, Cancel);

        await using var measure = village.Reader.CreateCommand("""
            SELECT ST_Distance(ST_SetSRID(ST_MakePoint(a.x, a.y), 4326)::geography, ST_SetSRID(ST_MakePoint(b.x, b.y), 4326)::geography)
            FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY AS a (x, y, n)
            CROSS JOIN unnest($1::float8[], $2::float8[]) WITH ORDINALITY AS b (x, y, n)
            ORDER BY a.n, b.n
            """);
        measure.Parameters.Add(new() { Value = places.Select(place => place.Longitude).ToArray() });
        measure.Parameters.Add(new() { Value = places.Select(place => place.Latitude).ToArray() });
        await using var reader = await measure.ExecuteReaderAsync(Cancel);
        for (var at = 0; at < 3_600; at++)
        {
            Assert.True(await reader.ReadAsync(Cancel));
            // A millimetre up to 20 km, and beyond it in proportion.
            Assert.Equal(reader.GetDouble(0), times.Seconds[at], Math.Max(0.001, 2e-7 * reader.GetDouble(0)));
        }
    }

    [Fact]
    public async Task A_straight_line_takes_its_detour_at_its_speed_and_says_so()
    {
        var times = await Costs.GetAsync(new TravelChoice(TravelChoice.Straight), Wards, Sites, null, Cancel);

        // 0.01 degree of latitude is 1,112.87 m there.
        Assert.Equal(1_112.87 * 1.3 / (4.8 / 3.6), times.Seconds[0], 0.01);
        Assert.Equal(0, times.Seconds[1]);
        Assert.Equal(("straight line x 1.3 at 4.8 km/h", "straight-1"), (times.Badge, times.Version));
        Assert.Same(times, await Costs.GetAsync(new TravelChoice(TravelChoice.Straight), [.. Wards], [.. Sites], null, Cancel));
    }

    [Fact]
    public async Task Imported_times_are_found_by_area_and_by_either_name_of_a_site()
    {
        // Sites 1 and 2 by their UPRNs, 101 and 102, as other programs write them.
        var report = await ImportAsync("by UPRN", "from,to,seconds\nW1,101,60\nW1,000000000102,120.5\nW2,102,240\n");

        Assert.Equal(("area", 2, "uprn", 2), (report.FromKind, report.FromKnown, report.ToKind, report.ToKnown));
        var choice = new TravelChoice(TravelChoice.Matrix, report.Id);
        var times = await Costs.GetAsync(choice, Wards, Sites, null, Cancel);
        Assert.Equal([60, 120.5, double.PositiveInfinity, 240], times.Seconds);
        Assert.Equal("imported times by UPRN", times.Badge);
        Assert.Equal(times.Seconds, (await Costs.GetAsync(choice, Wards, [Sites[0] with { Key = "000000000101" }, Sites[1] with { Key = "000000000102" }], null, Cancel)).Seconds);

        var byId = await ImportAsync("by id", "from,to,seconds\nW1,1,10\nW1,2,20\nW2,1,30\nW2,2,40\n");
        Assert.Equal("site", byId.ToKind);
        var otherwise = await Costs.GetAsync(choice with { Source = byId.Id }, Wards, [Sites[0] with { Key = "000000000101" }, Sites[1]], null, Cancel);
        Assert.Equal([10, 20, 30, 40], otherwise.Seconds);
    }

    [Fact]
    public async Task Places_that_a_matrix_lacks_are_counted_and_named()
    {
        var report = await ImportAsync("partial", "from,to,seconds\nW1,101,60\n");

        var error = await Assert.ThrowsAsync<TravelRequestError>(() => Costs.GetAsync(new TravelChoice(TravelChoice.Matrix, report.Id), [.. Wards, new(-2, 53, "W9")], [Sites[0]], null, Cancel));

        Assert.Equal((TravelRequestError.PlacesMissing, "2 of 3 places are missing from the matrix partial: W2, W9."), (error.Code, error.Message));
        var keyless = await Assert.ThrowsAsync<TravelRequestError>(() => Costs.GetAsync(new TravelChoice(TravelChoice.Matrix, report.Id), [new(-2, 53)], [Sites[0]], null, Cancel));
        Assert.Equal(TravelRequestError.PlacesMissing, keyless.Code);
    }

    [Fact]
    public async Task Rows_that_are_no_times_are_left_out_with_the_reason()
    {
        var report = await ImportAsync("odd rows", "Origin,Destination,Travel Time\nW1,101,60\nW1,102,soon\n,102,5\nW2,101,-1\nW2,102,1e9\nW1,101,61\nW2,102,NaN\n");

        Assert.Equal([(3, "not-a-number"), (4, "no-place"), (5, "negative"), (6, "too-long"), (7, "duplicate"), (8, "not-a-number")], report.Rejected.Select(line => (line.Line, line.Reason)));
        Assert.Equal((7, 1), (report.RowsRead, report.Times));
        Assert.True((await ImportAsync("odd rows", "from,to,seconds\nW1,101,60\n")).IsUnchanged);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("from,to\nW1,101\n", "no column 'seconds'")]
    [InlineData("from,to,seconds\nW1,101,never\n", "holds no travel time that can be used: 1 rows, the first left out because: 'never' is no number of seconds.")]
    public async Task A_file_without_times_is_refused_in_words_and_changes_nothing(string text, string sentence)
    {
        var before = await ImportAsync("kept", "from,to,seconds\nW1,101,60\n");

        var error = await Assert.ThrowsAsync<UsageException>(() => ImportAsync("kept", text));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        var after = await Costs.GetAsync(new TravelChoice(TravelChoice.Matrix, before.Id), [Wards[0]], [Sites[0]], null, Cancel);
        Assert.Equal([60], after.Seconds);
    }

    [Fact]
    public async Task A_table_that_was_damaged_anywhere_is_read_or_refused_and_breaks_nothing()
    {
        var whole = System.Text.Encoding.UTF8.GetBytes("from,to,seconds\n" + string.Concat(Enumerable.Range(0, 40).Select(at => $"W{at % 7},{100 + at},{at * 10}\n")));
        var random = new Random(29);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "damaged.csv");
        var (read, refused) = (0, 0);
        for (var time = 0; time < 120; time++)
        {
            var bytes = whole.ToArray();
            for (var hits = random.Next(1, 8); hits > 0; hits--) bytes[random.Next(bytes.Length)] = time % 2 == 0 ? (byte)random.Next(256) : (byte)"\",\n\r0-e"[random.Next(7)];
            await File.WriteAllBytesAsync(file, bytes, Cancel);
            try
            {
                var report = await new MatrixImport(village.Database).ImportAsync(file, MadeStreets.Source("damaged"), null, Cancel);
                Assert.InRange(report.Times, 1, 40);
                read++;
            }
            catch (UsageException)
            {
                refused++;
            }
        }

        Assert.InRange(read, 20, 120);
        Assert.Equal(120, read + refused);
    }

    [Fact]
    public async Task What_cannot_be_reckoned_is_refused_with_a_code()
    {
        await RefusedAsync(TravelRequestError.NoNetwork, new TravelChoice(TravelChoice.Network, 987), "There is no walking network number 987");
        await RefusedAsync(TravelRequestError.NoNetwork, new TravelChoice(TravelChoice.Network), "needs `network`");
        await RefusedAsync(TravelRequestError.NoMatrix, new TravelChoice(TravelChoice.Matrix, 987), "There is no travel matrix number 987");
        await RefusedAsync(TravelRequestError.BadChoice, new TravelChoice("teleport"), "'teleport' is no way to travel");
        await RefusedAsync(TravelRequestError.BadChoice, new TravelChoice(TravelChoice.Straight, SpeedKmh: double.NaN), "The speed is NaN km/h");
        await RefusedAsync(TravelRequestError.BadChoice, new TravelChoice(TravelChoice.Straight, Detour: 0.9), "The detour factor is 0.9");
        await RefusedAsync(TravelRequestError.BadChoice, new TravelChoice(TravelChoice.Straight), "There is no place at longitude 400", new TravelPlace(400, 0));
        var many = Enumerable.Repeat(Wards[0], 6_000).ToArray();
        var tooMuch = await Assert.ThrowsAsync<TravelRequestError>(() => Costs.GetAsync(new TravelChoice(TravelChoice.Straight), many, many, null, Cancel));
        Assert.Equal(TravelRequestError.TooMuch, tooMuch.Code);
    }

    private async Task RefusedAsync(string code, TravelChoice choice, string sentence, TravelPlace? from = null)
    {
        var error = await Assert.ThrowsAsync<TravelRequestError>(() => Costs.GetAsync(choice, [from ?? Wards[0]], Sites, null, Cancel));
        Assert.Equal(code, error.Code);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    private async Task<MatrixReport> ImportAsync(string name, string text)
    {
        using var folder = new TemporaryFolder();
        return await new MatrixImport(village.Database).ImportAsync(MadeStreets.Write(folder, "times.csv", text), MadeStreets.Source(name), null, Cancel);
    }
}
