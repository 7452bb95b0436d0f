using System.Globalization;
using System.Text.Json;
using EstateMap.Server.Graph;
using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>Every caller at the doors of the community, its network, the neighbourhoods, consultations and accounts: what <see cref="MatrixCommunity"/> says of a site is for whoever sees the site, and what waits for review for whoever judges it.</summary>
[Collection(nameof(Matrix))]
public class CommunityMatrixTests(MatrixVillage village)
{
    private static readonly MatrixSite Library = MatrixVillage.Sites[0];
    private static readonly MatrixSite Refuge = MatrixVillage.Sites[3];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Id(string type, long id) => GlobalId.Write(type, id);

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool Sees(MatrixCaller caller, MatrixSite site) => caller.Sees(site);

    private static bool Judges(MatrixCaller caller, MatrixSite site) => caller.Judges(site);

    /// <summary>A link that was sent in is judged by whoever answers for one of its ends: the public group at the library, which is nobody's, or the site.</summary>
    private static bool JudgesLink(MatrixCaller caller, MatrixSite site) => caller.Sees(site) && (caller.Stewards(null, Library.Ward) || caller.Stewards(site.Owner, site.Ward));

    /// <summary>A root field that is asked once, or once for each site.</summary>
    /// <param name="Word">Stands before the site's name in what is looked for.</param>
    private sealed record Door(string Name, string Word, Func<MatrixCaller, MatrixSite, bool> Expects, Func<MatrixSite, string> Field, bool IsForEach = false);

    private static Door One(string name, string word, string field, Func<MatrixCaller, MatrixSite, bool>? expects = null) => new(name, word, expects ?? Sees, _ => field);

    private static Door Each(string name, string word, Func<MatrixSite, string> field, Func<MatrixCaller, MatrixSite, bool>? expects = null) => new(name, word, expects ?? Sees, field, IsForEach: true);

