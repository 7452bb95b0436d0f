using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace EstateMap.Server.Tests.Imports;

public sealed class EditEndpointTests : IAsyncLifetime
{
    private readonly ImportDesk desk = new();

    public async ValueTask InitializeAsync()
    {
        await desk.InitializeAsync();
        await desk.ImportAsync(ImportDesk.Second);
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    private Task<HttpResponseMessage> DeleteAsync(object body) => desk.Http.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/edits") { Content = JsonContent.Create(body) });

    private Task<string> NameAsync(string record) => desk.ScalarAsync($"SELECT content->>'name' FROM source_record WHERE record_key = '{record}'");

    [Fact]
    public async Task An_edit_takes_effect_at_once_and_its_undoing_too()
    {
        using var saved = await desk.Http.PostAsJsonAsync("/edits", new { dataset = "village-register", recordKey = "A4", field = "name", value = "Central Library", why = "It was renamed." });
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.Equal("Central Library", await NameAsync("A4"));
        Assert.Equal("editor at this computer: It was renamed.", await desk.ScalarAsync("SELECT edited_by || ': ' || why FROM hand_edit"));
        using var dropped = await DeleteAsync(new { dataset = "village-register", recordKey = "A4", field = "name" });
        Assert.Equal(HttpStatusCode.NoContent, dropped.StatusCode);
        Assert.Equal("New Library", await NameAsync("A4"));
    }

    [Theory]
    [InlineData("""{"dataset": "village-register", "recordKey": "A4", "field": "name", "value": "x"}""", "why is missing.")]
    [InlineData("""{"dataset": "village-register", "recordKey": "A4", "field": "colour", "value": "x", "why": "y"}""", "has no field 'colour'")]
    [InlineData("""{"dataset": "village-register", "recordKey": "A9", "field": "name", "value": "x", "why": "y"}""", "A9")]
    [InlineData("""{"dataset": "nowhere", "recordKey": "A4", "field": "name", "value": "x", "why": "y"}""", "nowhere")]
    [InlineData("[]", "not the JSON")]
    [InlineData("{\"why\": \"y\", \"edits\": [null]}", "is empty")]
    [InlineData("{\"why\": \"y\", \"edits\": [{\"dataset\": \"village-register\", \"recordKey\": \"A4\", \"field\": \"name\", \"value\": \"x\"}, {\"dataset\": \"village-register\", \"recordKey\": \"A4\", \"field\": \"name\", \"value\": \"y\"}]}", "edited twice")]
    [InlineData("{\"dataset\": \"village-register\", \"recordKey\": \"A\\u0000\", \"field\": \"name\", \"value\": \"x\", \"why\": \"y\"}", "NUL")]
    [InlineData("{\"dataset\": \"\\ud800\", \"recordKey\": \"A4\", \"field\": \"name\", \"value\": \"x\", \"why\": \"y\"}", "not the JSON")]
    [InlineData("{\"dataset\": \"village-register\", \"recordKey\": \"A4\", \"field\": \"holding_type\", \"value\": null, \"why\": \"y\"}", "cannot do without holding_type")]
    [InlineData("{\"dataset\": \"village-register\", \"recordKey\": \"A4\", \"field\": \"name\", \"value\": 7, \"why\": \"y\"}", "not the JSON")]
    public async Task An_edit_that_cannot_be_is_refused_in_a_sentence(string body, string said)
    {
        using var answer = await desk.Http.PostAsync("/edits", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.True((int)answer.StatusCode is 400 or 422, answer.StatusCode.ToString());
        Assert.Contains(said, await ImportDesk.SentenceAsync(answer), StringComparison.Ordinal);
        Assert.Equal("0", await desk.ScalarAsync("SELECT count(*) FROM hand_edit"));
    }

    [Fact]
    public async Task An_accepted_proposal_becomes_an_edit_and_wins_over_the_same_file()
    {
        Assert.Equal("100012345679", await desk.ScalarAsync("SELECT proposed_value FROM import_issue WHERE issue_type = 'invalid-uprn'"));
        using var accepted = await desk.Http.PostAsJsonAsync("/fixes/accept", new { issueType = "invalid-uprn", why = "The digits are all there." });
        var answer = await accepted.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("""{"accepted":1,"refused":[]}""", answer.GetRawText());
        Assert.Equal("100012345679", await desk.ScalarAsync("SELECT content->>'uprn' FROM source_record WHERE record_key = 'A3'"));
        await desk.ImportAsync(ImportDesk.Second.Replace("New Library", "Newer Library", StringComparison.Ordinal));
        Assert.Equal("Newer Library", await NameAsync("A4"));
        Assert.Equal("100012345679", await desk.ScalarAsync("SELECT content->>'uprn' FROM source_record WHERE record_key = 'A3'"));
        using var again = await desk.Http.PostAsJsonAsync("/fixes/accept", new { issueType = "invalid-uprn", why = "Once more." });
        Assert.Equal(0, (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task A_proposal_that_cannot_be_does_not_stop_the_others()
    {
        // A house number has digits in it everywhere; a UPRN of letters has none.
        await desk.ScalarAsync("INSERT INTO import_issue (run_id, dataset_id, line, record_key, field, issue_type, severity, responsible, message, proposed_value) SELECT active_run_id, id, 2, 'A1', 'uprn', 'invalid-uprn', 'warning', 'owner', 'Made up.', 'letters' FROM dataset WHERE id = 'village-register'");
        using var accepted = await desk.Http.PostAsJsonAsync("/fixes/accept", new { issueType = "invalid-uprn", why = "The digits are all there." });
        var answer = await accepted.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(1, answer.GetProperty("accepted").GetInt32());
        Assert.Equal("A1", answer.GetProperty("refused")[0].GetProperty("recordKey").GetString());
        Assert.Contains("letters", answer.GetProperty("refused")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_records_are_said_to_be_one_place_and_then_two()
    {
        var site = await desk.ScalarAsync("SELECT encode(convert_to('Site:' || site_id, 'UTF8'), 'base64') FROM source_record WHERE record_key = 'A1'");
        using var same = await desk.Http.PostAsJsonAsync("/matches/decide", new { dataset = "village-register", recordKey = "A3", site, isSame = true, why = "One plot." });
        Assert.Equal(HttpStatusCode.NoContent, same.StatusCode);
        Assert.Equal("1", await desk.ScalarAsync("SELECT count(DISTINCT site_id) FROM source_record WHERE record_key IN ('A1', 'A3')"));
        using var apart = await desk.Http.PostAsJsonAsync("/matches/decide", new { dataset = "village-register", recordKey = "A3", site, isSame = false, why = "Two after all." });
        Assert.Equal(HttpStatusCode.NoContent, apart.StatusCode);
        Assert.Equal("2", await desk.ScalarAsync("SELECT count(DISTINCT site_id) FROM source_record WHERE record_key IN ('A1', 'A3')"));
        using var none = await desk.Http.PostAsJsonAsync("/matches/decide", new { dataset = "village-register", recordKey = "A3", site = "nonsense", isSame = true, why = "x" });
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
    }
}
