using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Plans.Studies;
using Npgsql;

namespace EstateMap.Server.Decisions;

/// <summary>Gathers the evidence of a scenario as it is now.</summary>
internal sealed class DecisionEvidences(EstateMapDatabase database)
{
    private const string StaleCurve = "The curve over other numbers of buildings is left out: it was reckoned before the study or the register changed. Ask the planner for it again to have it here.";

    /// <param name="study">Number of the scenario's study.</param>
    public async Task<DecisionEvidence> GatherAsync(ScenarioEvaluation scenario, long study, CancellationToken cancellation)
    {
        var problem = scenario.Study;
        var curve = await CurveAsync(scenario, study, cancellation);
        // A curve over other figures would be read as one over these.
        string[] stale = curve.Count == 0 && await HasCurveAsync(study, cancellation) ? [StaleCurve] : [];
        var doing = new ComparedScenario("", "Do nothing", IsDoNothing: true, problem, problem.OpenToday, problem.DoNothing);
        var done = new ComparedScenario("", scenario.Content.Title, IsDoNothing: false, problem, scenario.Open, scenario.Measures);
        return new DecisionEvidence(
            scenario.Content.Title, scenario.Content.Hash(), new EvidenceStudy(scenario.Content.Study.Title, scenario.Content.Study.Version, problem.Register.FindGroup(problem.Content.Demand)?.Label ?? problem.Content.Demand, problem.Weights.Sum(), problem.Travel.Badge),
            [.. scenario.Content.Changes.Select(ScenarioDiff.Words)], scenario.AllProblems, scenario.Measures, problem.DoNothing, new ScenarioComparison(doing, done).Rows,
            [.. StudyGroups.Kinds.Select(kind => new EvidenceGroups(kind, scenario.Breakdown(kind)))], scenario.Impacts, scenario.Chain, problem.Problem is null ? null : scenario.TimeCoverage,
            await FindAnswerAsync(scenario, study, cancellation), curve, await SitesAsync(scenario, cancellation), problem.Assumptions.All, [.. StudyNotes.Of(problem), .. stale], await DatasetsAsync(cancellation));
    }

    private async Task<EvidenceAnswer?> FindAnswerAsync(ScenarioEvaluation scenario, long study, CancellationToken cancellation)
    {
        await using var command = database.Reader.CreateCommand(DecisionSql.SameAnswer);
        command.Parameters.Add(new() { Value = study });
        command.Parameters.Add(new() { Value = scenario.Open.Select(j => scenario.Study.Sites[j].Uuid).ToArray() });
        // What was proven of another question, or over another register, is proven of nothing here.
        command.Parameters.Add(new() { Value = scenario.Study.Fingerprint });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation)) return null;
        var model = PlanModels.All.First(model => model.Code == row.GetString(0));
        return new EvidenceAnswer(model.Question, model.Name, row.GetString(1), Number(row, 2), model.ObjectiveUnit, Number(row, 3), Number(row, 4), row.GetInt32(5));
    }

    private async Task<IReadOnlyList<EvidencePoint>> CurveAsync(ScenarioEvaluation scenario, long study, CancellationToken cancellation)
    {
        await using var command = database.Reader.CreateCommand(DecisionSql.Curve);
        command.Parameters.Add(new() { Value = study });
        command.Parameters.Add(new() { Value = scenario.Study.Fingerprint });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var points = new List<EvidencePoint>();
        while (await rows.ReadAsync(cancellation))
        {
            var measures = scenario.Study.Measure(scenario.Study.Indexes(rows.GetFieldValue<Guid[]>(1)));
            points.Add(new EvidencePoint(rows.GetInt32(0), measures.MeanSeconds, measures.Within15, measures.RunningCost.Value, Number(rows, 2)));
        }

        return points;
    }

    private async Task<bool> HasCurveAsync(long study, CancellationToken cancellation)
    {
        await using var command = database.Reader.CreateCommand(DecisionSql.HasCurve);
        command.Parameters.Add(new() { Value = study });
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    private async Task<IReadOnlyList<EvidenceSite>> SitesAsync(ScenarioEvaluation scenario, CancellationToken cancellation)
    {
        var (study, open) = (scenario.Study, scenario.Open.ToHashSet());
        var (_, nearest) = study.Nearest(scenario.Open);
        var served = Enumerable.Range(0, nearest.Length).Where(i => nearest[i] >= 0).ToList();
        var rings = new Dictionary<long, IReadOnlyList<IReadOnlyList<double[]>>>();
        await using var command = database.Reader.CreateCommand(DecisionSql.Outlines);
        command.Parameters.Add(new() { Value = served.Select(i => study.Demand[i].AreaId).ToArray() });
        command.Parameters.Add(new() { Value = served.Select(i => study.Sites[nearest[i]].Id).ToArray() });
        await using (var rows = await command.ExecuteReaderAsync(cancellation))
            while (await rows.ReadAsync(cancellation))
                if (rows.FindText(1) is { } outline) rings[rows.GetInt64(0)] = OuterRings(outline);
        var today = study.OpenToday.ToHashSet();
        return [.. open.Union(today).Order().Select(j => new EvidenceSite(study.Sites[j].Id, study.Sites[j].Name, study.Sites[j].Longitude, study.Sites[j].Latitude, !open.Contains(j) ? "closes" : today.Contains(j) ? "stays" : "opens",
            served.Where(i => nearest[i] == j).Sum(i => study.Weights[i]), rings.GetValueOrDefault(study.Sites[j].Id, [])))];
    }

    /// <summary>Holes are left out: a small map of who goes where does not need them.</summary>
    private static List<IReadOnlyList<double[]>> OuterRings(string geoJson)
    {
        using var outline = JsonDocument.Parse(geoJson);
        return [.. outline.RootElement.GetProperty("coordinates").EnumerateArray().Where(polygon => polygon.GetArrayLength() > 0)
            .Select(polygon => (IReadOnlyList<double[]>)[.. polygon[0].EnumerateArray().Select(position => new[] { position[0].GetDouble(), position[1].GetDouble() })])];
    }

    private async Task<IReadOnlyList<EvidenceDataset>> DatasetsAsync(CancellationToken cancellation)
    {
        await using var command = database.Reader.CreateCommand(ScenarioSql.Datasets);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var datasets = new List<EvidenceDataset>();
        while (await rows.ReadAsync(cancellation)) datasets.Add(new EvidenceDataset(rows.GetString(0), rows.GetString(3), rows.IsDBNull(1) ? null : rows.GetFieldValue<DateOnly>(1), rows.GetString(5), rows.GetString(4)));
        return datasets;
    }

    private static double? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
}
