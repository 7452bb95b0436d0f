using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class SiteCardFactsTests
{
    private static readonly FieldFacts Assumed = Field("organisation_name", "Village Council", "ASSUMPTION", "libraries");
    private static readonly FieldFacts Stated = Field("organisation_name", "Village Council", "FACT", "register");
    private static readonly FieldFacts Other = Field("organisation_name", "Hill Trust", "FACT", "clinics");

    [Fact]
    public void A_source_that_states_the_shown_value_goes_before_a_newer_one_that_assumes_it() =>
        Assert.Same(Stated, Site(Assumed, Stated).FindSource("Village Council", "organisation_name"));

    [Fact]
    public void A_fact_about_something_else_does_not_vouch_for_what_is_shown() =>
        Assert.Same(Assumed, Site(Assumed, Other).FindSource("Village Council", "organisation_name"));

    [Fact]
    public void The_first_field_that_any_source_states_counts() =>
        Assert.Same(Stated, Site(Stated).FindSource("Village Council", "owner", "organisation_name"));

    [Fact]
    public void What_no_source_states_has_none() => Assert.Null(Site().FindSource("Village Council", "owner"));

    private static FieldFacts Field(string field, string value, string basis, string dataset) => new(field, value, new DatasetTitle(dataset, dataset), "1", null, basis, "", null, null, []);

    private static SiteCardFacts Site(params FieldFacts[] provenance) => new(
        "", "", null, null, null, null, null, null, [], "GIVEN", null, null, false, [], [], [], "PUBLIC", null, null, null, null,
        new([], 0), new([], 0), new([], 0), [], provenance, new([], 0), [], [], [], [], []);
}
