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
public class MatrixTests(MatrixVillage village) : IClassFixture<MatrixVillage>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Doors through which sites are read: the answer holds the names of those that are seen.</summary>
    private static readonly Dictionary<string, Func<HttpClient, Task<string>>> Reading = new()
    {
        ["GraphQL list"] = http => QueryAsync(http, "{ sites(first: 50) { nodes { name } } }"),
        ["GraphQL list by GET"] = http => http.GetStringAsync("/graphql?query=" + Uri.EscapeDataString("{ sites(first: 50) { nodes { name } } }"), Cancel),
        ["GraphQL features"] = http => QueryAsync(http, "{ sites(first: 50) { features } }"),
        ["GraphQL by id"] = http => EachAsync(http, site => $"{{ site(id: \"{GlobalId.Write("Site", site.Id)}\") {{ name }} }}"),
        ["GraphQL node"] = http => EachAsync(http, site => $"{{ node(id: \"{GlobalId.Write("Site", site.Id)}\") {{ ... on Site {{ name }} }} }}"),
        ["GraphQL nested, of owners"] = http => QueryAsync(http, "{ organisations(first: 10) { nodes { sites(first: 50) { nodes { name } } } } }"),
        ["GraphQL nested, of areas"] = http => QueryAsync(http, "{ areas(first: 10) { nodes { sites(first: 50) { nodes { name } } } } }"),
        ["GraphQL properties"] = http => QueryAsync(http, "{ properties(first: 50) { nodes { name } } }"),
        ["GraphQL groups"] = http => QueryAsync(http, "{ communityAssets(first: 50) { nodes { name } } }"),
        ["GraphQL services"] = http => QueryAsync(http, "{ services(first: 50) { nodes { name } } }"),
        ["GraphQL nearest"] = http => QueryAsync(http, "{ sites(first: 50, near: { geometry: { type: Point, coordinates: [-2.0, 53.02] } }) { nodes { name } } }"),
        ["GraphQL records"] = http => EachAsync(http, site => $"{{ record(dataset: \"village-register\", recordKey: \"V{site.Id}\") {{ fields {{ value }} }} }}"),
        ["search suggestions"] = http => EachAsync(http, site => $"{{ search(text: \"{site.Name}\", first: 20) {{ title }} }}"),
        ["sites as GeoJSON"] = http => http.GetStringAsync("/maps/sites.geojson", Cancel),
        ["tile"] = async http => Encoding.Latin1.GetString(await http.GetByteArrayAsync("/tiles/sites/18/129616/85110.mvt", Cancel)) + await TilesAsync(http),
        ["export, CSV"] = http => http.GetStringAsync("/exports/sites.csv", Cancel),
        ["export, GeoJSON"] = http => http.GetStringAsync("/exports/sites.geojson", Cancel),
        ["export, GeoPackage"] = async http => Encoding.Latin1.GetString(await http.GetByteArrayAsync("/exports/sites.gpkg", Cancel)),
    };

    /// <summary>Doors that only count: a number small enough to tell of a row.</summary>
    private static readonly Dictionary<string, Func<HttpClient, Task<int>>> Counting = new()
    {
        ["GraphQL totalCount"] = async http => Json(await QueryAsync(http, $"{{ sites(where: {{ or: [{string.Join(", ", MatrixVillage.Sites.Select(site => $"{{ name: {{ eq: \"{site.Name}\" }} }}"))}] }}) {{ totalCount }} }}")).GetProperty("data").GetProperty("sites").GetProperty("totalCount").GetInt32(),
        ["GraphQL aggregate"] = async http => Json(await QueryAsync(http, $"{{ siteAggregates(where: {{ or: [{string.Join(", ", MatrixVillage.Sites.Select(site => $"{{ name: {{ eq: \"{site.Name}\" }} }}"))}] }}) {{ count }} }}")).GetProperty("data").GetProperty("siteAggregates").EnumerateArray().Sum(group => group.GetProperty("count").GetInt32()),
        // Four sites of the village that everybody sees are none of the matrix.
        ["facets"] = async http => Json(await http.GetStringAsync("/maps/facets.json", Cancel)).GetProperty("count").GetInt32() - 4,
        ["rows"] = async http => Json(await http.GetStringAsync("/maps/rows.json?count=50", Cancel)).GetProperty("total").GetInt32() - 4,
        ["tile of the whole place"] = async http => TileContent.CountInside(await http.GetByteArrayAsync("/tiles/sites/0/0/0.mvt", Cancel)) - 3,
    };

    [Fact]
    public async Task Nothing_leaks_and_nothing_permitted_is_missing_at_any_door_that_reads()
    {
        var faults = new List<string>();
        var cells = 0;
        foreach (var caller in MatrixVillage.Callers)
        {
            var http = village.As(caller);
            foreach (var (door, ask) in Reading)
            {
                var answer = await ask(http);
                foreach (var site in MatrixVillage.Sites)
                {
                    cells++;
                    var isThere = answer.Contains(site.Name, StringComparison.Ordinal);
                    if (isThere != caller.Sees(site)) faults.Add($"{caller} {(isThere ? "sees" : "misses")} {site.Name} at {door}");
                }
            }

            foreach (var (door, count) in Counting)
            {
                cells++;
                var (counted, expected) = (await count(http), MatrixVillage.Sites.Count(caller.Sees));
                if (counted != expected) faults.Add($"{caller} counts {counted} for {expected} at {door}");
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} of {cells}:\n{string.Join('\n', faults)}");
        TestContext.Current.SendDiagnosticMessage($"{MatrixVillage.Callers.Length} callers x {Reading.Count + Counting.Count} doors that read: {cells} cells");
    }

    /// <summary>What everybody gets is what everybody may see, whoever asks for it.</summary>
    [Theory]
    [InlineData("/oruk/v3/services?per_page=100")]
    [InlineData("/exports/register.csv?dataset=village-register")]
    public async Task What_is_published_is_the_same_whoever_asks(string address)
    {
        var published = await village.As(MatrixVillage.Callers[0]).GetStringAsync(address, Cancel);
        foreach (var hidden in MatrixVillage.Sites.Where(site => site.Visibility != "public")) Assert.DoesNotContain(hidden.Name, published, StringComparison.Ordinal);
        foreach (var caller in MatrixVillage.Callers) Assert.Equal(published, await village.As(caller).GetStringAsync(address, Cancel));
    }

    [Fact]
    public async Task A_record_is_changed_by_stewards_of_its_owner_or_place_and_by_nobody_else()
    {
        var faults = new List<string>();
        foreach (var caller in MatrixVillage.Callers)
            foreach (var site in MatrixVillage.Sites)
            {
                var may = caller.Sees(site) && caller.May("steward", site.Owner, site.Ward);
                await CheckAsync(faults, caller, $"edit of {site.Name}", may, http => http.PostAsJsonAsync("/edits", new { dataset = "village-register", recordKey = $"V{site.Id}", field = "no_such_field", value = "x", why = "Testing" }, Cancel));
                await CheckAsync(faults, caller, $"match of {site.Name}", may, http => http.PostAsJsonAsync("/matches/decide", new { dataset = "village-register", recordKey = $"V{site.Id}", site = GlobalId.Write("Site", site.Id), isSame = (bool?)null, why = "Testing" }, Cancel), unlessHolds: "steward");
            }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Reports_are_read_and_closed_by_those_who_may_change_the_site()
    {
        foreach (var caller in MatrixVillage.Callers)
        {
            using var answer = await village.As(caller).GetAsync("/problems", Cancel);
            Assert.Equal((caller.Name, !caller.Holds("steward")), (caller.Name, answer.StatusCode == HttpStatusCode.Forbidden));
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            foreach (var site in MatrixVillage.Sites) Assert.Equal((caller.Name, site.Name, caller.Sees(site) && caller.May("steward", site.Owner, site.Ward)), (caller.Name, site.Name, text.Contains($"Report of {site.Name}", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Files_are_imported_and_undone_by_stewards_of_everything()
    {
        var faults = new List<string>();
        foreach (var caller in MatrixVillage.Callers)
        {
            var may = caller.May("steward", null, 0);
            await CheckAsync(faults, caller, "undo", may, http => http.PostAsJsonAsync("/datasets/village-register/undo", new { run = 999_999 }, Cancel));
            await CheckAsync(faults, caller, "upload", may, async http =>
            {
                using var form = new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a.csv" }, { new ByteArrayContent([1]), "file", "b.csv" }, { new ByteArrayContent([1]), "file", "c.csv" }, { new StringContent("village-register"), "dataset" } };
                return await http.PostAsync("/imports", form, Cancel);
            });
            await CheckAsync(faults, caller, "rejected rows", may, http => http.GetAsync("/imports/runs/1/rejects.csv", Cancel));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>Mutations with the role that each takes; none of them finds what it is about.</summary>
    public static readonly TheoryData<string, string, string> Mutations = new()
    {
        { "planner", "deleteStudy", "{ id: \"U3R1ZHk6OTk5OTk5\", version: 1 }" }, { "planner", "cancelSolve", "{ solve: \"U29sdmU6OTk5OTk5\" }" }, { "planner", "deleteScenario", "{ id: \"U2NlbmFyaW86OTk5OTk5\", version: 1 }" },
        { "planner", "deleteDecision", "{ id: \"RGVjaXNpb246OTk5OTk5\", version: 1 }" }, { "planner", "deleteConsultation", "{ id: \"Q29uc3VsdGF0aW9uOjk5OTk5OQ==\", version: 1 }" },
    };

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task A_mutation_takes_its_role(string role, string mutation, string input)
    {
        foreach (var caller in MatrixVillage.Callers)
        {
            var answer = Json(await QueryAsync(village.As(caller), $"mutation {{ {mutation}(input: {input}) {{ errors {{ __typename }} }} }}"));
            var isRefused = answer.TryGetProperty("errors", out var errors);
            Assert.Equal((caller.Name, !caller.Holds(role)), (caller.Name, isRefused));
            // Signed in or not, the sentence says what it takes.
            if (isRefused) Assert.Matches($"Sign in|role {role}|may only read", errors[0].GetProperty("message").GetString()!);
        }
    }

    /// <summary>Row-level security by itself, without the program's own checks in front of it.</summary>
    [Fact]
    public async Task PostgreSQL_refuses_what_the_program_might_forget_to()
    {
        foreach (var caller in MatrixVillage.Callers)
        {
            await using var connection = await village.Database.Editor.OpenConnectionAsync(Cancel);
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            var claims = new Server.People.Caller("restricted", caller.Organisation?.ToString(CultureInfo.InvariantCulture) ?? "")
            {
                Account = 1,
                Rights = caller.IsReadingKey ? "" : string.Join(',', caller.Rights.Select(right => $"{right.Role}:{right.Organisation}:{right.Area}")),
            };
            await claims.ClaimAsync(connection, Cancel);
            foreach (var (may, sql) in new (bool, string)[]
            {
                (caller.Holds("planner"), "INSERT INTO study (title, content) VALUES ('x', '{}')"),
                (caller.IsAdministrator, "INSERT INTO account (title) VALUES ('x')"),
                (caller.IsAdministrator, "INSERT INTO account_right (account_id, role) SELECT max(id), 'planner' FROM account"),
                (false, "INSERT INTO site (name) VALUES ('x')"), (false, "UPDATE organisation SET name = 'x'"), (false, "DELETE FROM community_asset"), (false, "UPDATE audit_entry SET actor = 'x'"), (false, "SELECT * FROM gate.credential"), (false, "SELECT * FROM gate.session"),
            })
            {
                await transaction.SaveAsync("before", Cancel);
                await using var command = new Npgsql.NpgsqlCommand(sql, connection);
                var fault = await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync(Cancel));
                Assert.True(may == fault is null && (fault is null || fault is Npgsql.PostgresException { SqlState: "42501" }), $"{caller}: {sql}: {fault?.Message ?? "was done"}");
                await transaction.RollbackAsync("before", Cancel);
            }
        }
    }

    private async Task CheckAsync(List<string> faults, MatrixCaller caller, string what, bool may, Func<HttpClient, Task<HttpResponseMessage>> ask, string? unlessHolds = null)
    {
        using var answer = await ask(village.As(caller));
        var isRefused = answer.StatusCode == HttpStatusCode.Forbidden;
        if ((int)answer.StatusCode >= 500) faults.Add($"{caller}: {what} gave {answer.StatusCode}");
        // What is said before anybody looks at the thing itself is said to all who hold the role.
        if (isRefused == (unlessHolds is null ? may : caller.Holds(unlessHolds))) faults.Add($"{caller} {(isRefused ? "may not" : "may")} {what}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}");
    }

    private static async Task<string> QueryAsync(HttpClient http, string query)
    {
        using var answer = await http.PostAsJsonAsync("/graphql", new { query }, Cancel);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    /// <summary>One question for each site.</summary>
    private static async Task<string> EachAsync(HttpClient http, Func<MatrixSite, string> query)
    {
        var answers = new StringBuilder();
        foreach (var site in MatrixVillage.Sites) answers.AppendLine(await QueryAsync(http, query(site)));
        return answers.ToString();
    }

    /// <summary>The tiles of each site at a zoom where nothing is clustered.</summary>
    private static async Task<string> TilesAsync(HttpClient http)
    {
        var tiles = new StringBuilder();
        foreach (var (longitude, latitude) in new[] { (-2.01, 53.01), (-1.99, 53.02), (-2.01, 53.015), (-2.01, 53.016), (-2.012, 53.017), (-1.992, 53.018) })
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