    private static readonly Door[] Doors =
    [
        One("offers and asks", "Room of ", "offersAndAsks(first: 50) { nodes { words } }"),
        One("offers of assets", "Room of ", "communityAssets(first: 50, where: { abcdClass: { eq: ASSOCIATIONS } }) { nodes { offersAndAsks(first: 5) { nodes { words } } } }"),
        One("offers that an ask may meet", "Room of ", $"node(id: \"{Id("OfferOrAsk", 900)}\") {{ ... on OfferOrAsk {{ matches {{ other {{ words }} }} }} }}"),
        Each("offer by id", "Room of ", site => $"node(id: \"{Id("OfferOrAsk", 1000 + site.Id)}\") {{ ... on OfferOrAsk {{ words asset {{ name }} }} }}"),
        Each("offers by filter", "Room of ", site => $"offersAndAsks(first: 5, where: {{ words: {{ contains: \"{site.Name}\" }} }}) {{ totalCount nodes {{ words }} }}"),
        One("hours of assets", "Evening of ", "communityAssets(first: 50, where: { abcdClass: { eq: ASSOCIATIONS } }) { nodes { schedules { description } } }"),
        One("comments on assets", "Comment on ", "communityAssets(first: 50, where: { abcdClass: { eq: ASSOCIATIONS } }) { nodes { comments(first: 5) { nodes { words } } } }"),
        One("comments on sites", "Remark on ", "sites(first: 50) { nodes { comments(first: 5) { nodes { words } } } }"),
        Each("comment by id", "Comment on ", site => $"node(id: \"{Id("Comment", 1000 + site.Id)}\") {{ ... on Comment {{ words }} }}"),
        Each("asset by id", "Group at ", site => $"communityAsset(id: \"{Id("CommunityAsset", 1000 + site.Id)}\") {{ name }}"),
        Each("versions of an asset", "Former ", site => $"communityAsset(id: \"{Id("CommunityAsset", 1000 + site.Id)}\") {{ versions {{ changes {{ before after }} }} }}"),
        Each("version by id", "Because of ", site => $"node(id: \"{Id("CommunityVersion", 1100 + site.Id)}\") {{ ... on CommunityVersion {{ why }} }}"),
        Each("differences of versions", "Later ", site => $"versionDifferences(from: \"{Id("CommunityVersion", 1100 + site.Id)}\", to: \"{Id("CommunityVersion", 1200 + site.Id)}\") {{ before after }}"),
        Each("versions of a link", "Note of ", site => $"node(id: \"{Id("Link", 1000 + site.Id)}\") {{ ... on Link {{ versions {{ changes {{ after }} }} }} }}"),
        One("links", "Told at ", "links(first: 50) { nodes { evidence } }"),
        One("links between two that are hidden", "Heard at ", "links(first: 50) { nodes { evidence } }"),
        One("links of what everybody sees", "Told at ", $"communityAsset(id: \"{Id("CommunityAsset", 1)}\") {{ links(first: 50) {{ nodes {{ evidence }} }} }}"),
        One("far ends of links", "", $"communityAsset(id: \"{Id("CommunityAsset", 1)}\") {{ links(first: 50) {{ nodes {{ to {{ ... on Site {{ name }} }} }} }} }}"),
        Each("link by id", "Told at ", site => $"node(id: \"{Id("Link", 1000 + site.Id)}\") {{ ... on Link {{ evidence }} }}"),
        Each("links by filter of their ends", "Told at ", site => $"links(first: 5, where: {{ to: {{ site: {{ name: {{ eq: \"{site.Name}\" }} }} }} }}) {{ totalCount nodes {{ evidence }} }}"),
        One("links of an area", "Told at ", "areaLinks(area: { kind: \"neighbourhood\", code: \"village\" }, flow: WITHIN, first: 50) { nodes { evidence } }"),
        One("grants of an area", "Grant for ", "areaLinks(area: { kind: \"neighbourhood\", code: \"village\" }, flow: RECEIVED, first: 50) { nodes { title } }"),

        One("network", "Visitors of ", "communityNetwork { nodes { name } }"),
        One("network, links", "Told at ", "communityNetwork { links { evidence } }"),
        One("network, links in words", "", "communityNetwork { links { words } }"),
        One("network of an area", "Group at ", "communityNetwork(filter: { area: { kind: \"neighbourhood\", code: \"village\" } }) { nodes { name } }"),
        One("communities", "Visitors of ", "communities { items { members { name } } }"),
        One("who depends on a building", "Visitors of ", $"dependsOn(site: \"{Id("Site", 1)}\") {{ dependants {{ node {{ name }} }} }}"),
        One("what falls apart", "Visitors of ", $"ifCloses(sites: [\"{Id("Site", 1)}\"]) {{ lostLinks {{ words }} }}"),

        One("contributions", "Renaming at ", "contributions(first: 50, where: { kind: { eq: CHANGE } }) { nodes { title fields { after } } }", Judges),
        One("contributions of comments", "Opinion of ", "contributions(first: 50, where: { kind: { eq: COMMENT } }) { nodes { fields { after } } }", Judges),
        One("contributions of additions", "Newcomers to ", "contributions(first: 50, where: { kind: { eq: ADD } }) { nodes { title } }", Judges),
        One("contributions of links", "Seen at ", "contributions(first: 50, where: { kind: { eq: LINK } }) { nodes { fields { after } } }", JudgesLink),
        Each("contribution by id", "Renaming at ", site => $"contribution(id: \"{Id("Contribution", 1000 + site.Id)}\") {{ title }}", Judges),
        Each("contribution as node", "Opinion of ", site => $"node(id: \"{Id("Contribution", 2000 + site.Id)}\") {{ ... on Contribution {{ fields {{ after }} }} }}", Judges),
        One("what waits about assets", "Renaming at ", "communityAssets(first: 50, where: { abcdClass: { eq: ASSOCIATIONS } }) { nodes { waiting { title } } }", Judges),

        One("items of a consultation", "Heading of ", $"consultation(id: \"{Id("Consultation", 2)}\") {{ items {{ heading }} }}"),
        One("comments of a consultation", "Shown word of ", $"consultation(id: \"{Id("Consultation", 2)}\") {{ comments(first: 50) {{ nodes {{ words }} }} }}"),
        One("comments that nobody judged", "Waiting word of ", "consultations(first: 5) { nodes { comments(first: 50) { nodes { words } } } }", (caller, site) => caller.Sees(site) && caller.Holds("planner")),
        One("comments that were withheld", "Withheld word of ", "consultations(first: 5) { nodes { comments(first: 50) { nodes { words } } } }", (caller, site) => caller.Sees(site) && caller.Holds("planner")),
        Each("comment of a consultation by id", "Waiting word of ", site => $"node(id: \"{Id("ConsultationComment", 1100 + site.Id)}\") {{ ... on ConsultationComment {{ words heading }} }}", (caller, site) => caller.Sees(site) && caller.Holds("planner")),
    ];

