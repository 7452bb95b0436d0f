using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EstateMap.Server.Tests.Graph;
using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>A right as accounts hold it; no organisation or area means any.</summary>
public sealed record HeldRight(string Role, long? Organisation = null, long? Area = null);

/// <summary>Somebody who asks, and what follows from it by the rules as people are told them (README, “People”), reckoned here apart from the program.</summary>
/// <param name="Organisation">Whom the account acts for.</param>
public sealed record MatrixCaller(string Name, bool IsSignedIn, long? Organisation = null, bool SeesRestricted = false, bool IsReadingKey = false, params HeldRight[] Rights)
{
    public bool IsAdministrator => Rights.Contains(new HeldRight("administrator"));

    public bool Sees(MatrixSite site) => site.Visibility switch
    {
        "public" => true,
        "partner" => IsSignedIn,
        "owner" => SeesRestricted || IsAdministrator || IsSignedIn && Organisation == site.Owner,
        _ => SeesRestricted || IsAdministrator,
    };

    public bool Holds(string role) => !IsReadingKey && Rights.Any(right => right.Role == role || right.Role == "administrator");

    /// <summary>Whether the caller sends in, for review or at once, what belongs to an organisation and lies in an area: a contributor there, and whoever is more.</summary>
    public bool Contributes(long? organisation, long area) => May("contributor", organisation, area) || Stewards(organisation, area);

    public bool Stewards(long? organisation, long area) => May("steward", organisation, area);

    /// <summary>Whether the caller reads and decides what was sent in about a site or what is there: by rights and by sight.</summary>
    public bool Judges(MatrixSite site) => Sees(site) && Stewards(site.Owner, site.Ward);

    /// <summary>Whether the caller has a role for what belongs to an organisation and lies in an area.</summary>
    public bool May(string role, long? organisation, long area) => !IsReadingKey && Rights.Any(right => (right.Role == role || right.Role == "administrator") && (right.Organisation is null || right.Organisation == organisation) && (right.Area is null || right.Area == area));

    public override string ToString() => Name;
}

/// <summary>A site of the village, and the ward that it lies in.</summary>
public sealed record MatrixSite(long Id, string Name, string Visibility, long Owner, long Ward)
{
    /// <summary>Where it stands, in WGS84.</summary>
    public (double Longitude, double Latitude) Point => Id switch { 1 => (-2.01, 53.01), 3 => (-1.99, 53.02), 7 => (-2.01, 53.015), 8 => (-2.01, 53.016), 9 => (-2.012, 53.017), _ => (-1.992, 53.018) };
}

/// <summary>All that is asked of everybody shares one village.</summary>
[CollectionDefinition(nameof(Matrix))]
public sealed class Matrix : ICollectionFixture<MatrixVillage>;

/// <summary>The village with something of every visibility, where only accounts may change anything.</summary>
public sealed class MatrixVillage : Village
{
    // The program answers several at once; more than the machine has processors for gain nothing.
    private static readonly ParallelOptions Several = new() { MaxDegreeOfParallelism = 4 };

    private readonly Dictionary<string, HttpClient> _clients = [];
    private readonly Dictionary<string, long> _accounts = [];

    public static readonly MatrixSite[] Sites =
    [
        new(1, "Village Library", "public", 1, 1), new(3, "East School", "public", 2, 2), new(7, "Partner Clinic", "partner", 2, 1), new(8, "Refuge", "restricted", 2, 1),
        new(9, "Owner Store", "owner", 1, 1), new(10, "Trust Annexe", "owner", 2, 2),
    ];

