using System.Text.Json;
using System.Text.Json.Serialization;
using EstateMap.Server.People;

namespace EstateMap.Server.Decisions;

/// <summary>A decision record as it is kept, with the scenario that it is about.</summary>
/// <param name="Evidence">Canonical JSON; null before it is decided.</param>
/// <param name="ScenarioText">Canonical JSON of the scenario.</param>
internal sealed record KeptDecision(
    long Id, string Title, int Version, bool IsDecided, DecisionContent Content, DateOnly? DecidedOn, string? Evidence, string? EvidenceHash, long ScenarioId, string ScenarioText, long StudyId, IReadOnlyList<KeptReview> Reviews)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() } };

    public static string Write(DecisionContent content) => JsonSerializer.Serialize(content, Form);

    public static DecisionContent Read(string json) => JsonSerializer.Deserialize<DecisionContent>(json, Form) ?? DecisionContent.Empty;

    /// <summary>Null when there is none, or the asker may not see it.</summary>
    public static async Task<KeptDecision?> FindAsync(CallerSource reader, long id, CancellationToken cancellation)
    {
        var reviews = new List<KeptReview>();
        await using (var command = reader.CreateCommand(DecisionSql.Reviews))
        {
            command.Parameters.Add(new() { Value = id });
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation)) reviews.Add(new KeptReview(rows.GetFieldValue<DateOnly>(0), rows.GetString(1), rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetFieldValue<DateOnly>(3)));
        }

        await using var kept = reader.CreateCommand(DecisionSql.Kept);
        kept.Parameters.Add(new() { Value = id });
        await using var row = await kept.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation)) return null;
        var content = Read(row.GetString(3)) with { ReviewOn = row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4) };
        return new KeptDecision(id, row.GetString(0), row.GetInt32(1), row.GetString(2) == "decided", content, row.IsDBNull(5) ? null : row.GetFieldValue<DateOnly>(5), row.IsDBNull(6) ? null : row.GetString(6),
            row.IsDBNull(11) ? null : row.GetString(11), row.GetInt64(7), row.GetString(8), row.GetInt64(9), reviews);
    }
}

/// <summary>What was found when a decision was looked at again.</summary>
internal sealed record KeptReview(DateOnly ReviewedOn, string Found, string Why, DateOnly? NextReviewOn);
