using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Tests.Plans.Scenarios;
using Xunit;

namespace EstateMap.Server.Tests.Consultations;

/// <summary>From a scenario to a page that anybody comments on, and what becomes of a comment.</summary>
public class ConsultationTests(ScenarioVillage village) : IClassFixture<ScenarioVillage>
{
    private const string Errors = "errors { __typename ... on Error { message } }";
    private const string Create = "mutation ($input: CreateConsultationInput!) { createConsultation(input: $input) { consultation { id version status items { number heading words site { id } } } " + Errors + " } }";
    private const string Change = "mutation ($input: ChangeConsultationInput!) { changeConsultation(input: $input) { consultation { version title items { number words } } " + Errors + " } }";
    private const string Open = "mutation ($input: OpenConsultationInput!) { openConsultation(input: $input) { consultation { status } " + Errors + " } }";
    private const string Close = "mutation ($input: CloseConsultationInput!) { closeConsultation(input: $input) { consultation { status } " + Errors + " } }";
    private const string Delete = "mutation ($input: DeleteConsultationInput!) { deleteConsultation(input: $input) { deletedId " + Errors + " } }";
    private const string Judge = "mutation ($input: JudgeCommentInput!) { judgeComment(input: $input) { comment { state judgedWhy } " + Errors + " } }";
    private const string Read = "query ($id: ID!) { consultation(id: $id) { title status items { heading } comments { totalCount nodes { id number words state } } } }";

    private static string InDays(int days) => DateOnly.FromDateTime(DateTime.UtcNow).AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_scenario_becomes_a_page_in_plain_words_that_only_planners_see_until_it_opens()
    {
        var made = await MadeAsync(await village.ScenarioAsync(ScenarioVillage.GiveAlphaUp));
        var item = Assert.Single(made.GetProperty("items").EnumerateArray());
        Assert.Equal((1, "Alpha Library would close"), (item.GetProperty("number").GetInt32(), item.GetProperty("heading").GetString()));
        var words = item.GetProperty("words").GetString()!;
        Assert.Contains("would move to Delta", words, StringComparison.Ordinal);
        Assert.Contains("Why: The roof fails.", words, StringComparison.Ordinal);
        Assert.Contains("about 700 people", words, StringComparison.Ordinal);
        Assert.Contains("Choir", words, StringComparison.Ordinal);

        var id = made.GetProperty("id").GetString()!;
        Assert.Equal(JsonValueKind.Null, (await ReadAsync(id)).ValueKind);
        Assert.Equal(HttpStatusCode.NotFound, (await CommentAsync(id, 1, "Keep it open")).StatusCode);

        var changed = (await village.DataAsync(Change, new { input = new { id, version = 1, title = "Your library", items = new[] { new { number = 1, words = "The library would move over the road." } } } })).GetProperty("changeConsultation");
        Assert.Equal("The library would move over the road.", changed.GetProperty("consultation").GetProperty("items")[0].GetProperty("words").GetString());
        Assert.Equal("VersionConflictError", await TypeAsync("openConsultation", Open, new { id, version = 1 }));
        Assert.Equal("OPEN", (await village.DataAsync(Open, new { input = new { id, version = 2 } })).GetProperty("openConsultation").GetProperty("consultation").GetProperty("status").GetString());
        Assert.Equal("Your library", (await ReadAsync(id)).GetProperty("title").GetString());

        // What people have read stays as it was.
        Assert.Equal("FrozenError", await TypeAsync("changeConsultation", Change, new { id, version = 3, title = "Other" }));
        Assert.Equal("FrozenError", await TypeAsync("deleteConsultation", Delete, new { id, version = 3 }));
        foreach (var sql in new[] { $"UPDATE consultation SET intro = 'x' WHERE id = {Number(id)}", $"UPDATE consultation_item SET words = 'x' WHERE consultation_id = {Number(id)}", $"DELETE FROM consultation WHERE id = {Number(id)}" })
            await Assert.ThrowsAnyAsync<Exception>(() => village.RunAsync(sql));
    }

    [Fact]
    public async Task Anybody_comments_and_nobody_reads_it_before_it_was_judged()
    {
        var id = await OpenedAsync(await village.ScenarioAsync(ScenarioVillage.GiveAlphaUp));
        using var sent = await CommentAsync(id, 1, "My mother walks there. Ring 07700 900123 or jo.bloggs@example.org");
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        Assert.Equal(2, (await sent.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("personalValuesDropped").GetInt32());
        Assert.Equal(0, (await ReadAsync(id)).GetProperty("comments").GetProperty("totalCount").GetInt32());

        var comment = GlobalId.Write("ConsultationComment", Convert.ToInt64(await EstateMap.Testing.DatabaseQuestions.ScalarAsync(village.Owner, $"SELECT max(id) FROM consultation_comment WHERE consultation_id = {Number(id)}"), System.Globalization.CultureInfo.InvariantCulture));
        var judged = (await village.DataAsync(Judge, new { input = new { id = comment, isShown = true, why = "Fit to be shown" } })).GetProperty("judgeComment").GetProperty("comment");
        Assert.Equal("SHOWN", judged.GetProperty("state").GetString());
        var shown = (await ReadAsync(id)).GetProperty("comments").GetProperty("nodes")[0];
        Assert.Equal((1, "My mother walks there. Ring [removed] or [removed]"), (shown.GetProperty("number").GetInt32(), shown.GetProperty("words").GetString()));

        Assert.Equal("CLOSED", (await village.DataAsync(Close, new { input = new { id } })).GetProperty("closeConsultation").GetProperty("consultation").GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await CommentAsync(id, null, "Too late")).StatusCode);
        Assert.Equal("InvalidInputError", await TypeAsync("closeConsultation", Close, new { id }));
    }