    public static readonly MatrixCaller[] Callers =
    [
        new("nobody", IsSignedIn: false),
        new("reader", true, Rights: new HeldRight("reader")),
        new("reader of the council", true, 1, Rights: new HeldRight("reader")),
        new("reader of the trust", true, 2, Rights: new HeldRight("reader")),
        new("contributor of the council", true, 1, Rights: new HeldRight("contributor", 1)),
        new("steward of the council", true, 1, Rights: new HeldRight("steward", 1)),
        new("steward of the trust", true, 2, Rights: new HeldRight("steward", 2)),
        new("steward of the west", true, Rights: new HeldRight("steward", null, 1)),
        new("steward of the trust in the west", true, 2, Rights: new HeldRight("steward", 2, 1)),
        new("steward of everything", true, Rights: new HeldRight("steward")),
        new("planner", true, Rights: new HeldRight("planner")),
        new("analyst", true, 2, Rights: new HeldRight("analyst")),
        new("analyst's reading key", true, 2, IsReadingKey: true, Rights: [new HeldRight("analyst"), new HeldRight("steward", 2)]),
        new("administrator of the council", true, 1, Rights: new HeldRight("administrator", 1)),
        new("refuge worker", true, 2, SeesRestricted: true, Rights: new HeldRight("reader")),
        new("administrator", true, Rights: new HeldRight("administrator")),
    ];

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("EstateMap:Editing", "accounts")];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RunAsync("""
            INSERT INTO site (id, name, street_name, post_town, postcode, geom, location_precision, location_method, owner_organisation_id, visibility) OVERRIDING SYSTEM VALUE VALUES
                (9, 'Owner Store', 'High Street', 'Village', 'ZZ1 1AA', ST_SetSRID(ST_MakePoint(-2.012, 53.017), 4326), 'given', 'given', 1, 'owner'),
                (10, 'Trust Annexe', 'East Road', 'Village', 'ZZ1 1AC', ST_SetSRID(ST_MakePoint(-1.992, 53.018), 4326), 'given', 'given', 2, 'owner');
            UPDATE dataset SET manifest = '{"id": "village-register", "title": "Village register", "publisher": "Village Council", "mirrorPath": "register.csv", "licence": "OGL-UK-3.0", "attribution": "Village Council", "theme": "estate", "format": "csv", "layout": "register", "asAt": "2025-03-31", "organisation": {"name": "Village Council", "kind": "council"}}' WHERE id = 'village-register';
            INSERT INTO site_area SELECT s.id, a.id FROM site s JOIN area a ON ST_Covers(a.geom, s.geom) WHERE s.id IN (9, 10);
            INSERT INTO source_record (dataset_id, record_key, line, run_id, content, content_sha256, as_at, site_id, visibility)
            SELECT 'village-register', 'V' || s.id, s.id + 1, 1, jsonb_build_object('name', s.name, 'postcode', s.postcode), '\x00', '2025-09-12', s.id, s.visibility FROM site s WHERE s.id IN (9, 10);
            UPDATE source_record SET visibility = 'public' WHERE record_key IN ('V9', 'V10');
            INSERT INTO site_use VALUES (9, 'library', 'village-register', 'V9'), (10, 'school', 'village-register', 'V10');
            INSERT INTO property (id, site_id, dataset_id, asset_code, name, kind, location_precision, geom, visibility) OVERRIDING SYSTEM VALUE SELECT s.id, s.id, 'village-register', 'V' || s.id, s.name, 'building', s.location_precision, s.geom, s.visibility FROM site s WHERE s.id IN (9, 10);
            INSERT INTO community_asset (id, dataset_id, record_key, name, abcd_class, site_id, organisation_id, visibility) OVERRIDING SYSTEM VALUE SELECT 1000 + s.id, 'village-register', 'M' || s.id, 'Group at ' || s.name, 'associations', s.id, s.owner_organisation_id, s.visibility FROM site s WHERE s.id IN (1, 3, 7, 8, 9, 10);
            INSERT INTO service (id, dataset_id, record_key, organisation_id, kind, name, visibility) OVERRIDING SYSTEM VALUE SELECT 1000 + s.id, 'village-libraries', 'M' || s.id, s.owner_organisation_id, 'library', 'Service at ' || s.name, s.visibility FROM site s WHERE s.id IN (1, 3, 7, 8, 9, 10);
            INSERT INTO problem_report (site_id, kind, words) SELECT s.id, 'other', 'Report of ' || s.name FROM site s WHERE s.id IN (1, 3, 7, 8, 9, 10);
            """);
        await RunAsync(MatrixCommunity.Sql);
        foreach (var caller in Callers) _clients[caller.Name] = await SignInAsync(caller);
        await RunAsync(MatrixCommunity.Own);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values) client.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Asks in the caller's name, with what shows that a page of ours asks.</summary>
    public HttpClient As(MatrixCaller caller) => _clients[caller.Name];

    /// <summary>Number of the caller's account; null for nobody.</summary>
    public long? AccountOf(MatrixCaller caller) => _accounts.TryGetValue(caller.Name, out var id) ? id : null;

    /// <summary>Does the same for every caller, several at a time.</summary>
    public static Task EachAsync(Func<MatrixCaller, Task> ask) => Parallel.ForEachAsync(Callers, Several, async (caller, _) => await ask(caller));

    /// <summary>The whole answer, errors and all.</summary>
    public async Task<JsonElement> AskAsync(MatrixCaller caller, string query)
    {
        using var answer = await As(caller).PostAsJsonAsync("/graphql", new { query });
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>Answers to several questions that go in one document, as JSON text by the name of each; a question that has an error has none.</summary>
    /// <param name="questions">Each one root field.</param>
    public async Task<Dictionary<string, string>> AskAllAsync(MatrixCaller caller, IReadOnlyList<(string Name, string Field)> questions)
    {
        var answer = await AskAsync(caller, $"{{ {string.Join('\n', questions.Select((question, n) => $"q{n}: {question.Field}"))} }}");
        if (answer.TryGetProperty("errors", out var errors)) throw new InvalidOperationException($"{caller}: {errors.GetRawText()[..Math.Min(2000, errors.GetRawText().Length)]}");
        var data = answer.GetProperty("data");
        return questions.Select((question, n) => (question.Name, Text: data.GetProperty($"q{n}").GetRawText())).GroupBy(one => one.Name).ToDictionary(group => group.Key, group => string.Join('\n', group.Select(one => one.Text)));
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<HttpClient> SignInAsync(MatrixCaller caller)
    {
        var client = new HttpClient { BaseAddress = Http.BaseAddress };
        client.DefaultRequestHeaders.Add("X-EstateMap", "1");
        if (!caller.IsSignedIn) return client;
        var token = RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 43);
        await using var command = Owner.CreateCommand("INSERT INTO account (title, organisation_id, sees_restricted) VALUES ($1, $2::bigint, $3) RETURNING id");
        command.Parameters.Add(new() { Value = caller.Name });
        command.Parameters.Add(new() { Value = (object?)caller.Organisation ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = caller.SeesRestricted });
        var id = (long)(await command.ExecuteScalarAsync())!;
        _accounts[caller.Name] = id;
        foreach (var right in caller.Rights)
            await RunAsync($"INSERT INTO account_right (account_id, role, organisation_id, area_id) VALUES ({id}, '{right.Role}', {right.Organisation?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "NULL"}, {right.Area?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "NULL"})");
        if (caller.IsReadingKey)
        {
            await RunAsync($"INSERT INTO gate.api_key (key_sha256, beginning, account_id, name) VALUES ('\\x{Hash("em_" + token)}', 'em_', {id}, 'test')");
            client.DefaultRequestHeaders.Authorization = new("Bearer", "em_" + token);
        }
        else
        {
            await RunAsync($"INSERT INTO gate.session (token_sha256, account_id, ends_at, way) VALUES ('\\x{Hash(token)}', {id}, now() + interval '1 hour', 'password')");
            client.DefaultRequestHeaders.Add("Cookie", $"estatemap={token}");
        }

        return client;
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
