namespace EstateMap.Server.Services.OpenReferral;

/// <summary>What the operator says of the Open Referral UK feed (settings <c>EstateMap:OpenReferral</c>).</summary>
/// <param name="StateProvince">The province of every address, such as a county; null: the county or else the authority that the site lies in.</param>
/// <param name="Address">Where the feed is reached from outside, such as https://map.example/oruk/v3, where a proxy hides it; null: as the request says.</param>
internal sealed record FeedSettings(string? StateProvince, string? Address)
{
    public static FeedSettings From(IConfiguration configuration)
    {
        string? Find(string name) => configuration[$"EstateMap:OpenReferral:{name}"] is { } said && !string.IsNullOrWhiteSpace(said) ? said.Trim() : null;
        return new(Find("StateProvince"), Find("Address")?.TrimEnd('/'));
    }
}
