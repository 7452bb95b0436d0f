using System.Globalization;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Areas.Profiles;

/// <summary>What stands above a part's figures: what is missing and what to load, or how they are to be read.</summary>
internal static class ProfileNotes
{
    public static string? Find(ProfilePart part, IReadOnlyList<AreaFigure> figures, ProfileFacts facts, StudyPeople people, IReadOnlyList<Reach> reaches)
    {
        bool Has(string measure) => figures.Any(figure => figure.Measure == measure && figure.Value is > 0);
        return part switch
        {
            ProfilePart.Strengths when Loaded(facts, "assets") == 0 => "No community assets are loaded yet. Import a list of groups, halls and clubs in Data, or add them from the map.",
            ProfilePart.Strengths when !Has("assets") => string.Create(CultureInfo.InvariantCulture, $"None of the {Loaded(facts, "assets"):#,0} community assets that are loaded is tied to a place here. Give groups a meeting place or an area, and they count."),
            ProfilePart.Strengths => "A link counts where one of its ends is a site, service or asset here, or an organisation all of whose places are here.",
            ProfilePart.People when figures.Count == 0 => "No population figures are loaded for this area. Import population by small area in Data.",
            ProfilePart.Services when figures.Count == 0 => "No service is known to be offered here. Import lists of services in Data.",
            ProfilePart.Services => "Hours are those of an ordinary week, of places whose hours are stated.",
            ProfilePart.Estate when !Has("sites") => "No site is known here. Import an asset register in Data.",
            ProfilePart.Estate when !Has("running_cost") => "No running costs are loaded for buildings here. Import them in Data.",
            ProfilePart.Access or ProfilePart.Inequalities when people.Points.Length == 0 => "Nobody can say how far people travel before population by small area is loaded, with its points. Import both in Data.",
            ProfilePart.Access when reaches.Count == 0 => "No service with a place is loaded, so there is nothing to travel to. Import lists of services in Data.",
            ProfilePart.Inequalities when figures.Count == 0 => "No index of deprivation is loaded for the small areas here. Import it in Data.",
            ProfilePart.Money when Loaded(facts, "grants") == 0 => "No grants are loaded. Import grants in the 360Giving format in Data.",
            ProfilePart.Money => string.Create(CultureInfo.InvariantCulture, $"A grant counts where the organisation that received it has all its known places here. {Loaded(facts, "grants"):#,0} grants are loaded in all; those to organisations without a known place count nowhere."),
            ProfilePart.Sources when figures.Count == 0 => "No dataset speaks of a site here.",
            _ => null,
        };
    }

    private static double Loaded(ProfileFacts facts, string measure) => facts.Counted[-2].FirstOrDefault(figure => figure.Measure == measure)?.Value ?? 0;
}