    [Fact]
    public async Task A_comment_that_cannot_be_taken_says_why_and_nothing_is_kept()
    {
        var id = await OpenedAsync(await village.ScenarioAsync(ScenarioVillage.GiveAlphaUp));
        foreach (var (number, words, status) in new (int?, string?, HttpStatusCode)[] { (9, "No such item", HttpStatusCode.NotFound), (1, " ", HttpStatusCode.BadRequest), (1, null, HttpStatusCode.BadRequest), (1, new string('x', 2_001), HttpStatusCode.BadRequest) })
            Assert.Equal(status, (await CommentAsync(id, number, words)).StatusCode);
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/consultations/comments") { Content = JsonContent.Create(new { consultation = id, words = "From elsewhere" }) };
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await village.Http.SendAsync(foreign, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(0L, await EstateMap.Testing.DatabaseQuestions.ScalarAsync(village.Owner, $"SELECT count(*) FROM consultation_comment WHERE consultation_id = {Number(id)}"));
    }

    [Fact]
    public async Task A_hidden_building_takes_the_consultation_about_it_along()
    {
        var id = await OpenedAsync(await village.ScenarioAsync(ScenarioVillage.GiveAlphaUp));
        await village.RunAsync("UPDATE site SET visibility = 'restricted' WHERE id = 11");
        try
        {
            Assert.Equal(JsonValueKind.Null, (await ReadAsync(id)).ValueKind);
            Assert.Equal(HttpStatusCode.NotFound, (await CommentAsync(id, null, "Where is it?")).StatusCode);
        }
        finally
        {
            await village.RunAsync("UPDATE site SET visibility = 'public' WHERE id = 11");
        }
    }

    [Fact]
    public async Task It_is_about_a_scenario_or_an_area_and_ends_on_a_day_to_come()
    {
        var scenario = await village.ScenarioAsync(ScenarioVillage.GiveAlphaUp);
        Assert.Equal("InvalidInputError", await TypeAsync("createConsultation", Create, new { title = "Neither", closesOn = InDays(5) }));
        Assert.Equal("InvalidInputError", await TypeAsync("createConsultation", Create, new { scenario, title = "Past", closesOn = InDays(-2) }));
        Assert.Equal("InvalidInputError", await TypeAsync("createConsultation", Create, new { scenario = await village.ScenarioAsync(), title = "Nothing", closesOn = InDays(5) }));
        Assert.Equal("NotFoundError", await TypeAsync("createConsultation", Create, new { scenario = GlobalId.Write("Scenario", 999_999), title = "None", closesOn = InDays(5) }));
        var made = await MadeAsync(scenario);
        Assert.NotNull((await village.DataAsync(Delete, new { input = new { id = made.GetProperty("id").GetString(), version = 1 } })).GetProperty("deleteConsultation").GetProperty("deletedId").GetString());
    }

    /// <summary>As anybody reads it: whoever sits at this computer and may change things sends with POST.</summary>
    private async Task<JsonElement> ReadAsync(string id)
    {
        var answer = await village.Http.GetFromJsonAsync<JsonElement>($"/graphql?query={Uri.EscapeDataString(Read)}&variables={Uri.EscapeDataString(JsonSerializer.Serialize(new { id }))}", TestContext.Current.CancellationToken);
        return answer.GetProperty("data").GetProperty("consultation");
    }

    private async Task<JsonElement> MadeAsync(string scenario) =>
        (await village.DataAsync(Create, new { input = new { scenario, title = "What do you think?", closesOn = InDays(30) } })).GetProperty("createConsultation").GetProperty("consultation");

    private async Task<string> OpenedAsync(string scenario)
    {
        var id = (await MadeAsync(scenario)).GetProperty("id").GetString()!;
        await village.DataAsync(Open, new { input = new { id, version = 1 } });
        return id;
    }

    private Task<HttpResponseMessage> CommentAsync(string consultation, int? number, string? words) => village.Http.PostAsJsonAsync("/consultations/comments", new { consultation, number, words }, TestContext.Current.CancellationToken);

    private async Task<string?> TypeAsync(string field, string mutation, object input) => (await village.DataAsync(mutation, new { input })).GetProperty(field).GetProperty("errors")[0].GetProperty("__typename").GetString();

    private static long Number(string id) => GlobalId.FindNumber("Consultation", id)!.Value;
}
