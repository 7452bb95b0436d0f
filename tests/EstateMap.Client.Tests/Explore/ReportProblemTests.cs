using System.Net;
using System.Text;
using Bunit;
using EstateMap.Client.Data;
using EstateMap.Client.Explore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class ReportProblemTests : BunitContext
{
    private readonly Desk desk = new();

    private IRenderedComponent<ReportProblem> Form()
    {
        Services.AddSingleton(new RegisterApi(new HttpClient(desk) { BaseAddress = new Uri("http://localhost/") }));
        return Render<ReportProblem>(form => form.Add(f => f.Site, "S1").Add(f => f.Name, "Town Library").Add(f => f.Fields, ["uprn"]));
    }

    [Fact]
    public async Task A_wrong_field_is_reported_with_its_name_and_the_reader_is_thanked()
    {
        var form = Form();
        Assert.Equal("", form.Find("[role=status]").TextContent);
        form.Find("select").Change("field:uprn");
        form.Find("textarea").Input("It is the theatre's.");
        Assert.Contains("980 of 1,000", form.Find("#problem-left").TextContent, StringComparison.Ordinal);
        await form.Find("form").SubmitAsync();
        Assert.Equal("""{"site":"S1","kind":"field","field":"uprn","words":"It is the theatre\u0027s."}""", desk.Body);
        Assert.Equal("1", desk.Header);
        JSInterop.VerifyFocusAsyncInvoke();
        Assert.Equal("Thank you. The report waits to be looked at. 1 personal address or number was taken out of it first.", form.Find("[data-outcome=reported]").TextContent);
    }

    [Fact]
    public async Task A_report_without_a_kind_or_words_is_not_sent_and_each_field_says_what_it_lacks()
    {
        var form = Form();
        Assert.Null(form.Find("select").GetAttribute("aria-invalid"));
        await form.Find("form").SubmitAsync();
        Assert.Equal("true", form.Find("select").GetAttribute("aria-invalid"));
        Assert.Equal("Choose what is wrong.", form.Find("#" + form.Find("select").GetAttribute("aria-describedby")).TextContent);
        Assert.Equal("true", form.Find("textarea").GetAttribute("aria-invalid"));
        Assert.Contains("in a few words", form.Find("#" + form.Find("textarea").GetAttribute("aria-describedby")!.Split(' ')[0]).TextContent, StringComparison.Ordinal);
        JSInterop.VerifyFocusAsyncInvoke();
        form.Find("select").Change("closed");
        await form.Find("form").SubmitAsync();
        Assert.Null(form.Find("select").GetAttribute("aria-invalid"));
        Assert.Null(desk.Body);
    }

    [Fact]
    public async Task A_refusal_is_told_and_the_words_are_kept()
    {
        (desk.Status, desk.Answer) = (HttpStatusCode.TooManyRequests, """{"detail":"Too many reports came."}""");
        var form = Form();
        form.Find("select").Change("closed");
        form.Find("textarea").Input("Closed in May.");
        await form.Find("form").SubmitAsync();
        Assert.Contains("Too many reports came.", form.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Closed in May.", form.Find("textarea").GetAttribute("value"));
    }

    [Fact]
    public void Nobody_is_asked_who_they_are()
    {
        var form = Form();
        Assert.Empty(form.FindAll("input"));
        Assert.Contains("Do not write about private people", form.Find("#problem-hint").TextContent, StringComparison.Ordinal);
    }

    private sealed class Desk : HttpMessageHandler
    {
        public HttpStatusCode Status { get; set; } = HttpStatusCode.Created;

        public string Answer { get; set; } = """{"personalValuesDropped":1}""";

        public string? Body { get; private set; }

        public string? Header { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (Body, Header) = (await request.Content!.ReadAsStringAsync(cancellationToken), request.Headers.GetValues("X-EstateMap").Single());
            return new(Status) { Content = new StringContent(Answer, Encoding.UTF8, "application/json") };
        }
    }
}
