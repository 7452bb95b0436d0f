using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Tests.Database;
using EstateMap.Server.Tests.Travel;
using EstateMap.Server.Travel;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

/// <summary>Studies of the village whose people travel by imported times or along streets. Today Alpha, Beta and Delta are open; Q1, Q2 and Q4 live on top of them, and Q3 with its 300 of 2,000 people has nothing.</summary>
public class StudyTravelTests(PlanVillage village) : IClassFixture<PlanVillage>
{
    private const string Today = "query ($id: ID!) { study(id: $id) { travel { method badge } doNothing { meanSeconds worstSeconds within15 unreachable } assignmentsToday { areaCode site seconds } } }";

    // Alpha, Beta, Delta, Empty Hall.
    private static readonly int[] Sites = [11, 12, 14, 17];

    [Fact]
    public async Task Times_by_ids_of_sites_are_those_of_the_study()
    {
        var study = await TodayAsync(await MatrixAsync("times by id", site => $"{site}"));

        // Everybody in ten minutes but Q3, which needs half an hour to Beta and longer to the others: (1,700 x 600 + 300 x 1,800) / 2,000.
        Assert.Equal("""{"method":"MATRIX","badge":"imported times times by id"}""", study.GetProperty("travel").GetRawText());
        Assert.Equal("""{"meanSeconds":780,"worstSeconds":1800,"within15":0.85,"unreachable":0}""", study.GetProperty("doNothing").GetRawText());
        Assert.Equal($"{PlanVillage.Site(12)} 1800", study.GetProperty("assignmentsToday").EnumerateArray().Where(area => area.GetProperty("areaCode").GetString() == "Q3").Select(area => $"{area.GetProperty("site").GetString()} {area.GetProperty("seconds")}").Single());
    }

    [Fact]
    public async Task Times_by_uuids_of_sites_are_found()
    {
        var uuids = new Dictionary<int, string>();
        foreach (var site in Sites) uuids[site] = (string)(await village.Owner.ScalarAsync($"SELECT upper(uuid::text) FROM site WHERE id = {site}"))!;
        var study = await TodayAsync(await MatrixAsync("times by uuid", site => uuids[site]));

        Assert.Equal(780, study.GetProperty("doNothing").GetProperty("meanSeconds").GetDouble());
    }

    [Fact]
    public async Task A_site_with_several_UPRNs_is_found_by_whichever_the_file_has()
    {
        await village.RunAsync("INSERT INTO site_uprn (site_id, uprn) SELECT s.id, lpad((900 + s.id * n)::text, 12, '0') FROM site s, generate_series(1, 2) AS n WHERE s.id IN (11, 12, 14, 17)");
        try
        {
            // Of Alpha and Delta the higher, of the others the lower.
            var study = await TodayAsync(await MatrixAsync("times by UPRN", site => $"{900 + (site * (site is 11 or 14 ? 2 : 1))}"));

            Assert.Equal(780, study.GetProperty("doNothing").GetProperty("meanSeconds").GetDouble());
        }
        finally
        {
            await village.RunAsync("DELETE FROM site_uprn WHERE site_id IN (11, 12, 14, 17)");
        }
    }

    [Fact]
    public async Task Along_streets_people_walk_as_far_as_the_streets_go()
    {
        // One street from Alpha through Q3 on to Delta, another from Alpha to Beta: straight, so without a detour.
        using var folder = new TemporaryFolder();
        var streets = MadeStreets.Collection([MadeStreets.Line((-2.01, 53.01), (-1.99, 53.01)), MadeStreets.Line((-1.99, 53.01), (-1.99, 53.03)), MadeStreets.Line((-2.01, 53.01), (-2.01, 53.03))]);
        var report = await MadeStreets.ImportAsync(village.Database, MadeStreets.Write(folder, "streets.geojson", streets), "three streets");
        var study = await TodayAsync(await village.StudyAsync(new { title = "Streets", travel = new { method = "NETWORK", network = GlobalId.Write("WalkingNetwork", report.Id) } }));

        // 0.02 degrees of longitude are 1,342 m at 53.01 degrees north: 1,006 s to Alpha, 300 of 2,000 people; by straight line it would be 1,309 s.
        Assert.Equal("""{"method":"NETWORK","badge":"walking network three streets at 4.8 km/h"}""", study.GetProperty("travel").GetRawText());
        Assert.InRange(study.GetProperty("doNothing").GetProperty("worstSeconds").GetDouble(), 1004, 1009);
        Assert.InRange(study.GetProperty("doNothing").GetProperty("meanSeconds").GetDouble(), 1004 * 0.15, 1009 * 0.15);
    }

    private async Task<JsonElement> TodayAsync(string study) => (await village.DataAsync(Today, new { id = study })).GetProperty("study");

    /// <summary>A study by times of which each quarter needs ten minutes to its own building, and Q3 half an hour to Beta, more elsewhere.</summary>
    private async Task<string> MatrixAsync(string name, Func<int, string> key)
    {
        var own = new Dictionary<string, int> { ["Q1"] = 11, ["Q2"] = 12, ["Q4"] = 14 };
        var rows = new[] { "Q1", "Q2", "Q3", "Q4" }.SelectMany(area => Sites.Select(site => $"{area},{key(site)},{(own.GetValueOrDefault(area) == site ? 600 : area == "Q3" && site == 12 ? 1800 : 2400)}"));
        using var folder = new TemporaryFolder();
        var report = await new MatrixImport(village.Database).ImportAsync(MadeStreets.Write(folder, "times.csv", $"from,to,seconds\n{string.Join('\n', rows)}\n"), MadeStreets.Source(name), null, TestContext.Current.CancellationToken);
        Assert.Equal((4, 4), (report.FromKnown, report.ToKnown));
        return await village.StudyAsync(new { title = name, travel = new { method = "MATRIX", matrix = GlobalId.Write("TravelMatrix", report.Id) } });
    }
}