    /// <summary>Answers that tell of some sites only, whoever sees them: nothing hidden may be among these.</summary>
    private static readonly (string Name, string Field)[] Some =
    [
        ("brokers", "brokers(first: 50) { items { node { name } why } words }"), ("isolates", "isolates { nodes { name } words }"), ("what is said of the network", "communityNetwork { words }"),
        ("organisations of an area", "areaOrganisations(area: { kind: \"ward\", code: \"W1\" }, first: 50) { nodes { name } }"), ("people of an area", "areaDemandPoints(area: { kind: \"neighbourhood\", code: \"village\" }, first: 50) { nodes { area { name } } }"),
        ("profile, all of it", "areaProfiles(areas: [{ kind: \"ward\", code: \"W1\" }]) { name parts { title note figures { label note } } }"),
    ];

    [Fact]
    public async Task What_is_said_of_a_site_is_for_whoever_sees_it_and_what_waits_for_whoever_judges_it()
    {
        var cells = new MatrixCells();
        await MatrixVillage.EachAsync(async caller =>
        {
            var answers = new Dictionary<string, string>();
            foreach (var some in Doors.SelectMany(door => (door.IsForEach ? MatrixVillage.Sites : [Library]).Select(site => (door.Name, door.Field(site)))).Concat(Some).Chunk(40))
                foreach (var (door, text) in await village.AskAllAsync(caller, some)) answers[door] = answers.GetValueOrDefault(door) + text;
            foreach (var site in MatrixVillage.Sites)
            {
                foreach (var door in Doors) cells.Check(caller, $"{site.Name} at {door.Name}", door.Expects(caller, site), answers[door.Name].Contains(door.Word + site.Name, StringComparison.Ordinal));
                foreach (var (door, _) in Some) cells.Check(caller, $"{site.Name}, hidden, at {door}", false, !caller.Sees(site) && answers[door].Contains(site.Name, StringComparison.Ordinal));
            }
        });
        cells.End($"{Doors.Length + Some.Length} doors of the community");
    }

    /// <summary>Questions about one thing of the network: about what is hidden they are not answered.</summary>
    [Fact]
    public async Task The_network_answers_no_question_about_what_the_asker_does_not_see()
    {
        var cells = new MatrixCells();
        await MatrixVillage.EachAsync(async caller =>
        {
            foreach (var (door, field) in new (string, Func<MatrixSite, string>)[]
            {
                ("how two are linked", site => $"howLinked(from: \"{Id("CommunityAsset", 2)}\", to: \"{Id("CommunityAsset", 1000 + site.Id)}\") {{ to {{ name }} }}"),
                ("who depends on it", site => $"dependsOn(site: \"{Id("Site", site.Id)}\") {{ site {{ name }} }}"),
                ("what falls apart", site => $"ifCloses(sites: [\"{Id("Site", site.Id)}\"]) {{ sites {{ name }} }}"),
            })
            {
                var seen = MatrixVillage.Sites.Where(caller.Sees).ToList();
                var answers = await village.AskAllAsync(caller, [.. seen.Select(site => (site.Name, field(site)))]);
                foreach (var site in seen) cells.Check(caller, $"{site.Name} at {door}", true, answers[site.Name].Contains(site.Name, StringComparison.Ordinal));
                foreach (var site in MatrixVillage.Sites.Except(seen))
                {
                    var answer = (await village.AskAsync(caller, $"{{ {field(site)} }}")).GetRawText();
                    cells.Check(caller, $"{site.Name} at {door}", false, answer.Contains(site.Name, StringComparison.Ordinal) || !answer.Contains("\"errors\"", StringComparison.Ordinal));
                }
            }
        });
        cells.End("3 questions about one thing");
    }

