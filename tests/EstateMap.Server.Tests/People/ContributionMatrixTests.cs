using System.Globalization;
using EstateMap.Server.Graph;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>
/// Every caller sends in everything about every site, and decides what others sent in. What came of it is read from the database: nothing, in review, or accepted. Each caller has assets, links and contributions of its own, so that nobody's changes meet another's.
/// </summary>
[Collection(nameof(Matrix))]
public class ContributionMatrixTests(MatrixVillage village)
{
    private const string Refused = "refused";
    private const string InReview = "in_review";
    private const string Accepted = "accepted";

    // The place of everything that a caller works on: 100,000 for each caller, 1,000 for each use, and the site's number.
    private const int ForCaller = 100_000;
    private const int ForUse = 1_000;

    /// <summary>Something to send in about a site.</summary>
    /// <param name="Use">Number of the asset, link or offer that it is about, apart from the others'.</param>
    /// <param name="Expects">What comes of it by the rules (migrations/functions/08_rights.sql).</param>
    /// <param name="Input">Of the mutation, without its key; from the number of what it is about.</param>
    private sealed record Sending(int Use, string Mutation, Func<MatrixCaller, MatrixSite, string> Expects, Func<MatrixSite, long, string> Input);

    private static string Id(string type, long id) => GlobalId.Write(type, id);

    private static string Outcome(bool maySend, bool mayAccept) => !maySend ? Refused : mayAccept ? Accepted : InReview;

    /// <summary>Contributors of the site's owner or ward send in, stewards accept, and neither where they do not see the site.</summary>
    private static string OfSite(MatrixCaller caller, MatrixSite site) => Outcome(caller.Sees(site) && caller.Contributes(site.Owner, site.Ward), caller.Judges(site));

    /// <summary>Whoever has signed in comments; a key that only reads says nothing.</summary>
    private static string Comment(MatrixCaller caller, MatrixSite site) => Outcome(caller.Sees(site) && caller.IsSignedIn && !caller.IsReadingKey, caller.Judges(site));

    /// <summary>An organisation claims for itself; a steward of everything for any. Who accepts it answers for what it was and what it becomes.</summary>
    private static Func<MatrixCaller, MatrixSite, string> Claim(long organisation) => (caller, site) => Outcome(
        caller.Sees(site) && caller.Contributes(organisation, site.Ward) && (caller.Organisation == organisation || caller.Stewards(null, 0)), caller.Judges(site) && caller.Stewards(organisation, site.Ward));

    /// <summary>A link is the business of either of its ends: here the site's, and a public place in the west of organisation <paramref name="other"/>, or of none.</summary>
    private static Func<MatrixCaller, MatrixSite, string> Link(long? other) => (caller, site) => Outcome(
        caller.Sees(site) && (caller.Contributes(site.Owner, site.Ward) || caller.Contributes(other, 1)), caller.Stewards(site.Owner, site.Ward) || caller.Stewards(other, 1));

