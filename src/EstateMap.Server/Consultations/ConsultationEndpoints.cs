using EstateMap.Database;
using EstateMap.Server.Graph;
using EstateMap.Server.Imports;
using EstateMap.Server.People;

namespace EstateMap.Server.Consultations;

/// <summary>POST /consultations/comments: anybody says something while a consultation is open; a planner judges whether it is shown.</summary>
internal static class ConsultationEndpoints
{
    private const int mostBytes = 32_000;
    private const int mostWords = 2_000;

    /// <summary>Nobody reads through more than these; more come only once some are judged.</summary>
    private const int mostWaiting = 5_000;

    /// <summary>Comments that wait. Asked as the program: whoever comments sees none of them.</summary>
    private const string Waiting = "SELECT count(*)::int FROM consultation_comment WHERE state = 'in_review'";

    public static void MapEstateMapConsultations(this IEndpointRouteBuilder app) => ImportEndpoints.Map(app, "POST", "/consultations/comments", CommentAsync, isForEverybody: true);

    /// <summary><c>consultation</c> (global id), <c>number</c> of an item or nothing, <c>words</c>. Says how many personal values were dropped.</summary>
    private static async Task CommentAsync(HttpContext context)
    {
        var asked = await EditEndpoints.ReadAsync<CommentRequest>(context, mostBytes);
        var words = ProblemEndpoints.Cleared(EditEndpoints.Given(asked.Words, "words"), "words", mostWords, out var dropped);
        context.RequestServices.GetRequiredService<ReportLimits>().Count(context.Connection.RemoteIpAddress);
        var database = context.RequestServices.GetRequiredService<EstateMapDatabase>();
        var consultation = GlobalId.FindNumber("Consultation", EditEndpoints.Given(asked.Consultation, "consultation")) ?? 0;
        // As everybody, whoever it is: a draft is answered like one that never was.
        CallerSource everybody = database.Editor;
        await using var finding = everybody.CreateCommand(ConsultationSql.Commented, consultation, asked.Number);
        if (await finding.ExecuteScalarAsync(context.RequestAborted) is not long item)
            throw new ImportRequestError("There is no such consultation, or it takes no comments any more. Nothing was kept.", StatusCodes.Status404NotFound);
        await using (var counting = database.Writer.CreateCommand(Waiting))
            if (await counting.ExecuteScalarAsync(context.RequestAborted) is >= mostWaiting)
                throw new ImportRequestError("Too many comments wait to be read. Nothing was kept; try again another day.", StatusCodes.Status503ServiceUnavailable);
        await using var command = everybody.CreateCommand(ConsultationSql.AddComment, consultation, item, words, dropped);
        await command.ExecuteNonQueryAsync(context.RequestAborted);
        await ImportEndpoints.Write(context, new CommentAnswer(dropped), StatusCodes.Status201Created);
    }

    private sealed record CommentRequest(string? Consultation, int? Number, string? Words);

    private sealed record CommentAnswer(int PersonalValuesDropped);
}