    /// <summary>Numbers, each reckoned here from what the caller sees. Apart from the sites of the matrix, which all lie in the village, the village has two that everybody sees.</summary>
    [Fact]
    public async Task No_number_tells_of_what_the_asker_does_not_see()
    {
        const string place = "areas: [{ kind: \"neighbourhood\", code: \"village\" }]";
        const string links = "area: { kind: \"neighbourhood\", code: \"village\" }, first: 1";
        var cells = new MatrixCells();
        await MatrixVillage.EachAsync(async caller =>
        {
            var seen = MatrixVillage.Sites.Where(caller.Sees).ToList();
            var refuge = caller.Sees(Refuge) ? 1 : 0;
            // Assets with their owner and ward: those of the village, one of no organisation at the library and the choir; and two for each site.
            var assets = seen.SelectMany(site => new[] { ((long?)site.Owner, site.Ward), (site.Owner, Library.Ward) }).Append((null, 1)).Append((2, 1)).ToList();
            var waiting = seen.Sum(site => (caller.Judges(site) ? 3 : 0) + (JudgesLink(caller, site) ? 1 : 0)) + (caller.Judges(Library) ? MatrixVillage.Callers.Count(one => one.IsSignedIn) : 0);
            var expected = new Dictionary<string, double>
            {
                ["links of the public group"] = 1 + seen.Count,
                ["links"] = 2 + refuge + 2 * seen.Count,
                ["assets"] = 2 + 2 * seen.Count,
                ["offers"] = 1 + seen.Count,
                ["areaLinks"] = 2 + 2 * seen.Count + refuge,
                ["grants.rows"] = 1 + seen.Count,
                ["sites"] = 2 + seen.Count,
                ["properties"] = 3 + seen.Count,
                ["floor_area"] = 2000 + 9999 * refuge,
                ["assets.associations"] = 1 + 2 * seen.Count,
                ["grants"] = 1 + seen.Count,
                ["granted"] = 1200.5 + 100 * seen.Count,
                ["compared.W1"] = 1 + seen.Count(site => site.Ward == 1),
                ["compared.W2"] = 1 + seen.Count(site => site.Ward == 2),
                ["sites everywhere"] = 4 + seen.Count,
                ["waiting"] = waiting,
                ["contributions.mayDecide"] = waiting,
                ["reports"] = MatrixVillage.Sites.Count(caller.Judges),
                ["stale"] = assets.Count(asset => caller.Stewards(asset.Item1, asset.Item2)),
                ["matches"] = 2 + refuge,
                ["items"] = seen.Count,
                ["comments"] = seen.Count * (caller.Holds("planner") ? 3 : 1),
                ["consultations"] = caller.Holds("planner") ? 2 : 1,
            };
            foreach (var site in MatrixVillage.Sites)
            {
                expected[$"drawn round {site.Name}"] = caller.Sees(site) ? 1 : 0;
                expected[$"aggregate round {site.Name}"] = caller.Sees(site) ? 1 : 0;
            }

            var found = new Dictionary<string, double>();
            var questions = new List<(string Name, string Field)>
            {
                ("links of the public group", $"communityAsset(id: \"{Id("CommunityAsset", 1)}\") {{ links(first: 1) {{ totalCount }} }}"), ("links", "links(first: 1) { totalCount }"), ("assets", "communityAssets(first: 1) { totalCount }"), ("offers", "offersAndAsks(first: 1) { totalCount }"),
                ("in", $"areaLinks({links}, flow: IN) {{ totalCount }}"), ("out", $"areaLinks({links}, flow: OUT) {{ totalCount }}"), ("within", $"areaLinks({links}, flow: WITHIN) {{ totalCount }}"), ("grants.rows", $"areaLinks({links}, flow: RECEIVED) {{ totalCount }}"),
                ("profile", $"areaProfiles({place}, parts: [STRENGTHS, ESTATE, MONEY]) {{ parts {{ figures {{ code value }} }} }}"), ("comparison", "areaComparison(kind: \"ward\", vintage: \"2023\", figure: \"sites\", perThousand: false) { rows { area { code } value } }"), ("figures", "areaFigures { code value }"),
                ("queue", "reviewQueue { contributions matches problemReports stale }"), ("contributions.mayDecide", "contributions(first: 1, where: { mayDecide: { eq: true } }) { totalCount }"),
                ("consultation", $"consultation(id: \"{Id("Consultation", 2)}\") {{ items {{ number }} comments(first: 1) {{ totalCount }} }}"), ("consultations", "consultations(first: 1) { totalCount }"),
            };
            foreach (var site in MatrixVillage.Sites)
            {
                var (west, south, east, north) = (site.Point.Longitude - 0.0004, site.Point.Latitude - 0.0004, site.Point.Longitude + 0.0004, site.Point.Latitude + 0.0004);
                questions.Add(($"drawn round {site.Name}", $"areaProfiles(within: {{ type: Polygon, coordinates: [[[{Number(west)}, {Number(south)}], [{Number(east)}, {Number(south)}], [{Number(east)}, {Number(north)}], [{Number(west)}, {Number(north)}], [{Number(west)}, {Number(south)}]]] }}, parts: [ESTATE]) {{ parts {{ figures {{ code value }} }} }}"));
                questions.Add(($"aggregate round {site.Name}", $"siteAggregates(bbox: [{Number(west)}, {Number(south)}, {Number(east)}, {Number(north)}]) {{ count }}"));
            }

            foreach (var (name, text) in await village.AskAllAsync(caller, questions))
            {
                using var answer = JsonDocument.Parse(text);
                var root = answer.RootElement;
                if (name == "queue")
                    foreach (var (count, field) in new[] { ("waiting", "contributions"), ("reports", "problemReports"), ("stale", "stale"), ("matches", "matches") }) found[count] = root.GetProperty(field).GetDouble();
                else if (name == "consultation") (found["items"], found["comments"]) = (root.GetProperty("items").GetArrayLength(), root.GetProperty("comments").GetProperty("totalCount").GetDouble());
                else if (name == "comparison")
                    foreach (var row in root.GetProperty("rows").EnumerateArray()) found[$"compared.{row.GetProperty("area").GetProperty("code").GetString()}"] = row.GetProperty("value").GetDouble();
                else if (name == "figures") found["sites everywhere"] = Figure(root.EnumerateArray(), "sites");
                else if (name == "profile")
                    foreach (var code in new[] { "sites", "properties", "floor_area", "assets.associations", "grants", "granted" }) found[code] = Figure(Figures(root), code);
                else if (name.StartsWith("drawn", StringComparison.Ordinal)) found[name] = Figure(Figures(root), "sites");
                else if (name.StartsWith("aggregate", StringComparison.Ordinal)) found[name] = root.EnumerateArray().Sum(group => group.GetProperty("count").GetDouble());
                else if (name == "links of the public group") found[name] = root.GetProperty("links").GetProperty("totalCount").GetDouble();
                else if (name is "in" or "out" or "within") found["areaLinks"] = found.GetValueOrDefault("areaLinks") + root.GetProperty("totalCount").GetDouble();
                else found[name] = root.GetProperty("totalCount").GetDouble();
            }

            foreach (var (name, count) in expected) cells.Check(caller, name, count, found.GetValueOrDefault(name, double.NaN));
        });
        cells.End("their numbers");
    }

