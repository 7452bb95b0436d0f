using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EstateMap.Server.Imports;
using Xunit;

namespace EstateMap.Server.Tests.Imports;

public sealed class ProblemEndpointTests : IAsyncLifetime
{
    private readonly ImportDesk desk = new();
    private string hall = "";

    public async ValueTask InitializeAsync()
    {
        await desk.InitializeAsync();
        await desk.ImportAsync(ImportDesk.First);
        hall = await SiteAsync("A1");
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    private Task<string> SiteAsync(string record) => desk.ScalarAsync($"SELECT encode(convert_to('Site:' || site_id, 'UTF8'), 'base64') FROM source_record WHERE record_key = '{record}'");

    private Task<HttpResponseMessage> ReportAsync(string? site = null, string words = "The door is on the other side.", string kind = "position", string? field = null) =>
        desk.Http.PostAsJsonAsync("/problems", new { site = site ?? hall, kind, field, words });

    private async Task<JsonElement> ListAsync(string query = "") => await desk.Http.GetFromJsonAsync<JsonElement>("/problems" + query);

    [Fact]
    public async Task A_report_waits_with_its_site_and_records_until_somebody_closes_it_with_a_reason()
    {
        using var kept = await ReportAsync(kind: "field", field: "tenure_type", words: "  It is leased\nsince May. ");
        Assert.Equal(HttpStatusCode.Created, kept.StatusCode);
        var list = await ListAsync();
        Assert.Equal(1, list.GetProperty("open").GetInt32());
        var report = list.GetProperty("items")[0];
        Assert.Equal(hall, report.GetProperty("site").GetString());
        Assert.Equal("Town Hall", report.GetProperty("siteName").GetString());
        Assert.Equal("tenure_type", report.GetProperty("field").GetString());
        Assert.Equal("It is leased since May.", report.GetProperty("words").GetString());
        Assert.Equal("""[{"dataset":"village-register","title":"Village register","recordKey":"A1"}]""", report.GetProperty("records").GetRawText());

        using var closed = await desk.Http.PostAsJsonAsync($"/problems/{report.GetProperty("id").GetInt64()}/close", new { why = "Put right; thanks to ann@example.org." });
        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        Assert.Equal(0, (await ListAsync()).GetProperty("items").GetArrayLength());
        var old = (await ListAsync("?state=closed")).GetProperty("items")[0];
        Assert.Equal("Put right; thanks to [removed]", old.GetProperty("closedWhy").GetString());
        Assert.Equal("editor at this computer", old.GetProperty("closedBy").GetString());
        using var again = await desk.Http.PostAsJsonAsync($"/problems/{report.GetProperty("id").GetInt64()}/close", new { why = "Twice." });
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var none = await desk.Http.PostAsJsonAsync("/problems/999999/close", new { why = "Nothing." });
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Personal_addresses_and_mobile_numbers_are_dropped_before_anything_is_stored()
    {
        using var kept = await ReportAsync(words: "Ask jane.smith@gmail.com or 07700 900123; the desk is info@village.example, 01234 567890.");
        Assert.Equal("""{"personalValuesDropped":2}""", await kept.Content.ReadAsStringAsync());
        Assert.Equal("Ask [removed] or [removed]; the desk is info@village.example, 01234 567890.", await desk.ScalarAsync("SELECT words FROM problem_report"));
        Assert.Equal("2", await desk.ScalarAsync("SELECT personal_values_dropped FROM problem_report"));
    }

    [Theory]
    [InlineData("restricted")]
    [InlineData("owner")]
    [InlineData("partner")]
    public async Task A_hidden_site_can_neither_be_reported_on_nor_told_from_none(string visibility)
    {
        var hidden = await SiteAsync("A2");
        await desk.ScalarAsync($"UPDATE site SET visibility = '{visibility}' WHERE id = (SELECT site_id FROM source_record WHERE record_key = 'A2')");
        using var ofHidden = await ReportAsync(hidden);
        using var ofNone = await ReportAsync(Convert.ToBase64String("Site:999999"u8));
        Assert.Equal(HttpStatusCode.NotFound, ofHidden.StatusCode);
        Assert.Equal(ofNone.StatusCode, ofHidden.StatusCode);
        Assert.Equal(Sameness(await ofNone.Content.ReadAsStringAsync()), Sameness(await ofHidden.Content.ReadAsStringAsync()));
        Assert.Equal("0", await desk.ScalarAsync("SELECT count(*) FROM problem_report"));
    }

    [Fact]
    public async Task Readers_of_the_api_see_no_report()
    {
        using var kept = await ReportAsync();
        await using var command = desk.Database.Reader.CreateCommand("SELECT count(*) FROM problem_report");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("[]", 400, "not the JSON")]
    [InlineData("{", 400, "not the JSON")]
    [InlineData("", 400, "kind is missing")]
    [InlineData("""{"kind": "rude", "words": "x", "site": "x"}""", 400, "kind is one of")]
    [InlineData("""{"kind": "other", "site": "U2l0ZTox"}""", 400, "words is missing")]
    [InlineData("""{"kind": "other", "site": "U2l0ZTox", "words": "   "}""", 400, "words is missing")]
    [InlineData("""{"kind": "other", "site": "U2l0ZTox", "words": 7}""", 400, "not the JSON")]
    [InlineData("""{"kind": "other", "words": "x"}""", 400, "site is missing")]
    [InlineData("""{"kind": "other", "words": "x", "site": "nonsense"}""", 404, "no such site")]
    [InlineData("""{"kind": "field", "words": "x", "site": "U2l0ZTox"}""", 400, "field names")]
    [InlineData("""{"kind": "other", "words": "x", "site": "U2l0ZTox", "field": "name"}""", 400, "field names")]
    [InlineData("""{"kind": "field", "words": "x", "site": "U2l0ZTox", "field": "na me"}""", 400, "no name of a field")]
    [InlineData("""{"kind": "field", "words": "x", "site": "U2l0ZTox", "field": "name\n"}""", 400, "no name of a field")]
    [InlineData("""{"kind": "other", "words": "x\u0000", "site": "U2l0ZTox"}""", 400, "NUL")]
    public async Task What_is_no_report_is_refused_in_a_sentence(string body, int status, string said)
    {
        using var answer = await desk.Http.PostAsync("/problems", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(said, await ImportDesk.SentenceAsync(answer), StringComparison.Ordinal);
        Assert.Equal("0", await desk.ScalarAsync("SELECT count(*) FROM problem_report"));
    }

    [Fact]
    public async Task A_thousand_characters_are_kept_and_more_are_refused()
    {
        using var most = await ReportAsync(words: string.Concat(Enumerable.Repeat("a@b ", 250)));
        Assert.Equal(HttpStatusCode.Created, most.StatusCode);
        using var more = await ReportAsync(words: new string('x', 1001));
        Assert.Equal(HttpStatusCode.BadRequest, more.StatusCode);
        Assert.Contains("1001 characters", await ImportDesk.SentenceAsync(more), StringComparison.Ordinal);
        using var flood = await ReportAsync(words: new string('x', 20_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, flood.StatusCode);
    }

    [Fact]
    public async Task One_address_reports_so_often_an_hour_and_no_more()
    {
        for (var i = 0; i < 20; i++)
            using (var kept = await ReportAsync())
                Assert.Equal(HttpStatusCode.Created, kept.StatusCode);
        using var refused = await ReportAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Contains("Too many reports", await ImportDesk.SentenceAsync(refused), StringComparison.Ordinal);
        Assert.Equal("20", await desk.ScalarAsync("SELECT count(*) FROM problem_report"));
    }

    [Fact]
    public async Task A_page_of_elsewhere_reports_nothing_and_only_an_editor_reads()
    {
        using var elsewhere = new HttpRequestMessage(HttpMethod.Post, "/problems") { Content = JsonContent.Create(new { site = hall, kind = "other", words = "x" }) };
        elsewhere.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var refused = await desk.Http.SendAsync(elsewhere);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var proxied = new HttpRequestMessage(HttpMethod.Get, "/problems");
        proxied.Headers.Add("X-Forwarded-For", "192.0.2.1");
        using var unread = await desk.Http.SendAsync(proxied);
        Assert.Equal(HttpStatusCode.Forbidden, unread.StatusCode);

        using var reader = new HttpRequestMessage(HttpMethod.Post, "/problems") { Content = JsonContent.Create(new { site = hall, kind = "other", words = "x" }) };
        reader.Headers.Add("X-Forwarded-For", "192.0.2.1");
        using var kept = await desk.Http.SendAsync(reader);
        Assert.Equal(HttpStatusCode.Created, kept.StatusCode);
    }

    [Theory]
    [InlineData("?state=both", "state is")]
    [InlineData("?before=x", "before is")]
    public async Task A_list_that_cannot_be_is_refused_in_a_sentence(string query, string said)
    {
        using var answer = await desk.Http.GetAsync("/problems" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(said, await ImportDesk.SentenceAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_follow_each_other_the_newest_first()
    {
        await desk.ScalarAsync("INSERT INTO problem_report (site_id, kind, words) SELECT (SELECT min(id) FROM site), 'other', n::text FROM generate_series(1, 60) n");
        var first = await ListAsync();
        Assert.True(first.GetProperty("hasMore").GetBoolean());
        Assert.Equal("60", first.GetProperty("items")[0].GetProperty("words").GetString());
        var second = await ListAsync($"?before={first.GetProperty("items")[49].GetProperty("id").GetInt64()}");
        Assert.Equal(10, second.GetProperty("items").GetArrayLength());
        Assert.False(second.GetProperty("hasMore").GetBoolean());
    }

    [Theory]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void A_line_of_ipv6_counts_as_one_address(string one, string other, bool same) =>
        Assert.Equal(same, ReportLimits.Key(IPAddress.Parse(one)) == ReportLimits.Key(IPAddress.Parse(other)));

    // The trace id differs with every request.
    private static string Sameness(string problem) => JsonDocument.Parse(problem).RootElement.GetProperty("detail").GetString()!;
}