    private static readonly Sending[] Sendings =
    [
        new(1, "changeAsset", OfSite, (_, asset) => $"id: \"{Id("CommunityAsset", asset)}\", version: 1, asset: {{ description: \"Changed\" }}"),
        new(2, "removeAsset", OfSite, (_, asset) => $"id: \"{Id("CommunityAsset", asset)}\", version: 1"),
        new(3, "confirmAsset", OfSite, (_, asset) => $"id: \"{Id("CommunityAsset", asset)}\""),
        new(4, "claimAsset", Claim(1), (_, asset) => $"id: \"{Id("CommunityAsset", asset)}\", organisation: \"{Id("Organisation", 1)}\""),
        new(5, "claimAsset", Claim(2), (_, asset) => $"id: \"{Id("CommunityAsset", asset)}\", organisation: \"{Id("Organisation", 2)}\""),
        new(6, "offerOrAsk", OfSite, (_, asset) => $"id: \"{Id("CommunityAsset", asset)}\", offer: {{ direction: OFFER, kind: KIT, words: \"Ladders\" }}"),
        new(7, "closeOffer", OfSite, (_, offer) => $"id: \"{Id("OfferOrAsk", offer)}\", state: MET"),
        new(8, "comment", Comment, (_, asset) => $"on: \"{Id("CommunityAsset", asset)}\", words: \"Good people\""),
        new(9, "restoreVersion", OfSite, (_, version) => $"id: \"{Id("CommunityVersion", version)}\", version: 1"),
        new(10, "contributeLink", Link(1), (_, asset) => $"link: {{ from: \"{Id("CommunityAsset", asset)}\", to: \"{Id("Site", 2)}\", kind: \"meets_at\", evidence: \"Poster\" }}"),
        new(11, "changeLink", Link(null), (_, link) => $"id: \"{Id("Link", link)}\", version: 1, link: {{ note: \"Changed\" }}"),
        new(12, "removeLink", Link(null), (_, link) => $"id: \"{Id("Link", link)}\", version: 1"),
        new(13, "comment", Comment, (site, _) => $"on: \"{Id("Site", site.Id)}\", words: \"Good place\""),
        new(14, "contributeLink", Link(null), (site, _) => $"link: {{ from: \"{Id("CommunityAsset", 1)}\", to: \"{Id("Site", site.Id)}\", kind: \"meets_at\", evidence: \"Poster\" }}"),
        new(15, "contributeAsset", OfSite, (site, _) => $"asset: {{ name: \"Added\", abcdClass: PLACES, site: \"{Id("Site", site.Id)}\", organisation: \"{Id("Organisation", site.Owner)}\" }}"),
        // Nobody's, and so of its place alone.
        new(16, "contributeAsset", (caller, site) => Outcome(caller.Sees(site) && caller.Contributes(null, site.Ward), caller.Sees(site) && caller.Stewards(null, site.Ward)), (site, _) => $"asset: {{ name: \"Added\", abcdClass: PLACES, site: \"{Id("Site", site.Id)}\" }}"),
        // A change of place is the business of where it was and of where it goes: from the library's group to the site.
        new(17, "changeAsset", (caller, site) => Outcome(caller.Sees(site) && caller.Contributes(null, 1), caller.Sees(site) && caller.Stewards(null, 1) && caller.Stewards(null, site.Ward)), (site, asset) => $"id: \"{Id("CommunityAsset", asset)}\", version: 1, asset: {{ site: \"{Id("Site", site.Id)}\" }}"),
    ];

    /// <summary>What others sent in, which a caller accepts, refuses, or has no business taking back.</summary>
    private static readonly (int Use, string Mutation, Func<MatrixCaller, MatrixSite, string> Expects, string Input)[] Decisions =
    [
        (21, "decideContribution", (caller, site) => caller.Judges(site) ? Accepted : InReview, ", accept: true"),
        (22, "decideContribution", (caller, site) => caller.Judges(site) ? Refused : InReview, ", accept: false, why: \"Not so\""),
        (23, "withdrawContribution", (_, _) => InReview, ""),
    ];

    [Fact]
    public async Task What_is_sent_in_is_refused_waits_or_is_there_as_rights_and_sight_say()
    {
        await FillAsync();
        var cells = new MatrixCells();
        try
        {
            await MatrixVillage.EachAsync(async caller =>
            {
                foreach (var site in MatrixVillage.Sites)
                {
                    var fields = Sendings.Select(sending => $"m{sending.Use}: {sending.Mutation}(input: {{ key: \"{Key(caller, sending.Use, site)}\", {sending.Input(site, Number(caller, sending.Use, site))} }}) {{ errors {{ __typename }} }}")
                        .Concat(Decisions.Select(decision => $"m{decision.Use}: {decision.Mutation}(input: {{ id: \"{Id("Contribution", Number(caller, decision.Use, site))}\"{decision.Input} }}) {{ errors {{ __typename }} }}"));
                    var answer = await village.AskAsync(caller, $"mutation {{ {string.Join('\n', fields)} }}");
                    // Refusals are of two kinds: a role that nobody has, or a thing that is not there for them. Anything else is a fault.
                    if (answer.TryGetProperty("errors", out var errors))
                        foreach (var error in errors.EnumerateArray().Where(error => !error.TryGetProperty("extensions", out var extensions) || extensions.GetProperty("code").GetString() != "AUTH_NOT_AUTHORIZED")) cells.Fault(caller, $"{site.Name}: {error.GetRawText()}");
                }
            });
            var outcomes = await OutcomesAsync();
            foreach (var caller in MatrixVillage.Callers)
                foreach (var site in MatrixVillage.Sites)
                {
                    foreach (var sending in Sendings) cells.Check(caller, $"{sending.Mutation} {sending.Use} at {site.Name}", sending.Expects(caller, site), outcomes.GetValueOrDefault(Key(caller, sending.Use, site), Refused));
                    foreach (var decision in Decisions) cells.Check(caller, $"{decision.Mutation}{decision.Input} at {site.Name}", decision.Expects(caller, site), outcomes[Key(caller, decision.Use, site)]);
                }
        }
        finally
        {
            await village.RunAsync("""
                DELETE FROM link WHERE id > 90000;
                DELETE FROM contribution WHERE id > 90000;
                DELETE FROM community_comment WHERE id > 90000;
                DELETE FROM community_asset WHERE id > 90000
                """);
        }

        cells.End($"{Sendings.Length + Decisions.Length} ways to send in and decide");
    }

