using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

public class ApiPageTests(RunningMap map)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_guide_pleases_axe_keeps_its_console_clean_and_fits_its_window(bool phone)
    {
        await using var visit = await map.VisitAsync("graphql/docs", phone);
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(map.Pictures, $"graphql-docs-{(phone ? "phone" : "desktop")}.png") });
        var found = await visit.Page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join('\n', found.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")));
        Assert.Empty(visit.Complaints);
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    [Fact]
    public async Task The_guide_is_walked_by_keyboard_and_read_at_four_hundred_per_cent()
    {
        await using var visit = await map.VisitAsync("graphql/docs");
        await visit.Page.SetViewportSizeAsync(320, 256);
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Page.GetByText("Skip to main content")).ToBeFocusedAsync();
        await Expect(visit.Page.GetByText("Skip to main content")).ToBeInViewportAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.querySelector('main').contains(document.activeElement)"));

        var target = visit.Page.Locator(".contents a[href='#excel']");
        await target.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#excel")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task The_Data_workspace_leads_to_the_guide()
    {
        await using var visit = await map.VisitAsync("data");
        await visit.Page.GetByText("how to use the API").ClickAsync();
        await Expect(visit.Page).ToHaveTitleAsync("How to use the API - EstateMap");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GraphiQL_opens_with_the_tour_and_answers(bool phone)
    {
        await using var visit = await map.VisitAsync("graphql", phone);
        await Expect(visit.Page.GetByText("How to use the API")).ToBeInViewportAsync();
        await Expect(visit.Page.GetByText("Schema (SDL)")).ToBeInViewportAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Place", Exact = true })).ToBeVisibleAsync();
        await visit.Page.Locator(".graphiql-execute-button").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Result Window" })).ToContainTextAsync("isSample");
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(map.Pictures, $"graphiql-{(phone ? "phone" : "desktop")}.png") });
        Assert.Empty(visit.Complaints);
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    [Fact]
    public async Task GraphiQL_listens_to_news_over_a_socket()
    {
        await using var visit = await map.VisitAsync("graphql");
        var sent = new List<string>();
        var received = new List<string>();
        visit.Page.WebSocket += (_, socket) =>
        {
            socket.FrameSent += (_, frame) => sent.Add(frame.Text ?? "");
            socket.FrameReceived += (_, frame) => received.Add(frame.Text ?? "");
        };
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = "News", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator(".graphiql-editor .view-lines").First).ToContainTextAsync(new Regex("subscription"));
        await visit.Page.Locator(".graphiql-execute-button").ClickAsync();
        for (var wait = 0; wait < 200 && !sent.Exists(text => text.Contains("siteChanged", StringComparison.Ordinal)); wait++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Contains(received, text => text.Contains("connection_ack", StringComparison.Ordinal));
        Assert.Contains(sent, text => text.Contains("siteChanged", StringComparison.Ordinal));
        Assert.Empty(visit.Complaints);
    }
}
