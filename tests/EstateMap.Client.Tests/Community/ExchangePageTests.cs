using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Community;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Community;

public class ExchangePageTests : CommunityContext
{
    private const string Offers = """
        {"data":{"offersAndAsks":{"totalCount":1,"nodes":[{"id":"E1","direction":"OFFER","kind":"ROOM","words":"Room on Mondays","validFrom":null,"validUntil":"2027-01-31","state":"OPEN","asset":{"id":"A1","name":"Old Hall Club"},
          "matches":[{"distance_m":312.4,"sharedWords":["room"],"other":{"id":"E2","words":"A room to sing in","asset":{"id":"A2","name":"Choir"}}}]}]},
         "areas":{"nodes":[{"id":"W","code":"W1","name":"West","kind":"ward","vintage":"2023"}]}}}
        """;

    private IRenderedComponent<ExchangePage> Open(string query)
    {
        Services.GetRequiredService<BunitNavigationManager>().NavigateTo("community/exchange" + query);
        return Render<ExchangePage>();
    }

    [Fact]
    public void An_offer_stands_with_whose_it_is_and_whom_it_may_help()
    {
        Server.On("ExchangeList", Offers);
        var item = Open("").Find("[data-list=exchange] > li");
        Assert.Contains("Offered, Room or space: Room on Mondays, until 31 January 2027", item.TextContent, StringComparison.Ordinal);
        Assert.Contains("May go together with “A room to sing in” of Choir, 312 m away", item.TextContent, StringComparison.Ordinal);
        Assert.Equal(["community/assets/A1", "community/assets/A2"], item.QuerySelectorAll("a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public void What_the_address_says_is_asked_for_and_nothing_that_it_cannot_mean()
    {
        Server.On("ExchangeList", Offers);
        Open("?direction=ASK&kind=NONSENSE&area=W1");
        Assert.Equal("""{"isOpen":{"eq":true},"direction":{"eq":"ASK"},"area":{"code":{"eq":"W1"}}}""", Server.Asked.Single().Variables.GetProperty("where").GetRawText());
    }

    [Fact]
    public void A_choice_goes_into_the_address()
    {
        Server.On("ExchangeList", Offers);
        Open("").Find("#exchange-kind").Change("KIT");
        Assert.EndsWith("community/exchange?kind=KIT", Services.GetRequiredService<BunitNavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_fits_it_says_what_to_do()
    {
        Server.On("ExchangeList", """{"data":{"offersAndAsks":{"totalCount":0,"nodes":[]},"areas":{"nodes":[]}}}""");
        Assert.Contains("Open a group's page", Open("").Find("[data-empty]").TextContent, StringComparison.Ordinal);
    }
}
