using System.Globalization;
using EstateMap.Database;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Plans.Studies;
using EstateMap.Server.Travel;
using NetTopologySuite.Geometries;

namespace EstateMap.Server.Areas.Profiles;

/// <summary>Which areas are asked about.</summary>
/// <param name="Ids">Of areas, each once, in the order of the answer.</param>
/// <param name="Within">A drawn shape in WGS84 that comes first; or null.</param>
internal sealed record AskedAreas(IReadOnlyList<long> Ids, Polygon? Within);

/// <summary>
/// Profiles of areas, with the caller's rights: one statement a part for all areas that are asked at once, each beside the whole place. The same question is reckoned once for all who ask it, in the turn of whoever asked first.
/// </summary>
internal sealed class AreaProfiles(EstateMapDatabase database, SiteIndexes register, StudyProblems studies, TravelCosts travel, Reckonings reckonings) : IDisposable
{
    private const long Everything = -1;
    private const long Drawn = 0;
    private const long MostBytes = 64_000_000;
    private const int FigureBytes = 250;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly SharedAnswers _kept = new(reckonings, Longest, MostBytes);

    public void Dispose() => _kept.Dispose();

    /// <exception cref="Graph.GraphRequestError">Its travel cannot be reckoned, too many wait, or it took too long.</exception>
    public async Task<IReadOnlyList<AreaProfile>> GetAsync(AskedAreas asked, IReadOnlySet<ProfilePart> parts, TravelChoice choice, Caller caller, CancellationToken cancellation)
    {
        var version = await register.GetVersionAsync(cancellation);
        // Networks and matrices change without the register, so answers over them are not kept.
        var once = choice.Method == TravelChoice.Straight ? Guid.Empty : Guid.NewGuid();
        var key = (version, caller, string.Join(',', asked.Ids), asked.Within?.AsText(), string.Join(',', parts.Order()), choice, once);
        return await _kept.GetAsync<IReadOnlyList<AreaProfile>>(key, async stop =>
        {
            var made = await MakeAsync(asked, parts, choice, caller, stop);
            return (made, FigureBytes * made.Sum(profile => 10L + profile.Parts.Sum(part => part.Figures.Count)));
        }, cancellation);
    }

    private async Task<IReadOnlyList<AreaProfile>> MakeAsync(AskedAreas asked, IReadOnlySet<ProfilePart> parts, TravelChoice choice, Caller caller, CancellationToken cancellation)
    {
        var whole = await FindWholeAsync(caller, cancellation);
        var people = await studies.GetPeopleAsync(caller, cancellation);
        var facts = await ProfileReader.ReadAsync(database, caller, [.. asked.Ids.Append(whole ?? Everything).Where(id => id != Everything).Distinct()], asked.Within, whole is null, parts, cancellation);
        var (reaches, badge) = await ReachAsync(facts.Destinations, people, choice, cancellation);
        var writer = new ProfileWriter(facts, people, reaches, parts);
        var (wholeSlot, wholeName) = whole is { } id && facts.Areas.TryGetValue(id, out var named) ? (id, named.Name) : (Everything, "everywhere");
        var beside = writer.Write(wholeSlot, writer.Headcount(wholeSlot), whole: null);
        var profiles = new List<AreaProfile>();
        if (asked.Within is not null) profiles.Add(new AreaProfile(null, null, "Drawn shape", null, null, writer.Headcount(Drawn), wholeName, writer.Decile(Drawn), badge, writer.Write(Drawn, writer.Headcount(Drawn), beside)));
        foreach (var area in asked.Ids.Where(facts.Areas.ContainsKey).Select(slot => facts.Areas[slot]))
        {
            cancellation.ThrowIfCancellationRequested();
            profiles.Add(new AreaProfile(area.Id, area.Code, area.Name, area.Kind, area.Vintage, writer.Headcount(area.Id), wholeName, writer.Decile(area.Id), badge, writer.Write(area.Id, writer.Headcount(area.Id), beside)));
        }

        return profiles;
    }

    private async Task<long?> FindWholeAsync(Caller caller, CancellationToken cancellation)
    {
        await using var connection = await database.Reader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await SiteIndexLoader.TakeRightsAsync(connection, caller, cancellation);
        await using var command = new Npgsql.NpgsqlCommand(ProfileSql.Whole, connection);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    /// <summary>Seconds from each small area to the nearest of each kind.</summary>
    private async Task<(IReadOnlyList<Reach> Reaches, string Badge)> ReachAsync(IReadOnlyList<Destination> destinations, StudyPeople people, TravelChoice choice, CancellationToken cancellation)
    {
        if (destinations.Count == 0 || people.Points.Length == 0) return ([], choice.StraightBadge);
        var sites = destinations.DistinctBy(destination => destination.Site).ToList();
        var columns = sites.Select((site, j) => (site.Site, j)).ToDictionary(item => item.Site, item => item.j);
        var times = await TravelInputs.CodedAsync(() => travel.GetAsync(choice,
            [.. people.Points.Select(point => new TravelPlace(point.Longitude, point.Latitude, point.AreaCode))],
            [.. sites.Select(site => new TravelPlace(site.Longitude, site.Latitude, site.Site.ToString(CultureInfo.InvariantCulture)))],
            progress: null, cancellation));
        var reaches = destinations.GroupBy(destination => destination.Kind).Select(kind =>
        {
            int[] places = [.. kind.Select(one => columns[one.Site]).Distinct()];
            var seconds = new double[people.Points.Length];
            for (var i = 0; i < seconds.Length; i++)
            {
                var nearest = double.PositiveInfinity;
                foreach (var j in places) nearest = Math.Min(nearest, times.Seconds[(i * sites.Count) + j]);
                seconds[i] = nearest;
            }

            return new Reach(kind.Key, kind.First().Label, kind.First().IsService, places.Length, seconds);
        }).ToList();
        return (reaches, times.Badge);
    }
}
