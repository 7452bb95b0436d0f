using Bunit;
using EstateMap.Client.Consultations;
using EstateMap.Client.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Consultations;

public class ConsultationPageTests : BunitContext
{
    private const string Id = "Q29uc3VsdGF0aW9uOjE=";

    private readonly CannedServer server = new();

    public ConsultationPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(server.Api);
        Services.AddSingleton(new RegisterApi(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }));
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
    }

    private static string Consultation(string status, string comments = "") =>
        """
        {"data":{"consultation":{"id":"Q29uc3VsdGF0aW9uOjE=","title":"Your library","intro":"What do you think?","status":"STATUS","closesOn":"2027-03-31","openedAt":"2026-12-01T09:00:00Z","version":3,"scenario":{"id":"S1","title":"Fewer"},"area":null,
        "items":[{"number":1,"heading":"Old Hall would close","words":"The choir would meet elsewhere.","site":null}],
        "comments":{"nodes":[COMMENTS],"totalCount":0,"pageInfo":{"hasNextPage":false,"endCursor":null}}}}}
        """.Replace("STATUS", status, StringComparison.Ordinal).Replace("COMMENTS", comments, StringComparison.Ordinal);

    private IRenderedComponent<ConsultationPage> Open(string status, string comments = "")
    {
        server.On("Consultation", Consultation(status, comments));
        var page = Render<ConsultationPage>(parameters => parameters.Add(p => p.Id, Id));
        page.WaitForAssertion(() => Assert.NotEqual("Loading", page.Find("h1").TextContent));
        return page;
    }

    [Fact]
    public void An_open_one_tells_what_would_change_and_takes_a_comment_on_each_item()
    {
        var page = Open("OPEN");
        Assert.Equal("Old Hall would close", page.Find("[data-list=items] h3").TextContent);
        Assert.Contains("Have your say until 31 March 2027", page.Markup, StringComparison.Ordinal);
        // One on the item, one on all of it.
        Assert.Equal(["Comment on Old Hall would close", "Comment on all of it"], page.FindAll("form").Select(form => form.GetAttribute("aria-label")));
    }

    [Fact]
    public void A_closed_one_is_read_and_not_commented_on()
    {
        var page = Open("CLOSED", """{"id":"C1","number":1,"heading":"Old Hall would close","words":"Keep it.","madeAt":"2026-12-02T10:00:00Z","state":"SHOWN","judgedWhy":null}""");
        Assert.Empty(page.FindAll("form"));
        Assert.Contains("Keep it.", page.Find("[data-number=\"1\"]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_waits_to_be_read_is_not_shown_even_to_who_may_judge_it()
    {
        var page = Open("OPEN", """{"id":"C1","number":1,"heading":"Old Hall would close","words":"Not yet read.","madeAt":"2026-12-02T10:00:00Z","state":"IN_REVIEW","judgedWhy":null}""");
        Assert.DoesNotContain("Not yet read.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_comment_is_not_sent_and_says_what_it_lacks()
    {
        var page = Open("OPEN");
        await page.InvokeAsync(() => page.FindAll("form")[0].Submit());
        Assert.Contains("Write what you think", page.Find(".govuk-error-message").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Asked, asked => asked.Operation.Contains("omment", StringComparison.Ordinal));
    }
}
