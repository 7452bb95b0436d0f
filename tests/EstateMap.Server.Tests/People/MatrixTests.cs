using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>Every caller at every door: what may not be seen is nowhere, what may is there; what may not be changed is refused, what may is not. What is expected is reckoned by <see cref="MatrixCaller"/>, which knows nothing of the program.</summary>
[Collection(nameof(Matrix))]
public class MatrixTests(MatrixVillage village)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Root fields through which sites are read, asked once or once for each site: the answer holds the names of those that are seen.</summary>
    private static readonly (string Door, Func<MatrixSite, string> Field, bool IsForEach)[] Asking =
    [
        ("list", _ => "sites(first: 50) { nodes { name } }", false),
        ("features", _ => "sites(first: 50) { features }", false),
        ("by id", site => $"site(id: \"{GlobalId.Write("Site", site.Id)}\") {{ name }}", true),
        ("node", site => $"node(id: \"{GlobalId.Write("Site", site.Id)}\") {{ ... on Site {{ name }} }}", true),
        ("nested, of owners", _ => "organisations(first: 10) { nodes { sites(first: 50) { nodes { name } } } }", false),
        ("nested, of areas", _ => "areas(first: 10) { nodes { sites(first: 50) { nodes { name } } } }", false),
        ("properties", _ => "properties(first: 50) { nodes { name } }", false),
        ("groups", _ => "communityAssets(first: 50) { nodes { name } }", false),
        ("services", _ => "services(first: 50) { nodes { name } }", false),
        ("nearest", _ => "sites(first: 50, near: { geometry: { type: Point, coordinates: [-2.0, 53.02] } }) { nodes { name } }", false),
        ("records", site => $"record(dataset: \"village-register\", recordKey: \"V{site.Id}\") {{ fields {{ value }} }}", true),
        ("search suggestions", site => $"search(text: \"{site.Name}\", first: 20) {{ title }}", true),
    ];

    /// <summary>Doors that are no document of several questions.</summary>
    private static readonly Dictionary<string, Func<HttpClient, Task<string>>> Reading = new()
    {
        ["GraphQL list alone"] = http => QueryAsync(http, "{ sites(first: 50) { nodes { name } } }"),
        ["GraphQL list by GET"] = http => http.GetStringAsync("/graphql?query=" + Uri.EscapeDataString("{ sites(first: 50) { nodes { name } } }"), Cancel),
        ["sites as GeoJSON"] = http => http.GetStringAsync("/maps/sites.geojson", Cancel),
        ["tile"] = TilesAsync,
        ["export, CSV"] = http => http.GetStringAsync("/exports/sites.csv", Cancel),
        ["export, GeoJSON"] = http => http.GetStringAsync("/exports/sites.geojson", Cancel),
        ["export, GeoPackage"] = async http => Encoding.Latin1.GetString(await http.GetByteArrayAsync("/exports/sites.gpkg", Cancel)),
    };

    private static readonly string OfTheMatrix = $"where: {{ or: [{string.Join(", ", MatrixVillage.Sites.Select(site => $"{{ name: {{ eq: \"{site.Name}\" }} }}"))}] }}";

    /// <summary>Doors that only count: a number small enough to tell of a row.</summary>
    private static readonly Dictionary<string, Func<HttpClient, Task<int>>> Counting = new()
    {
        ["GraphQL totalCount"] = async http => Json(await QueryAsync(http, $"{{ sites({OfTheMatrix}) {{ totalCount }} }}")).GetProperty("data").GetProperty("sites").GetProperty("totalCount").GetInt32(),
        ["GraphQL aggregate"] = async http => Json(await QueryAsync(http, $"{{ siteAggregates({OfTheMatrix}) {{ count }} }}")).GetProperty("data").GetProperty("siteAggregates").EnumerateArray().Sum(group => group.GetProperty("count").GetInt32()),
        // Four sites of the village that everybody sees are none of the matrix.
        ["facets"] = async http => Json(await http.GetStringAsync("/maps/facets.json", Cancel)).GetProperty("count").GetInt32() - 4,
        ["rows"] = async http => Json(await http.GetStringAsync("/maps/rows.json?count=50", Cancel)).GetProperty("total").GetInt32() - 4,
        ["tile of the whole place"] = async http => TileContent.CountInside(await http.GetByteArrayAsync("/tiles/sites/0/0/0.mvt", Cancel)) - 3,
    };

    [Fact]
    public async Task Nothing_leaks_and_nothing_permitted_is_missing_at_any_door_that_reads()
    {
        var cells = new MatrixCells();
        await MatrixVillage.EachAsync(async caller =>
        {
            var http = village.As(caller);
            var answers = await village.AskAllAsync(caller, [.. Asking.SelectMany(door => (door.IsForEach ? MatrixVillage.Sites : MatrixVillage.Sites[..1]).Select(site => ("GraphQL " + door.Door, door.Field(site))))]);
            foreach (var (door, ask) in Reading) answers[door] = await ask(http);
            foreach (var (door, answer) in answers)
                foreach (var site in MatrixVillage.Sites) cells.Check(caller, $"{site.Name} at {door}", caller.Sees(site), answer.Contains(site.Name, StringComparison.Ordinal));
            foreach (var (door, count) in Counting) cells.Check(caller, $"count at {door}", MatrixVillage.Sites.Count(caller.Sees), await count(http));
        });
        cells.End($"{Asking.Length + Reading.Count + Counting.Count} doors that read sites");
    }

    /// <summary>What everybody gets is what everybody may see, whoever asks for it.</summary>
    [Fact]
    public async Task What_is_published_is_the_same_whoever_asks()
    {
        var services = await village.Owner.ColumnAsync("SELECT uuid::text || ' ' || visibility FROM service WHERE id > 1000");
        var addresses = new[]
        {
            "/oruk/v3/services?per_page=100", "/oruk/v3/services?per_page=100&text=at", "/oruk/v3/service_at_locations?per_page=100", "/oruk/v3/taxonomies?per_page=100", "/oruk/v3/taxonomy_terms?per_page=100", "/exports/register.csv?dataset=village-register",
        }.Concat(services.Select(service => $"/oruk/v3/services/{service.Split(' ')[0]}")).ToList();
        var nobody = MatrixVillage.Callers[0];
        var published = new Dictionary<string, (HttpStatusCode Status, string Text)>();
        foreach (var address in addresses) published[address] = await GetAsync(nobody, address);
        var cells = new MatrixCells();
        foreach (var address in addresses)
            foreach (var site in MatrixVillage.Sites.Where(site => site.Visibility != "public")) cells.Check(nobody, $"{site.Name} at {address}", false, published[address].Text.Contains(site.Name, StringComparison.Ordinal));
        foreach (var service in services) cells.Check(nobody, $"service {service}", service.EndsWith(" public", StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.NotFound, published[$"/oruk/v3/services/{service.Split(' ')[0]}"].Status);
        await MatrixVillage.EachAsync(async caller =>
        {
            foreach (var address in addresses) cells.Check(caller, address, published[address], await GetAsync(caller, address));
        });
        cells.End($"{addresses.Count} published addresses");
    }

    [Fact]
    public async Task A_record_is_changed_by_stewards_of_its_owner_or_place_and_by_nobody_else()
    {
        var cells = new MatrixCells();
        await MatrixVillage.EachAsync(async caller =>
        {
            foreach (var site in MatrixVillage.Sites)
            {
                await CheckAsync(cells, caller, $"edit of {site.Name}", caller.Judges(site), http => http.PostAsJsonAsync("/edits", new { dataset = "village-register", recordKey = $"V{site.Id}", field = "no_such_field", value = "x", why = "Testing" }, Cancel));
                // What is said before anybody looks at the thing itself is said to all who hold the role.
                await CheckAsync(cells, caller, $"match of {site.Name}", caller.Holds("steward"), http => http.PostAsJsonAsync("/matches/decide", new { dataset = "village-register", recordKey = $"V{site.Id}", site = GlobalId.Write("Site", site.Id), isSame = (bool?)null, why = "Testing" }, Cancel));
            }
        });
        cells.End("edits and matches");
    }

    [Fact]
    public async Task Reports_are_read_and_closed_by_those_who_may_change_the_site()
    {
        var cells = new MatrixCells();
        await MatrixVillage.EachAsync(async caller =>
        {
            var (status, text) = await GetAsync(caller, "/problems");
            cells.Check(caller, "reports refused", !caller.Holds("steward"), status == HttpStatusCode.Forbidden);
            foreach (var site in MatrixVillage.Sites) cells.Check(caller, $"report of {site.Name}", caller.Judges(site), text.Contains($"Report of {site.Name}", StringComparison.Ordinal));
        });
        cells.End("reports");
    }

    [Fact]
    public async Task Files_are_imported_and_undone_by_stewards_of_everything()
    {
        var cells = new MatrixCells();
        await MatrixVillage.EachAsync(async caller =>
        {
            var may = caller.Stewards(null, 0);
            await CheckAsync(cells, caller, "undo", may, http => http.PostAsJsonAsync("/datasets/village-register/undo", new { run = 999_999 }, Cancel));
            await CheckAsync(cells, caller, "upload", may, async http =>
            {
                using var form = new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a.csv" }, { new ByteArrayContent([1]), "file", "b.csv" }, { new ByteArrayContent([1]), "file", "c.csv" }, { new StringContent("village-register"), "dataset" } };
                return await http.PostAsync("/imports", form, Cancel);
            });
            await CheckAsync(cells, caller, "rejected rows", may, http => http.GetAsync("/imports/runs/1/rejects.csv", Cancel));
        });
        cells.End("imports");
    }

    /// <summary>Mutations that take a planner; none of them finds what it is about.</summary>
    private static readonly (string Name, string Input)[] Planning =
    [
        ("deleteStudy", "{ id: \"U3R1ZHk6OTk5OTk5\", version: 1 }"), ("cancelSolve", "{ solve: \"U29sdmU6OTk5OTk5\" }"), ("deleteScenario", "{ id: \"U2NlbmFyaW86OTk5OTk5\", version: 1 }"),
        ("deleteDecision", "{ id: \"RGVjaXNpb246OTk5OTk5\", version: 1 }"), ("deleteConsultation", "{ id: \"Q29uc3VsdGF0aW9uOjk5OTk5OQ==\", version: 1 }"),
    ];

    [Fact]
    public async Task A_mutation_takes_its_role()
    {
        var cells = new MatrixCells();
        await MatrixVillage.EachAsync(async caller =>
        {
            var answer = await village.AskAsync(caller, $"mutation {{ {string.Join(' ', Planning.Select(one => $"{one.Name}(input: {one.Input}) {{ errors {{ __typename }} }}"))} }}");
            // Whoever changes nothing at all is refused the document, others each mutation by itself.
            var refused = new Dictionary<string, string>();
            if (answer.TryGetProperty("errors", out var errors))
                foreach (var error in errors.EnumerateArray()) refused[error.TryGetProperty("path", out var path) ? path[0].GetString()! : ""] = error.GetProperty("message").GetString()!;
            foreach (var (name, _) in Planning)
            {
                var why = refused.GetValueOrDefault(name) ?? refused.GetValueOrDefault("");
                cells.Check(caller, $"{name} refused", !caller.Holds("planner"), why is not null);
                // Signed in or not, the sentence says what it takes.
                if (why is not null) Assert.Matches("Sign in|role planner|may only read", why);
            }
        });
        cells.End("mutations of planners");
    }

    /// <summary>Row-level security by itself, without the program's own checks in front of it: for whoever may see everything, and for whoever sees what partners share.</summary>
    [Theory]
    [InlineData("restricted")]
    [InlineData("partner")]
    public async Task PostgreSQL_refuses_what_the_program_might_forget_to(string clearance)
    {
        var cells = new MatrixCells();
        var seesAll = clearance == "restricted";
        await MatrixVillage.EachAsync(async caller =>
        {
            await using var connection = await village.Database.Editor.OpenConnectionAsync(Cancel);
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            var claims = new Server.People.Caller(clearance, caller.Organisation?.ToString(CultureInfo.InvariantCulture) ?? "")
            {
                Account = 1,
                Rights = caller.IsReadingKey ? "" : string.Join(',', caller.Rights.Select(right => $"{right.Role}:{right.Organisation}:{right.Area}")),
            };
            await claims.ClaimAsync(connection, Cancel);
            foreach (var (may, sql) in new (bool, string)[]
            {
                (caller.Holds("planner"), "INSERT INTO study (title, content) VALUES ('x', '{}')"),
                (caller.Holds("planner"), "INSERT INTO consultation (area_id, title, intro, closes_on, made_by) VALUES (4, 'x', 'x', current_date, 'x')"),
                (caller.IsAdministrator, "INSERT INTO account (title) VALUES ('x')"),
                (caller.IsAdministrator, "INSERT INTO account_right (account_id, role) SELECT max(id), 'planner' FROM account"),
                (false, "INSERT INTO site (name) VALUES ('x')"), (false, "UPDATE organisation SET name = 'x'"), (false, "DELETE FROM community_asset"), (false, "UPDATE audit_entry SET actor = 'x'"), (false, "SELECT * FROM gate.credential"), (false, "SELECT * FROM gate.session"),
                (false, "UPDATE contribution SET status = 'accepted'"), (false, "UPDATE community_asset SET name = 'x'"), (false, "INSERT INTO link (dataset_id, record_key, kind, evidence) VALUES ('x', 'x', 'x', 'x')"), (false, "DELETE FROM community_comment"),
                (false, "DELETE FROM community_version"), (false, "SELECT write_asset(1, '{}', NULL)"), (false, "SELECT withdraw_contribution(2008)"), (false, "INSERT INTO gate.api_key (key_sha256, beginning, account_id, name) VALUES ('x', 'x', 1, 'x')"),
                // Of the refuge, which is the trust's and lies in the west: decided and linked by those who see it alone.
                (seesAll && caller.Stewards(2, 1), "SELECT accept_contribution(2008, NULL, NULL, NULL)"), (seesAll && caller.Stewards(2, 1), "SELECT refuse_contribution(2008, 'x')"),
                (seesAll && (caller.Contributes(2, 1) || caller.Contributes(null, 1)), """INSERT INTO contribution (uuid, kind, content, made_by, made_at) VALUES (gen_random_uuid(), 'link', '{"fromAsset": 1, "toSite": 8, "kind": "meets_at", "evidence": "x"}', '', now())"""),
                (seesAll && caller.Contributes(null, 1), """INSERT INTO contribution (uuid, kind, content, made_by, made_at) VALUES (gen_random_uuid(), 'add', '{"name": "x", "abcdClass": "places", "site": 8}', '', now())"""),
                (seesAll, """INSERT INTO contribution (uuid, kind, site_id, content, made_by, made_at) VALUES (gen_random_uuid(), 'comment', 8, '{"words": "x"}', '', now())"""),
                (true, """INSERT INTO contribution (uuid, kind, site_id, content, made_by, made_at) VALUES (gen_random_uuid(), 'comment', 1, '{"words": "x"}', '', now())"""),
            })
            {
                await transaction.SaveAsync("before", Cancel);
                await using var command = new Npgsql.NpgsqlCommand(sql, connection);
                var fault = await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync(Cancel));
                cells.Check(caller, sql, may ? null : "42501", fault is null ? null : (fault as Npgsql.PostgresException)?.SqlState ?? fault.Message);
                await transaction.RollbackAsync("before", Cancel);
            }
        });
        cells.End("statements");
    }

    private async Task CheckAsync(MatrixCells cells, MatrixCaller caller, string what, bool may, Func<HttpClient, Task<HttpResponseMessage>> ask)
    {
        using var answer = await ask(village.As(caller));
        if ((int)answer.StatusCode >= 500) cells.Fault(caller, $"{what} gave {answer.StatusCode}");
        cells.Check(caller, $"{what} refused", !may, answer.StatusCode == HttpStatusCode.Forbidden);
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(MatrixCaller caller, string address)
    {
        using var answer = await village.As(caller).GetAsync(address, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<string> QueryAsync(HttpClient http, string query)
    {
        using var answer = await http.PostAsJsonAsync("/graphql", new { query }, Cancel);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    /// <summary>The tiles of each site at a zoom where nothing is clustered.</summary>
    private static async Task<string> TilesAsync(HttpClient http)
    {
        var tiles = new StringBuilder();
        foreach (var (longitude, latitude) in MatrixVillage.Sites.Select(site => site.Point))
        {
            const int zoom = 18;
            var column = (int)((longitude + 180) / 360 * (1 << zoom));
            var radians = latitude * Math.PI / 180;
            var row = (int)((1 - Math.Log(Math.Tan(radians) + 1 / Math.Cos(radians)) / Math.PI) / 2 * (1 << zoom));
            tiles.Append(Encoding.Latin1.GetString(await http.GetByteArrayAsync(string.Create(CultureInfo.InvariantCulture, $"/tiles/sites/{zoom}/{column}/{row}.mvt"), Cancel)));
        }

        return tiles.ToString();
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
