using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Tests.Graph;

namespace EstateMap.Server.Tests.Community;

/// <summary>
/// The village with more who know each other. The library houses Knit and Natter, Advice Morning and Reading Circle; Advice Morning sends people to the Food Bank, which has no other link; Walkers have none that holds yet.
/// Village Council runs the library service and uses space in the library; the service is offered at West School as well. Apart from all these Hill Trust runs the Village Choir.
/// </summary>
public class NetworkVillage : Village
{
    private const string More = """
        INSERT INTO community_asset (id, dataset_id, record_key, name, abcd_class, site_id) OVERRIDING SYSTEM VALUE VALUES
            (11, 'village-register', 'C11', 'Food Bank', 'economy', NULL), (12, 'village-register', 'C12', 'Advice Morning', 'institutions', 1), (13, 'village-register', 'C13', 'Reading Circle', 'associations', 1), (14, 'village-register', 'C14', 'Walkers', 'associations', NULL);
        INSERT INTO link (id, dataset_id, record_key, kind, from_community_asset_id, to_community_asset_id, period, evidence) OVERRIDING SYSTEM VALUE VALUES
            (11, 'village-register', 'K11', 'refers_to', 12, 11, '[2021-05-01,)', 'Leaflet of the food bank'), (12, 'village-register', 'K12', 'partners_with', 11, 14, '[2099-01-01,)', 'A plan');
        INSERT INTO vocabulary_term (vocabulary, code, label, sort_order) VALUES ('link-kinds', 'runs', 'runs', 10), ('link-kinds', 'occupies', 'occupies', 20), ('link-kinds', 'refers_to', 'refers to', 40), ('link-kinds', 'meets_at', 'meets at', 50), ('link-kinds', 'partners_with', 'partners with', 60);
        """;

    public const string Library = "U2l0ZTox";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RunAsync(More);
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static string Asset(int id) => GlobalId.Write("CommunityAsset", id);

    /// <summary>The answer to one root field.</summary>
    public async Task<JsonElement> AskAsync(string field) => (await DataAsync($"{{ answer: {field} }}")).GetProperty("answer");

    /// <summary>Names of a list of nodes.</summary>
    public static IEnumerable<string> Names(JsonElement nodes) => nodes.EnumerateArray().Select(node => node.GetProperty("name").GetString()!);

    /// <summary>Texts of a list.</summary>
    public static IEnumerable<string> Texts(JsonElement words) => words.EnumerateArray().Select(word => word.GetString()!);
}