    /// <summary>What is made whole: the same for those who see the same, another for those who do not.</summary>
    [Fact]
    public async Task Whoever_sees_the_same_is_given_the_same_file_and_nobody_elses()
    {
        var cells = new MatrixCells();
        foreach (var address in new[] { "/areas/profile.html?area=village&areaKind=neighbourhood", "/areas/profile.csv?area=village&areaKind=neighbourhood", "/areas/profile.html?area=W1&areaKind=ward&other=neighbourhood:2023:village" })
        {
            var files = new System.Collections.Concurrent.ConcurrentDictionary<string, (MatrixCaller Caller, string Text)>();
            await MatrixVillage.EachAsync(async caller => files[caller.Name] = (caller, await village.As(caller).GetStringAsync(address, Cancel)));
            // Two of the same sight, and two of another: by the sites that each sees.
            foreach (var (caller, text) in files.Values)
                foreach (var (other, its) in files.Values)
                {
                    // Who sees as many others may read the same numbers by chance.
                    var isSame = MatrixVillage.Sites.All(site => caller.Sees(site) == other.Sees(site));
                    if (isSame || MatrixVillage.Sites.Count(caller.Sees) != MatrixVillage.Sites.Count(other.Sees)) cells.Check(caller, $"has the file of {other} at {address}", isSame, text == its);
                }

            foreach (var (caller, text) in files.Values)
                foreach (var site in MatrixVillage.Sites)
                    cells.Check(caller, $"{site.Name}, hidden, at {address}", false, !caller.Sees(site) && text.Contains(site.Name, StringComparison.Ordinal));
        }

        cells.End("3 files");
    }

