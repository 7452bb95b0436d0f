using System.Globalization;
using EstateMap.Database;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.People;
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
    private readonly RecentlyUsed _places = new(MostBytes);

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
            var made = await MakeAsync(asked, parts, choice, caller, $"{version}|{caller.Clearance}|{caller.Organisations}", stop);
            return (made, FigureBytes * made.Sum(profile => 10L + profile.Parts.Sum(part => part.Figures.Count)));
        }, cancellation);
    }

    /// <summary>Figures of the whole place: what areas can be compared by.</summary>
    /// <exception cref="Graph.GraphRequestError">Too many wait, or it took too long.</exception>
    public async Task<IReadOnlyList<AreaFigure>> ListFiguresAsync(IReadOnlySet<ProfilePart> parts, TravelChoice choice, Caller caller, CancellationToken cancellation)
    {
        var version = await register.GetVersionAsync(cancellation);
        var answer = await _kept.GetAsync<IReadOnlyList<AreaFigure>>((version, caller, choice, "figures"), async stop =>
        {
            var place = await PlaceAsync(await studies.GetPeopleAsync(caller, stop), parts, choice, caller, $"{version}|{caller.Clearance}|{caller.Organisations}", stop);
            IReadOnlyList<AreaFigure> figures = [.. place.Parts.SelectMany(part => part.Figures).Select(figure => figure with { Whole = figure.Value })];
            return (figures, FigureBytes * (1L + figures.Count));
        }, cancellation);
        return answer;
    }

    private async Task<IReadOnlyList<AreaProfile>> MakeAsync(AskedAreas asked, IReadOnlySet<ProfilePart> parts, TravelChoice choice, Caller caller, string state, CancellationToken cancellation)
    {
        var people = await studies.GetPeopleAsync(caller, cancellation);
        var place = await PlaceAsync(people, parts, choice, caller, state, cancellation);
        var facts = await ProfileReader.ReadAsync(database, caller, [.. asked.Ids], asked.Within, wantsAll: false, parts, cancellation);
        var writer = new ProfileWriter(facts, people, place.Reaches, parts);
        var profiles = new List<AreaProfile>();
        if (asked.Within is not null) profiles.Add(new AreaProfile(null, null, "Drawn shape", null, null, writer.Headcount(Drawn), place.Id, place.Name, writer.Decile(Drawn), place.Badge, writer.Write(Drawn, place.Parts)));
        foreach (var area in asked.Ids.Where(facts.Areas.ContainsKey).Select(slot => facts.Areas[slot]))
        {
            cancellation.ThrowIfCancellationRequested();
            profiles.Add(new AreaProfile(area.Id, area.Code, area.Name, area.Kind, area.Vintage, writer.Headcount(area.Id), place.Id, place.Name, writer.Decile(area.Id), place.Badge, writer.Write(area.Id, place.Parts)));
        }

        return profiles;
    }

    /// <summary>Figures of the whole place, with what all areas share; kept, for it is the largest of all areas and stands beside each.</summary>
    private async Task<WholePlace> PlaceAsync(StudyPeople people, IReadOnlySet<ProfilePart> parts, TravelChoice choice, Caller caller, string state, CancellationToken cancellation)
    {
        var key = $"{state}|{string.Join(',', parts.Order())}|{choice}";
        if (_places.Find<WholePlace>(key) is { } kept) return kept;
        var (whole, destinations) = await ProfileReader.ReadPlaceAsync(database, caller, cancellation);
        var (reaches, badge) = parts.Overlaps([ProfilePart.Access, ProfilePart.Inequalities, ProfilePart.Gaps]) ? await ReachAsync(destinations, people, choice, cancellation) : ([], choice.StraightBadge);
        var facts = await ProfileReader.ReadAsync(database, caller, whole is { } id ? [id] : [], null, wantsAll: whole is null, parts, cancellation);
        var slot = whole ?? Everything;
        var made = new WholePlace(whole, facts.Areas.TryGetValue(slot, out var named) ? named.Name : "everywhere", reaches, badge, new ProfileWriter(facts, people, reaches, parts).Write(slot, whole: null));
        if (choice.Method == TravelChoice.Straight) _places.Keep(key, made, (8L * reaches.Sum(reach => reach.Seconds.Length)) + (FigureBytes * made.Parts.Sum(part => part.Figures.Count)));
        return made;
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

    /// <param name="Id">What areas are held against; null for everything.</param>
    /// <param name="Reaches">Empty where no part asks for travel.</param>
    private sealed record WholePlace(long? Id, string Name, IReadOnlyList<Reach> Reaches, string Badge, IReadOnlyList<AreaPart> Parts);
}
