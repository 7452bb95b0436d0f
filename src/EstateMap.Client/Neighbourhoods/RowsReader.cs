using EstateMap.Client.Api;
using EstateMap.Client.Explore;

namespace EstateMap.Client.Neighbourhoods;

/// <summary>A cell of a list of rows.</summary>
/// <param name="Href">Where it leads; null where nowhere.</param>
public sealed record RowCell(string Text, string? Href = null, bool IsNumber = false);

/// <summary>The rows behind a figure, as a table.</summary>
public sealed record RowTable(string Title, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<RowCell>> Rows);

/// <summary>Reads the rows behind a figure of an area.</summary>
public sealed class RowsReader(EstateMapApi api, AreaChoice? area, ValueList<LonLat>? within)
{
    /// <summary>The table of a figure's code; null where there is no list for it.</summary>
    public async Task<RowTable?> FindAsync(string code) => code.Split('.') switch
    {
        ["assets", var abcd] => await AssetsAsync(abcd),
        ["organisations"] => await OrganisationsAsync(false),
        ["organisations_home"] => await OrganisationsAsync(true),
        ["links", ("in" or "out" or "within") and var flow] => await LinksAsync(flow),
        ["grants" or "granted" or "granted_per_thousand"] => await GrantsAsync(null),
        ["granted_in", var year] => await GrantsAsync(year),
        ["people" or "people_share", "", var group] => await PeopleAsync(group),
        ["deprived_share" or "decile"] => await PeopleAsync("all"),
        ["hours" or "evening" or "weekend" or "hours_unknown", var kind] => await HoursAsync(kind),
        ["vacant"] => await VacantAsync(),
        _ => null,
    };

    private async Task<RowTable> AssetsAsync(string abcd) => new($"Community assets: {abcd}", ["Asset", "Organisation", "Where", "What it is"],
        [.. (await api.ListAssetsAsync(area, within, abcd)).Select(row => (IReadOnlyList<RowCell>)[new(row.Name), new(row.Organisation?.Name ?? "–"), Site(row.Site), new(row.Description ?? "–")])]);

    private async Task<RowTable> OrganisationsAsync(bool isHome) => new(isHome ? "Organisations with all their places here" : "Organisations active here", ["Organisation", "Kind"],
        [.. (await api.ListOrganisationsAsync(area, within, isHome)).Select(row => (IReadOnlyList<RowCell>)[new(row.Name), new(Shell.Figures.Words(row.Kind))])]);

    private async Task<RowTable> LinksAsync(string flow) => new($"Links {(flow is "in" ? "from elsewhere to here" : flow is "out" ? "from here to elsewhere" : "within the area")}", ["From", "How", "To", "Where we know it from"],
        [.. (await api.ListLinksAsync(area, within, flow.ToUpperInvariant(), null)).Select(row => (IReadOnlyList<RowCell>)[End(row.From), new(Shell.Figures.Words(row.Kind)), End(row.To), new(row.Evidence)])]);

    private async Task<RowTable> GrantsAsync(string? year) => new(year is null ? "Grants received" : $"Grants received in {year}", ["Grant", "From", "To", "Pounds", "Agreed on"],
        [.. (await api.ListLinksAsync(area, within, "RECEIVED", year)).Select(row => (IReadOnlyList<RowCell>)[new(row.Title ?? "No title"), End(row.From), End(row.To), new(FigureWords.Value(row.Amount_gbp, "£"), IsNumber: true), new(Shell.Figures.Day(row.AgreedOn))])]);

    private async Task<RowTable> PeopleAsync(string group)
    {
        var measure = group.StartsWith("indicator_", StringComparison.Ordinal) ? group["indicator_".Length..] : null;
        var rows = await api.ListSmallAreasAsync(area, within, measure is null ? [] : [measure]);
        var groups = measure is null ? rows.SelectMany(row => row.Weights).Select(weight => weight.Group).Distinct().OrderBy(one => one != group).ThenBy(one => one != "all").ThenBy(one => one, StringComparer.Ordinal).ToArray() : [];
        return new RowTable("People by small area", ["Small area", .. measure is null ? groups.Select(one => Shell.Figures.Words(one)) : ["Count"]],
            [.. rows.Select(row => (IReadOnlyList<RowCell>)
            [
                new(row.Area.Name, new FigureLinks(new AreaChoice(row.Area.Kind, row.Area.Vintage, row.Area.Code), null).Page),
                .. measure is null ? groups.Select(one => Number(row.Weights.FirstOrDefault(weight => weight.Group == one)?.Weight)) : [Number(row.Area.Indicators.MaxBy(value => value.PeriodEnd)?.Value)],
            ])]);
    }

    private async Task<RowTable> HoursAsync(string kind) => new($"{Shell.Figures.Words(kind)}: when it is open", ["Service", "Organisation", "Where", "Hours"],
        [.. (await api.ListPlacedServicesAsync(area, within, kind)).Select(row => (IReadOnlyList<RowCell>)[new(row.Service.Name), new(row.Service.Organisation.Name), Site(row.Site), new(Hours(row.Service.Schedules))])]);

    private async Task<RowTable> VacantAsync() => new("Sites with vacant space", ["Site", "Postcode"],
        [.. (await api.ListVacantAsync(area, within)).Select(row => (IReadOnlyList<RowCell>)[Site(new SiteName(row.Id, row.Name)), new(row.Postcode ?? "–")])]);

    private static string Hours(IReadOnlyList<HoursRule> rules) => rules.Count == 0 ? "Not stated"
        : string.Join("; ", rules.Select(rule => rule is { OpensAt: { } opens, ClosesAt: { } closes } ? $"{rule.Byday} {opens} to {closes}".Trim() : rule.Description ?? rule.Byday ?? "Not stated"));

    private static RowCell Site(SiteName? site) => site is null ? new("–") : new(site.Name, $"explore?site={Uri.EscapeDataString(site.Id)}");

    private static RowCell End(LinkEnd end) => end.Id is { } id ? Site(new SiteName(id, end.Name)) : new(end.Name);

    private static RowCell Number(double? value) => new(Shell.Figures.Whole(value), IsNumber: true);
}