    [Fact]
    public async Task Accounts_keys_and_the_log_are_ones_own_or_an_administrators()
    {
        var cells = new MatrixCells();
        await MatrixVillage.EachAsync(async caller =>
        {
            var account = village.AccountOf(caller);
            var answers = await village.AskAllAsync(caller,
            [
                ("accounts", "accounts(first: 50) { nodes { title } }"), ("rights", "accountRights(first: 50) { nodes { account { title } } }"), ("keys of accounts", "accounts(first: 50) { nodes { keys { name } } }"), ("own keys", "apiKeys(first: 50) { nodes { name } }"), ("me", "me { title }"),
                ("log", "auditEntries(first: 1) { totalCount }"), ("entry", $"node(id: \"{Id("AuditEntry", 1)}\") {{ id }}"), ("own words", "contributions(first: 50, where: { kind: { eq: COMMENT } }) { nodes { fields { after } } }"), ("draft", $"consultation(id: \"{Id("Consultation", 1)}\") {{ title }}"),
                .. MatrixVillage.Callers.Where(other => other.IsSignedIn).Select(other => ($"account of {other}", $"node(id: \"{Id("Account", village.AccountOf(other)!.Value)}\") {{ ... on Account {{ title }} }}")),
            ]);
            // An account is seen whole or not at all, the reading key's own too; what it may not is to change anything.
            var everything = caller.IsAdministrator && !caller.IsReadingKey;
            foreach (var other in MatrixVillage.Callers.Where(other => other.IsSignedIn))
            {
                var isOwn = other == caller;
                cells.Check(caller, $"account of {other}", isOwn || everything, answers["accounts"].Contains($"\"{other.Name}\"", StringComparison.Ordinal));
                cells.Check(caller, $"account of {other} by id", isOwn || everything, answers[$"account of {other}"].Contains($"\"{other.Name}\"", StringComparison.Ordinal));
                cells.Check(caller, $"rights of {other}", isOwn || everything, answers["rights"].Contains($"\"{other.Name}\"", StringComparison.Ordinal));
                cells.Check(caller, $"keys of {other}", isOwn || everything, answers["keys of accounts"].Contains($"\"Key, {other.Name}.\"", StringComparison.Ordinal));
                cells.Check(caller, $"keys of {other} as one's own", isOwn, answers["own keys"].Contains($"\"Key, {other.Name}.\"", StringComparison.Ordinal));
                cells.Check(caller, $"is {other}", isOwn, answers["me"].Contains($"\"{other.Name}\"", StringComparison.Ordinal));
                // About the library, which everybody sees.
                cells.Check(caller, $"what {other} sent in", isOwn || caller.Judges(Library), answers["own words"].Contains($"\"Own word, {other.Name}.\"", StringComparison.Ordinal));
            }

            cells.Check(caller, "log", everything, !answers["log"].Contains(":0}", StringComparison.Ordinal));
            cells.Check(caller, "entry of the log", everything, answers["entry"] != "null");
            cells.Check(caller, "draft of a consultation", caller.Holds("planner"), answers["draft"].Contains("Question to come", StringComparison.Ordinal));
        });
        cells.End("accounts, keys and the log");
    }

    private static IEnumerable<JsonElement> Figures(JsonElement profiles) => profiles.EnumerateArray().SelectMany(profile => profile.GetProperty("parts").EnumerateArray()).SelectMany(part => part.GetProperty("figures").EnumerateArray());

    /// <summary>0 where there is no such figure: of nothing none is made.</summary>
    private static double Figure(IEnumerable<JsonElement> figures, string code) => figures.Where(figure => figure.GetProperty("code").GetString() == code).Select(figure => figure.GetProperty("value").GetDouble()).SingleOrDefault();
}
