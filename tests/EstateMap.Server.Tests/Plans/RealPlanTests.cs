using System.Diagnostics;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import;
using EstateMap.Planning;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Plans.Studies;
using EstateMap.Server.Travel;
using EstateMap.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

/// <summary>The planner over a real place: its register, boundaries, people and deprivation as published. Skipped where the files are absent.</summary>
public class RealPlanTests(RealPlanTests.RealPlace place, ITestOutputHelper output) : IClassFixture<RealPlanTests.RealPlace>
{
    /// <summary>Those of the real files that a plan rests on, imported once.</summary>
    public sealed class RealPlace : PostgisFixture
    {
        private static readonly string[] Needed =
        [
            "authority-2023", "wards-2023", "neighbourhoods-2023", "oa-2021", "lsoa-2021", "lookup-oa-2021", "population-2024-oa", "deprivation-2025-lsoa", "census-2021-cars", "census-2021-disability", "postcodes", "land-and-building-assets",
            "libraries", "leisure-centres", "community-hubs", "childrens-centres", "jobcentres",
        ];

        public override ValueTask InitializeAsync() => Directory.Exists(RealFiles.Folder) ? InitializeFromAsync("real_place_to_plan", FillAsync) : base.InitializeAsync();

        private static async Task FillAsync(EstateMapDatabase database)
        {
            var folder = Directory.CreateTempSubdirectory("estatemap-manifests-");
            try
            {
                var all = Directory.GetFiles(Path.Combine(Repository.Root, "geodata", "datasets"), "*.json").ToDictionary(path => Path.GetFileNameWithoutExtension(path)!);
                var queue = new Queue<string>(all.Keys.Where(id => Array.Exists(Needed, name => id.EndsWith($"-{name}", StringComparison.Ordinal))));
                while (queue.TryDequeue(out var id))
                {
                    var copy = Path.Combine(folder.FullName, Path.GetFileName(all[id]));
                    if (File.Exists(copy)) continue;
                    File.Copy(all[id], copy);
                    // With what each must come after.
                    using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(copy));
                    if (manifest.RootElement.TryGetProperty("after", out var before))
                        foreach (var earlier in before.EnumerateArray()) queue.Enqueue(earlier.GetString()!);
                }

                await PlaceImport.RunAsync(database.Writer, ManifestCatalogue.Load(folder.FullName), new MirrorFolder(RealFiles.Folder));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private async Task<StudyProblem> ProblemAsync(StudyContent? content = null)
    {
        RealFiles.Get("trafford");
        using var changes = new ChangeFeed(place.Database, NullLogger<ChangeFeed>.Instance);
        using var indexes = new SiteIndexes(place.Database, changes, NullLogger<SiteIndexes>.Instance);
        using var travel = new TravelCosts(new TravelSettings(), new WalkingNetworks(place.Database, changes), new MatrixTimes(place.Database));
        using var problems = new StudyProblems(place.Database, indexes, travel, new TravelSettings(), new SolveSettings(), new Reckonings());
        return await problems.GetAsync(content ?? new StudyContent(), Caller.Public, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Everybody_is_counted_once_at_the_smallest_areas()
    {
        var study = await ProblemAsync();

        Assert.Equal((738, 241_025), (study.Demand.Count, study.Weights.Sum()));
        Assert.Equal("oa", study.Register.PointKind);
        Assert.All(study.Demand, point => Assert.NotNull(point.ImdDecile));
        Assert.All(study.Demand, point => Assert.NotNull(point.Ward));
        Assert.Equal(["all", "age_0_15", "age_16_64", "age_65_over", "imd_1_2", "no_car", "with_car", "disabled"], study.Register.Groups.Select(group => group.Code).Where(DemandGroups.IsMain));
        Assert.InRange(study.Register.FindGroup("imd_1_2")!.Total, 1, 60_000);
        Assert.Equal(21, study.Breakdown("WARD", study.OpenToday).Count);
    }

    [Fact]
    public async Task The_buildings_are_those_of_a_public_estate()
    {
        var study = await ProblemAsync();

        Assert.InRange(study.Sites.Count, 70, 150);
        Assert.Contains(study.Sites, site => site.Name.Contains("Stretford Library", StringComparison.Ordinal));
        Assert.DoesNotContain(study.Sites, site => site.Name.Contains("Cemetery", StringComparison.OrdinalIgnoreCase) || site.Name.Contains("toilets", StringComparison.OrdinalIgnoreCase) || site.Name.Contains("Lodge", StringComparison.Ordinal));
        Assert.All(study.NotEligible, site => Assert.False(string.IsNullOrWhiteSpace(site.Reason)));
    }

    [Fact]
    public async Task The_whole_curve_is_proven_from_every_building_down_to_one()
    {
        var study = await ProblemAsync();
        var clock = Stopwatch.StartNew();
        var points = SolveRunner.Run(study, new SolveQuestion(PlanModels.PortfolioCurve, null, null, 1), TestContext.Current.CancellationToken).ToList();
        output.WriteLine($"{study.Demand.Count} x {study.Sites.Count}: {points.Count} points in {clock.Elapsed.TotalSeconds:0.00} s, largest gap {points.Max(point => point.Gap):0.0e0}");

        Assert.Equal(Enumerable.Range(1, study.Sites.Count).Reverse(), points.Select(point => point.P));
        Assert.All(points, point => Assert.InRange(point.Gap!.Value, 0, 1e-4));
        // Cost never rises with one building more, and is what the measures say.
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.True(pair.First.Objective <= pair.Second.Objective * (1 + 1e-9)));
        Assert.All(points.Where(point => point.P % 20 == 0), point => Assert.Equal(point.Objective!.Value / study.Weights.Sum(), study.Measure(point.Open).MeanSeconds!.Value, 3));
        Assert.All(points.Skip(1), point => Assert.NotNull(point.Why));
        output.WriteLine(string.Join('\n', points.TakeLast(8).Select(point => $"{point.P}: {point.Why}")));
    }

    [Fact]
    public async Task A_building_in_each_neighbourhood_can_be_asked_for()
    {
        var study = await ProblemAsync(new StudyContent { Constraints = new StudyConstraints { AreaKind = "neighbourhood", MinimumPerArea = 1 } });
        var point = SolveRunner.Run(study, new SolveQuestion(PlanModels.PMedian, 6, null, 1), TestContext.Current.CancellationToken).Single();

        Assert.Null(point.Infeasible);
        Assert.Equal(study.ConstraintAreas, point.Open.Select(j => study.Sites[j].ConstraintArea).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(Evaluate.Broken(study.Get(), point.Open));
    }
}
