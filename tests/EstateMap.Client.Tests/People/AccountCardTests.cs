using System.Text.Json;
using Bunit;
using EstateMap.Client.People;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.People;

public class AccountCardTests : BunitContext
{
    private readonly CannedServer server = new CannedServer()
        .On("Organisations", """{"data":{"organisations":{"nodes":[{"id":"O7","name":"Hill Trust"},{"id":"O8","name":"Hill Choir"}]}}}""")
        .On("Change", """{"data":{"changeAccount":{"account":{"id":"A1"},"errors":null}}}""");

    private IRenderedComponent<AccountCard> Show(Named? organisation)
    {
        Services.AddSingleton(_ => server.Api);
        return Render<AccountCard>(parameters => parameters.Add(card => card.Account, new AccountRow("A1", "Estates desk", "desk@council.example", true, false, true, null, null, 4, organisation, [])));
    }

    private JsonElement Sent => server.Asked.Single(asked => asked.Operation == "Change").Variables.GetProperty("input");

    [Fact]
    public async Task An_account_is_given_another_organisation_by_its_name_and_keeps_the_rest()
    {
        var card = Show(new Named("O1", "Council"));
        Assert.Contains("Acts for Council.", card.Markup, StringComparison.Ordinal);
        card.Find("#account-organisation").Input("hill");
        await card.InvokeAsync(() => card.Find("form[aria-label='Whom it acts for'] button[type=button]").Click());
        card.WaitForAssertion(() => Assert.Equal(["Choose one of 2", "Hill Trust", "Hill Choir"], card.FindAll("#account-organisation-found option").Select(option => option.TextContent)));
        card.Find("#account-organisation-found").Change("O7");
        await card.Find("form[aria-label='Whom it acts for']").SubmitAsync();

        Assert.Equal("""{"id":"A1","version":4,"organisation":"O7"}""", Sent.GetRawText());
        Assert.Equal("Saved. Whoever is signed in to it signs in again.", card.Find("[data-outcome=done]").TextContent);
    }

    [Fact]
    public async Task Left_empty_it_acts_for_no_organisation_which_is_written_out()
    {
        var card = Show(new Named("O1", "Council"));
        await card.Find("form[aria-label='Whom it acts for']").SubmitAsync();

        Assert.Equal("""{"id":"A1","version":4,"organisation":null}""", Sent.GetRawText());
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_in_its_words()
    {
        server.On("Change", """{"data":{"changeAccount":{"account":null,"errors":[{"__typename":"VersionConflictError","message":"Somebody else changed this account meanwhile."}]}}}""");
        var card = Show(null);
        Assert.Contains("Acts for no organisation.", card.Markup, StringComparison.Ordinal);
        await card.Find("form[aria-label='Whom it acts for']").SubmitAsync();

        Assert.Contains("Somebody else changed this account meanwhile.", card.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }
}