    private static int Place(MatrixCaller caller) => Array.IndexOf(MatrixVillage.Callers, caller) + 1;

    private static long Number(MatrixCaller caller, int use, MatrixSite site) => ((long)ForCaller * Place(caller)) + (ForUse * use) + site.Id;

    /// <summary>The sender's own key: its last digits say who, what and about which site.</summary>
    private static string Key(MatrixCaller caller, int use, MatrixSite site) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{Number(caller, use, site):d12}");

    /// <summary>For each caller and site: assets as hidden as the site (uses 1 to 10; 17 is the library's, and everybody's), links from a public group to it, and three comments in review that somebody else sent in.</summary>
    private Task FillAsync() => village.RunAsync($"""
        BEGIN;
        CREATE TEMP TABLE place ON COMMIT DROP AS
        SELECT c * {ForCaller} + u * {ForUse} + s.id AS id, u AS use, s.id AS site, s.owner_organisation_id AS organisation, s.visibility
        FROM generate_series(1, {MatrixVillage.Callers.Length}) AS c, generate_series(1, 23) AS u, site s WHERE s.id IN (1, 3, 7, 8, 9, 10);
        INSERT INTO community_asset (id, dataset_id, record_key, name, abcd_class, site_id, organisation_id, visibility) OVERRIDING SYSTEM VALUE
        SELECT id, 'village-register', 'S' || id, 'Asset ' || id, 'economy', CASE use WHEN 17 THEN 1 ELSE site END, CASE WHEN use <> 17 THEN organisation END, CASE use WHEN 17 THEN 'public' ELSE visibility END FROM place WHERE use IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17);
        INSERT INTO asset_exchange (id, uuid, community_asset_id, direction, kind, words) OVERRIDING SYSTEM VALUE SELECT id, gen_random_uuid(), id, 'ask', 'kit', 'Ladders' FROM place WHERE use = 7;
        INSERT INTO community_version (id, asset_id, number, action, content, actor) OVERRIDING SYSTEM VALUE SELECT p.id, p.id, 1, 'import', asset_content(p.id), 'Village register' FROM place p WHERE use = 9;
        INSERT INTO link (id, dataset_id, record_key, kind, from_community_asset_id, to_site_id, evidence) OVERRIDING SYSTEM VALUE SELECT id, 'village-register', 'S' || id, 'partners_with', 1, site, 'Poster' FROM place WHERE use IN (11, 12);
        INSERT INTO contribution (id, uuid, kind, site_id, content, made_by, made_at) OVERRIDING SYSTEM VALUE
        SELECT id, ('00000000-0000-4000-8000-' || lpad(id::text, 12, '0'))::uuid, 'comment', site, jsonb_build_object('words', 'Said'), '', now() FROM place WHERE use > 20;
        COMMIT
        """);

    private async Task<Dictionary<string, string>> OutcomesAsync() => (await village.Owner.ColumnAsync("SELECT uuid || ' ' || status FROM contribution WHERE uuid::text LIKE '00000000-0000-4000-8000-%'")).Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => parts[1]);
}
