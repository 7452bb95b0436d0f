using Bunit;
using EstateMap.Client.People;
using Xunit;

namespace EstateMap.Client.Tests.People;

public class PermittedTests : BunitContext
{
    private static Me Visitor(params string[] holds) => new(holds.Length > 0, holds.Length > 0 ? "Steward" : null, null, null, true, [], holds, false, holds.Length > 0 ? null : "Sign in to change anything.", "accounts", null);

    private IRenderedComponent<Permitted> Show(Me? me, bool isQuiet = false) => Render<Permitted>(parameters =>
    {
        parameters.Add(part => part.Role, "steward").Add(part => part.What, "Editing a record").Add(part => part.IsQuiet, isQuiet).AddChildContent("<button>Save</button>");
        if (me is not null) parameters.AddCascadingValue(me);
    });

    [Fact]
    public void Whoever_has_the_role_is_offered_what_it_takes() => Show(Visitor("contributor", "steward")).MarkupMatches("<button>Save</button>");

    [Fact]
    public void Whoever_has_another_role_hears_which_one_it_takes() =>
        Assert.Contains("Editing a record takes the role steward, which your account does not have.", Show(Visitor("planner")).Markup, StringComparison.Ordinal);

    [Fact]
    public void Whoever_has_not_signed_in_hears_where_and_comes_back_afterwards() =>
        Assert.Equal("sign-in?return=", Show(Visitor()).Find("a").GetAttribute("href"));

    [Fact]
    public void A_button_of_many_is_left_out_in_silence() => Assert.Equal("", Show(Visitor("planner"), isQuiet: true).Markup.Trim());

    [Fact]
    public void While_nobody_knows_everything_is_offered_for_the_server_refuses_kindly() => Show(null).MarkupMatches("<button>Save</button>");

    [Theory]
    [InlineData(null, null, "steward everywhere")]
    [InlineData("Hill Trust", null, "steward of Hill Trust")]
    [InlineData(null, "Eastfield", "steward in Eastfield")]
    [InlineData("Hill Trust", "Eastfield", "steward of Hill Trust in Eastfield")]
    public void A_right_is_told_with_where_it_holds(string? organisation, string? area, string words) => Assert.Equal(words, RoleWords.Right("STEWARD", organisation, area));
}
