using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Tests.Graph;
using EstateMap.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

/// <summary>Runs as jobs: stopped, outlived, taken over and listened to, over a city of 900 small areas and 240 buildings whose curve takes longer than anybody waits.</summary>
public sealed class SolveJobTests(SolveJobTests.City city) : IClassFixture<SolveJobTests.City>, IAsyncLifetime
{
    // A run that one test leaves waiting would be worked on before the next test's own.
    public async ValueTask InitializeAsync()
    {
        await using var command = city.Owner.CreateCommand("DELETE FROM solve");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>A square city, 30 by 30 small areas of 0.005 degrees with people of 50 to 300 each, and buildings strewn over it.</summary>
    public sealed class City : PostgisFixture
    {
        private const string Fill = """
            INSERT INTO dataset (id, title, publisher, licence, attribution, theme) VALUES ('city', 'City', 'City', 'OGL-UK-3.0', 'City', 'estate');
            INSERT INTO vocabulary_term (vocabulary, code, label) VALUES ('site-uses', 'community_hub', 'Community hub');
            INSERT INTO area (code, name, kind, vintage, geom, display_geom, label_point, area_m2, dataset_id)
            SELECT 'C' || lpad((x * 30 + y)::text, 3, '0'), 'C' || x || '-' || y, 'oa', '2021', ST_Multi(b.box), ST_Multi(b.box), ST_Centroid(b.box), 185000, 'city'
            FROM generate_series(0, 29) AS x, generate_series(0, 29) AS y, LATERAL (SELECT ST_MakeEnvelope(-2 + x * 0.005, 53 + y * 0.005, -2 + (x + 1) * 0.005, 53 + (y + 1) * 0.005, 4326) AS box) AS b;
            INSERT INTO demand_point (area_id, geom, method) SELECT id, label_point, 'point on surface' FROM area;
            INSERT INTO demand_weight (demand_point_id, population_group, weight, dataset_id) SELECT p.id, 'all', 50 + (p.id * 7919) % 251, 'city' FROM demand_point p;
            INSERT INTO site (name, geom, location_precision) SELECT 'Building ' || lpad(n::text, 3, '0'), ST_SetSRID(ST_MakePoint(-2 + ((n * 7919) % 1501) / 10000.0, 53 + ((n * 104729) % 1499) / 10000.0), 4326), 'given' FROM generate_series(1, 240) AS n;
            INSERT INTO site_use SELECT id, 'community_hub', 'city', 'B' || id FROM site;
            INSERT INTO study (title, content) VALUES ('City', '{}');
            """;

        public override ValueTask InitializeAsync() => InitializeFromAsync("planned_city", async database =>
        {
            await using var command = database.Owner.CreateCommand(Fill);
            await command.ExecuteNonQueryAsync();
        });

        /// <summary>A server over the city.</summary>
        public async Task<Served> ServeAsync(params (string Name, string Value)[] settings)
        {
            var server = Program.BuildServer(Database, "http://127.0.0.1:0", settings: settings.ToDictionary(setting => $"EstateMap:Plans:{setting.Name}", setting => (string?)setting.Value));
            await server.StartAsync();
            return new Served(server);
        }
    }

    /// <summary>A running server, asked as its own page asks.</summary>
    public sealed class Served : IAsyncDisposable
    {
        public const string Study = "U3R1ZHk6MQ==";
        private const string StateQuery = "query ($id: ID!) { solve(id: $id) { state message progress points { p } } }";

        private readonly WebApplication _server;

        internal Served(WebApplication server)
        {
            _server = server;
            Http = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
            Http.DefaultRequestHeaders.Add("X-EstateMap", "1");
        }

        public HttpClient Http { get; }

        public IServiceProvider Services => _server.Services;

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await _server.DisposeAsync();
        }

        public async Task StopAsync() => await _server.StopAsync();

        public async Task<JsonElement> DataAsync(string query, object? variables = null)
        {
            using var answer = await Http.PostAsync("/graphql", new StringContent(JsonSerializer.Serialize(new { query, variables }), System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            var root = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
            Assert.False(root.TryGetProperty("errors", out var errors), errors.ToString());
            return root.GetProperty("data");
        }

        public async Task<string> StartAsync(string model = "PORTFOLIO_CURVE") =>
            (await DataAsync(SolveTests.Start, new { input = new { study = Study, model } })).GetProperty("startSolve").GetProperty("solve").GetProperty("id").GetString()!;

        public async Task<JsonElement> StateAsync(string id) => (await DataAsync(StateQuery, new { id })).GetProperty("solve");

        public async Task<JsonElement> StateAsync(string id, Func<JsonElement, bool> isSo)
        {
            JsonElement state = default;
            await Patience.UntilAsync(async () => isSo(state = await StateAsync(id)));
            return state;
        }

        public async Task CancelAsync(string id) => await DataAsync(SolveTests.Cancel, new { input = new { solve = id } });
    }

    private static string State(JsonElement solve) => solve.GetProperty("state").GetString()!;

    [Fact]
    public async Task A_stopped_run_keeps_what_it_found_and_lets_the_next_have_its_turn()
    {
        await using var served = await city.ServeAsync();
        var id = await served.StartAsync();
        await served.StateAsync(id, solve => solve.GetProperty("points").GetArrayLength() > 0);
        var waiting = await served.StartAsync();
        await served.CancelAsync(id);
        var stopped = await served.StateAsync(id, solve => State(solve) != "RUNNING");
        await served.StateAsync(waiting, solve => State(solve) == "RUNNING");
        await served.CancelAsync(waiting);

        Assert.Equal(("CANCELLED", "Cancelled. What was found until then is kept."), (State(stopped), stopped.GetProperty("message").GetString()));
        Assert.InRange(stopped.GetProperty("points").GetArrayLength(), 1, 239);
        Assert.InRange(stopped.GetProperty("progress").GetDouble(), 1.0 / 240, 0.999);
        // What is over cannot be stopped again, and stays as it is.
        await served.CancelAsync(id);
        Assert.Equal("CANCELLED", State(await served.StateAsync(id)));
    }

    [Fact]
    public async Task A_run_that_waits_is_over_at_once_when_it_is_stopped()
    {
        await using var served = await city.ServeAsync(("MaxConcurrent", "0"));
        var id = await served.StartAsync();
        Assert.Equal("QUEUED", State(await served.StateAsync(id)));
        await served.CancelAsync(id);

        Assert.Equal(("CANCELLED", "Cancelled before its turn came."), (State(await served.StateAsync(id)), (await served.StateAsync(id)).GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Another_server_than_the_one_that_works_on_it_can_stop_a_run()
    {
        await using var working = await city.ServeAsync();
        await using var other = await city.ServeAsync(("MaxConcurrent", "0"));
        var id = await other.StartAsync();
        await other.StateAsync(id, solve => solve.GetProperty("points").GetArrayLength() > 0);
        await other.CancelAsync(id);

        Assert.Equal("CANCELLED", State(await other.StateAsync(id, solve => State(solve) != "RUNNING")));
    }

    [Fact]
    public async Task A_server_that_is_told_to_end_says_so_of_its_run()
    {
        await using var served = await city.ServeAsync();
        var id = await served.StartAsync();
        await served.StateAsync(id, solve => solve.GetProperty("points").GetArrayLength() > 0);
        await served.StopAsync();

        Assert.Equal("interrupted|The server was stopped before this run was over. What was found until then is kept; start the question again for the rest.",
            await city.Owner.ScalarAsync($"SELECT state || '|' || message FROM solve WHERE id = {GlobalId.FindNumber("Solve", id)}"));
    }

    [Fact]
    public async Task A_run_whose_server_just_disappeared_is_called_interrupted_and_others_are_left_alone()
    {
        await using (var command = city.Owner.CreateCommand("""
            INSERT INTO solve (study_id, study_version, content, model, seed, state, server, heartbeat_at, started_at) VALUES
                (1, 1, '{}', 'portfolio_curve', 4711, 'running', gen_random_uuid(), now() - interval '1 hour', now()), (1, 1, '{}', 'portfolio_curve', 4712, 'running', gen_random_uuid(), now() + interval '1 hour', now())
            """)) await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var served = await city.ServeAsync(("MaxConcurrent", "0"), ("Patience", "00:00:04"));
        await Patience.UntilAsync(async () => (string?)await city.Owner.ScalarAsync("SELECT state FROM solve WHERE seed = 4711") == "interrupted");

        Assert.Equal("The server that worked on this run stopped before it was over. What was found until then is kept; start the question again for the rest.", await city.Owner.ScalarAsync("SELECT message FROM solve WHERE seed = 4711"));
        Assert.Equal("running", await city.Owner.ScalarAsync("SELECT state FROM solve WHERE seed = 4712"));
    }

    [Fact]
    public async Task Two_servers_never_take_the_same_run()
    {
        await using var served = await city.ServeAsync(("MaxConcurrent", "0"));
        var ids = new List<string>();
        for (var n = 0; n < 12; n++) ids.Add(await served.StartAsync());
        var hands = Enumerable.Range(0, 4).Select(_ => new SolveJobs(city.Database)).ToList();
        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => hands[n % 4].FindNextAsync(TestContext.Current.CancellationToken)));

        Assert.Equal(ids.Select(id => GlobalId.FindNumber("Solve", id)!.Value).Order(), taken.OfType<SolveJob>().Select(job => job.Id).Order());
        // Whoever did not take it can neither say that it lives nor end it.
        var job = taken.OfType<SolveJob>().First();
        var stranger = new SolveJobs(city.Database);
        Assert.False(await stranger.BeatAsync(job, 0.5, TestContext.Current.CancellationToken));
        await stranger.EndAsync(job, "done", null, TestContext.Current.CancellationToken);
        Assert.Equal("running", await city.Owner.ScalarAsync($"SELECT state FROM solve WHERE id = {job.Id}"));
        await using var tidy = city.Owner.CreateCommand("DELETE FROM solve WHERE state = 'running'");
        await tidy.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("""{"roles":[null]}""")]
    [InlineData("""{"travel":5}""")]
    [InlineData("[]")]
    public async Task A_run_whose_settings_cannot_be_read_fails_and_the_next_has_its_turn(string content)
    {
        await using (var command = city.Owner.CreateCommand($"INSERT INTO solve (study_id, study_version, content, model, seed) VALUES (1, 1, '{content}', 'p_center', 4713)")) await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var served = await city.ServeAsync();
        var next = await served.StartAsync();
        await served.StateAsync(next, solve => solve.GetProperty("points").GetArrayLength() > 0);
        await served.CancelAsync(next);

        Assert.Equal("failed|The settings that were kept of this study cannot be read. Set them again, and start the question anew.", await city.Owner.ScalarAsync("SELECT state || '|' || message FROM solve WHERE seed = 4713"));
    }

    [Fact]
    public async Task More_runs_than_may_wait_are_refused()
    {
        await using var served = await city.ServeAsync(("MaxConcurrent", "0"), ("MaxWaiting", "1"));
        var id = await served.StartAsync();
        var refused = (await served.DataAsync(SolveTests.Start, new { input = new { study = Served.Study, model = "PORTFOLIO_CURVE" } })).GetProperty("startSolve").GetProperty("errors")[0];
        await served.CancelAsync(id);

        Assert.Equal("1 run waits already. Ask again when some of them are done.", refused.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Whoever_listens_hears_of_each_answer_and_of_the_end()
    {
        await using var served = await city.ServeAsync();
        var id = await served.StartAsync();
        using var listener = await ListenerAsync(served);
        await listener.SubscribeAsync("1", $$"""subscription { solveProgress(solve: "{{id}}") { progress isOver point { p openSites measures { sites } } solve { state } } }""");

        var heard = new List<JsonElement>();
        while (heard.Count(news => news.GetProperty("point").ValueKind == JsonValueKind.Object) < 3) heard.Add(await NextAsync());
        await served.CancelAsync(id);
        while (!heard[^1].GetProperty("isOver").GetBoolean()) heard.Add(await NextAsync());

        var points = heard.Where(news => news.GetProperty("point").ValueKind == JsonValueKind.Object).Select(news => news.GetProperty("point")).ToList();
        Assert.All(points, point => Assert.Equal((point.GetProperty("p").GetInt32(), point.GetProperty("p").GetInt32()), (point.GetProperty("openSites").GetArrayLength(), point.GetProperty("measures").GetProperty("sites").GetInt32())));
        Assert.Equal(points.Select(point => point.GetProperty("p").GetInt32()).OrderDescending(), points.Select(point => point.GetProperty("p").GetInt32()));
        Assert.Equal("CANCELLED", heard[^1].GetProperty("solve").GetProperty("state").GetString());
        Assert.Equal("""{"id":"1","type":"complete"}""", await listener.ReadAsync());
        // Whoever comes after the end hears of it, and the stream is over.
        await listener.SubscribeAsync("2", $$"""subscription { solveProgress(solve: "{{id}}") { isOver point { p } solve { state } } }""");
        Assert.Equal("""{"id":"2","type":"next","payload":{"data":{"solveProgress":{"isOver":true,"point":null,"solve":{"state":"CANCELLED"}}}}}""", await listener.ReadAsync());
        Assert.Equal("""{"id":"2","type":"complete"}""", await listener.ReadAsync());

        async Task<JsonElement> NextAsync() => JsonDocument.Parse(await listener.ReadAsync()).RootElement.GetProperty("payload").GetProperty("data").GetProperty("solveProgress");
    }

    [Fact]
    public async Task Whoever_joins_those_who_listen_already_hears_first_how_the_run_is()
    {
        await using var served = await city.ServeAsync(("MaxConcurrent", "0"));
        var id = await served.StartAsync();
        var question = $$"""subscription { solveProgress(solve: "{{id}}") { progress isOver point { p } solve { state } } }""";
        using var first = await ListenerAsync(served);
        await first.SubscribeAsync("1", question);
        var opening = await first.ReadAsync();
        using var second = await ListenerAsync(served);
        await second.SubscribeAsync("1", question);

        Assert.Equal("""{"id":"1","type":"next","payload":{"data":{"solveProgress":{"progress":0,"isOver":false,"point":null,"solve":{"state":"QUEUED"}}}}}""", opening);
        Assert.Equal(opening, await second.ReadAsync());
        await served.CancelAsync(id);
        var end = await second.ReadAsync();
        Assert.Equal("""{"id":"1","type":"next","payload":{"data":{"solveProgress":{"progress":0,"isOver":true,"point":null,"solve":{"state":"CANCELLED"}}}}}""", end);
        Assert.Equal(end, await first.ReadAsync());
    }

    [Fact]
    public async Task Progress_is_told_to_whoever_listens_as_it_is_written_down()
    {
        await using var served = await city.ServeAsync(("MaxConcurrent", "0"));
        var id = await served.StartAsync();
        var jobs = new SolveJobs(city.Database);
        var job = (await jobs.FindNextAsync(TestContext.Current.CancellationToken))!;
        using var listener = await ListenerAsync(served);
        await listener.SubscribeAsync("1", $$"""subscription { solveProgress(solve: "{{id}}") { progress } }""");
        Assert.Equal("""{"id":"1","type":"next","payload":{"data":{"solveProgress":{"progress":0}}}}""", await listener.ReadAsync());

        Assert.True(await jobs.BeatAsync(job, 0.4, TestContext.Current.CancellationToken));
        Assert.Equal("""{"id":"1","type":"next","payload":{"data":{"solveProgress":{"progress":0.4}}}}""", await listener.ReadAsync());
        // As far as before is no news; further is.
        Assert.True(await jobs.BeatAsync(job, 0.3, TestContext.Current.CancellationToken));
        Assert.True(await jobs.BeatAsync(job, 0.7, TestContext.Current.CancellationToken));
        Assert.Equal("""{"id":"1","type":"next","payload":{"data":{"solveProgress":{"progress":0.7}}}}""", await listener.ReadAsync());
    }

    [Theory]
    [InlineData("P_MEDIAN", 30)]
    [InlineData("MAXIMAL_COVERING", 12)]
    [InlineData("P_CENTER", 12)]
    public async Task A_question_with_one_answer_tells_how_far_it_is(string model, int sites)
    {
        await using var served = await city.ServeAsync(("MaxConcurrent", "0"));
        var study = await StudyAsync(served);
        var told = new Told(_ => { });
        Assert.Single(SolveRunner.Run(study, new SolveQuestion(model, sites, 600, 1), TestContext.Current.CancellationToken, told));

        Assert.All(told.Shares, share => Assert.InRange(share, 0, 1));
        Assert.Contains(told.Shares, share => share is > 0 and < 1);
    }

    [Fact]
    public async Task A_search_that_is_told_to_stop_does_not_go_on_to_its_next_step()
    {
        await using var served = await city.ServeAsync(("MaxConcurrent", "0"));
        var study = await StudyAsync(served);
        using var stop = new CancellationTokenSource();
        var told = new Told(_ => stop.Cancel());

        Assert.ThrowsAny<OperationCanceledException>(() => SolveRunner.Run(study, new SolveQuestion("P_MEDIAN", 30, null, 1), stop.Token, told).ToList());
        // A step is some milliseconds of work at most: the first that was told was the last.
        Assert.Single(told.Shares);
    }

    private static Task<EstateMap.Server.Plans.Studies.StudyProblem> StudyAsync(Served served) =>
        served.Services.GetRequiredService<EstateMap.Server.Plans.Studies.StudyProblems>().GetAsync(1, TestContext.Current.CancellationToken);

    private static async Task<ServedVillage.Caller> ListenerAsync(Served served)
    {
        var listener = new ServedVillage.Caller();
        listener.Socket.Options.AddSubProtocol("graphql-transport-ws");
        await listener.Socket.ConnectAsync(new UriBuilder(new Uri(served.Http.BaseAddress!, "graphql")) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        await listener.SendAsync("""{"type":"connection_init"}""");
        Assert.Equal("""{"type":"connection_ack"}""", await listener.ReadAsync());
        return listener;
    }

    private sealed class Told(Action<double> each) : IProgress<double>
    {
        public List<double> Shares { get; } = [];

        public void Report(double value)
        {
            Shares.Add(value);
            each(value);
        }
    }

    [Fact]
    public async Task Nobody_listens_to_a_run_that_they_may_not_see()
    {
        await using var served = await city.ServeAsync(("MaxConcurrent", "0"));
        var id = await served.StartAsync();
        await using (var hide = city.Owner.CreateCommand("INSERT INTO study (title, content, visibility) VALUES ('Secret', '{}', 'restricted'); UPDATE solve SET study_id = (SELECT max(id) FROM study) WHERE id = " + GlobalId.FindNumber("Solve", id))) await hide.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        foreach (var (run, sentence) in new[] { (id, "There is no run of that id"), ("nonsense", "`solve` is no id of a run") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(JsonSerializer.Serialize(new { query = $$"""subscription { solveProgress(solve: "{{run}}") { isOver } }""" }), System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Accept.ParseAdd("text/event-stream");
            using var answer = await served.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_listens_hears_nothing_while_a_building_of_the_run_is_hidden()
    {
        await using var served = await city.ServeAsync(("MaxConcurrent", "0"));
        var (id, other) = (await served.StartAsync(), await served.StartAsync());
        using var listener = new ServedVillage.Caller();
        listener.Socket.Options.AddSubProtocol("graphql-transport-ws");
        await listener.Socket.ConnectAsync(new UriBuilder(new Uri(served.Http.BaseAddress!, "graphql")) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        await listener.SendAsync("""{"type":"connection_init"}""");
        await listener.ReadAsync();
        foreach (var (name, run) in new[] { ("hidden", id), ("other", other) })
        {
            await listener.SubscribeAsync(name, $$"""subscription { solveProgress(solve: "{{run}}") { isOver } }""");
            Assert.Equal("""{"id":"NAME","type":"next","payload":{"data":{"solveProgress":{"isOver":false}}}}""".Replace("NAME", name, StringComparison.Ordinal), await listener.ReadAsync());
        }

        async Task TellAsync(string run, bool isOver) => await city.Owner.ScalarAsync($"SELECT pg_notify('estatemap_changes', json_build_object('solve', {GlobalId.FindNumber("Solve", run)}, 'over', {isOver})::text)");
        await city.Owner.ScalarAsync($"UPDATE solve SET named = (SELECT array_agg(uuid) FROM site WHERE id <= 3) WHERE id = {GlobalId.FindNumber("Solve", id)}");
        await city.Owner.ScalarAsync("UPDATE site SET visibility = 'restricted' WHERE id = 2");
        await TellAsync(id, isOver: false);
        await TellAsync(other, isOver: false);
        // News come in their order: of the hidden run there was none.
        Assert.StartsWith("""{"id":"other","type":"next",""", await listener.ReadAsync(), StringComparison.Ordinal);
        await city.Owner.ScalarAsync("UPDATE site SET visibility = 'public' WHERE id = 2");
        await TellAsync(id, isOver: true);
        Assert.Equal("""{"id":"hidden","type":"next","payload":{"data":{"solveProgress":{"isOver":true}}}}""", await listener.ReadAsync());
    }

    [Fact]
    public async Task Whoever_comes_later_is_not_told_again_what_is_hidden_since()
    {
        await using var served = await city.ServeAsync(("MaxConcurrent", "0"));
        var query = $$"""subscription { solveProgress(solve: "{{await served.StartAsync()}}") { solve { study { candidates { name } } } } }""";
        using var listener = new ServedVillage.Caller();
        listener.Socket.Options.AddSubProtocol("graphql-transport-ws");
        await listener.Socket.ConnectAsync(new UriBuilder(new Uri(served.Http.BaseAddress!, "graphql")) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        await listener.SendAsync("""{"type":"connection_init"}""");
        await listener.ReadAsync();
        await listener.SubscribeAsync("first", query);
        Assert.Contains("Building 007", await listener.ReadAsync(), StringComparison.Ordinal);

        var feed = served.Services.GetRequiredService<ChangeFeed>();
        var heard = feed.Generation;
        await city.Owner.ScalarAsync("UPDATE site SET visibility = 'restricted' WHERE id = 7");
        try
        {
            await Patience.UntilAsync(() => Task.FromResult(feed.Generation != heard));
            await listener.SubscribeAsync("second", query);
            var told = await listener.ReadAsync();
            Assert.Contains("\"second\"", told, StringComparison.Ordinal);
            Assert.Contains("Building 008", told, StringComparison.Ordinal);
            Assert.DoesNotContain("Building 007", told, StringComparison.Ordinal);
        }
        finally
        {
            await city.Owner.ScalarAsync("UPDATE site SET visibility = 'public' WHERE id = 7");
        }
    }

    [Fact]
    public void Settings_that_make_no_sense_are_told_at_the_start()
    {
        foreach (var (name, value) in new[] { ("MaxConcurrent", "-1"), ("MaxWaiting", "0"), ("Beat", "00:10:00"), ("Patience", "00:00:00.1"), ("CacheBytes", "-1"), ("AnalysisTime", "00:00:00") })
        {
            var fault = Assert.Throws<UsageException>(() => Program.BuildServer(city.Database, "http://127.0.0.1:0", settings: new Dictionary<string, string?> { [$"EstateMap:Plans:{name}"] = value }));
            Assert.Contains($"EstateMap:Plans:{name}", fault.Message, StringComparison.Ordinal);
        }
    }
}
