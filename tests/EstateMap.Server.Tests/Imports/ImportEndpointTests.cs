using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EstateMap.Server.Imports;
using EstateMap.Server.People;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EstateMap.Server.Tests.Imports;

/// <summary>Each test has a server and a register of its own, since imports build on each other.</summary>
public sealed class ImportEndpointTests : IAsyncLifetime
{
    private readonly ImportDesk desk = new();

    public ValueTask InitializeAsync() => desk.InitializeAsync();

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    private static string Id(JsonElement job) => job.GetProperty("id").GetString()!;

    private static string State(JsonElement job) => job.GetProperty("state").GetString()!;

    [Fact]
    public async Task A_file_is_looked_at_activated_and_undone()
    {
        var looked = await desk.LookAsync(ImportDesk.First);
        Assert.Equal("previewed", State(looked));
        Assert.Equal("0", await desk.ScalarAsync("SELECT count(*) FROM source_record"));
        Assert.Equal("3", await desk.ScalarAsync($"SELECT rows_new FROM import_run WHERE id = {looked.GetProperty("run").GetInt64()}"));
        Assert.Single(Directory.GetDirectories(desk.Uploads));

        Assert.Equal("activated", State(await desk.ActivateAsync(Id(looked))));
        Assert.Equal("3", await desk.ScalarAsync("SELECT count(*) FROM source_record WHERE missing_since_run_id IS NULL"));
        Assert.Empty(Directory.GetDirectories(desk.Uploads));

        var second = await desk.LookAsync(ImportDesk.Second, dataset: "village-register", asAt: "2026-03-31");
        var run = second.GetProperty("run").GetInt64();
        Assert.Equal("1 1 1 1 1", await desk.ScalarAsync($"SELECT concat_ws(' ', rows_new, rows_changed, rows_unchanged, rows_missing, rows_rejected) FROM import_run WHERE id = {run}"));
        Assert.Contains("""{"after": "leasehold", "field": "tenure_type", "before": "freehold"}""", await desk.ScalarAsync($"SELECT fields FROM import_change WHERE run_id = {run} AND record_key = 'A1'"), StringComparison.Ordinal);
        var activated = await desk.ActivateAsync(Id(second));
        Assert.Equal("leasehold", await desk.ScalarAsync("SELECT content->>'tenure_type' FROM source_record WHERE record_key = 'A1'"));
        Assert.Equal("2026-03-31", await desk.ScalarAsync("SELECT to_char(r.as_at, 'YYYY-MM-DD') FROM import_run r JOIN dataset d ON d.active_run_id = r.id"));

        using var stale = await desk.Http.PostAsJsonAsync("/datasets/village-register/undo", new { run });
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        using var undone = await desk.Http.PostAsJsonAsync("/datasets/village-register/undo", new { run = activated.GetProperty("run").GetInt64() });
        Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
        Assert.Equal("freehold", await desk.ScalarAsync("SELECT content->>'tenure_type' FROM source_record WHERE record_key = 'A1'"));
        Assert.Equal("A1 A2 A3", await desk.ScalarAsync("SELECT string_agg(record_key, ' ' ORDER BY record_key) FROM source_record WHERE missing_since_run_id IS NULL"));
    }

    // One name in some hundred of 32 hex digits holds what reads as a mobile number, and is cleared where it is kept.
    [Fact]
    public async Task A_name_on_disk_that_reads_as_a_mobile_number_does_not_lose_its_run()
    {
        var folder = Directory.CreateTempSubdirectory("em-queue-");
        try
        {
            var file = Path.Combine(folder.CreateSubdirectory("upload").FullName, "ab07700900123cd.csv");
            await File.WriteAllTextAsync(file, ImportDesk.First, TestContext.Current.CancellationToken);
            using var queue = new ImportQueue(desk.Database, new ImportSettings { Folder = Path.Combine(folder.FullName, "swept") }, NullLogger<ImportQueue>.Instance);
            await queue.StartAsync(TestContext.Current.CancellationToken);
            var job = queue.Add(Caller.Public, Import.Manifest.Parse(ImportDesk.Manifest, "test"), new Upload(Path.GetDirectoryName(file)!, [file], ["register of 07700 900123.csv"], null), preferFile: false);
            while (job.State is JobState.Queued or JobState.Checking)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            Assert.Equal((JobState.Previewed, null), (job.State, job.Describe().Message));
            await queue.ActivateAsync(job, TestContext.Current.CancellationToken);
            while (job.State is JobState.Activating)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            Assert.Equal(JobState.Activated, job.State);
            Assert.Equal("register of [removed].csv", await desk.ScalarAsync($"SELECT file_name FROM import_run WHERE id = {job.Run}"));
            await queue.StopAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Rejected_rows_are_given_back_with_their_reasons()
    {
        var looked = await desk.LookAsync(ImportDesk.Second);
        using var answer = await desk.Http.GetAsync($"/imports/runs/{looked.GetProperty("run").GetInt64()}/rejects.csv");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("line,reasons,AssetCode,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("5,", lines[1], StringComparison.Ordinal);
        Assert.Contains("Nameless", lines[1], StringComparison.Ordinal);
        using var none = await desk.Http.GetAsync("/imports/runs/99999/rejects.csv");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_preview_that_another_import_overtook_is_not_activated()
    {
        var first = await desk.LookAsync(ImportDesk.First);
        await desk.ImportAsync(ImportDesk.Second);
        using var answer = await desk.Http.PostAsync($"/imports/{Id(first)}/activate", null);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("has changed since this preview", await ImportDesk.SentenceAsync(answer), StringComparison.Ordinal);
        Assert.Equal("previewed", State(await desk.EndAsync(Id(first))));
    }

    [Fact]
    public async Task What_is_discarded_leaves_no_file_and_cannot_be_activated()
    {
        var looked = await desk.LookAsync(ImportDesk.First);
        using var discarded = await desk.Http.DeleteAsync($"/imports/{Id(looked)}");
        Assert.Equal("discarded", State(await discarded.Content.ReadFromJsonAsync<JsonElement>()));
        Assert.Empty(Directory.GetDirectories(desk.Uploads));
        Assert.Equal("cancelled", await desk.ScalarAsync("SELECT status FROM import_run"));
        using var late = await desk.Http.PostAsync($"/imports/{Id(looked)}/activate", null);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
    }

    [Fact]
    public async Task A_run_that_goes_on_is_cancelled_within_a_second()
    {
        // Another import holds the lock, so this one can only wait.
        await using var connection = await desk.Writer.OpenConnectionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand($"SELECT pg_advisory_lock({0x4573_7461_7465_4D61})", connection))
            await hold.ExecuteNonQueryAsync();
        using var answer = await desk.UploadAsync(ImportDesk.First);
        var job = Id(await answer.Content.ReadFromJsonAsync<JsonElement>());
        while (State(await desk.Http.GetFromJsonAsync<JsonElement>($"/imports/{job}")) != "checking")
            await Task.Delay(20, TestContext.Current.CancellationToken);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using var cancelled = await desk.Http.DeleteAsync($"/imports/{job}");
        var end = await desk.EndAsync(job);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"It took {clock.Elapsed}.");
        Assert.Equal("cancelled", State(end));
        Assert.Equal("Cancelled. Nothing was changed.", end.GetProperty("message").GetString());
        Assert.Empty(Directory.GetDirectories(desk.Uploads));
    }

    [Fact]
    public async Task The_file_that_is_served_already_would_change_nothing()
    {
        await desk.ImportAsync(ImportDesk.First);
        Assert.Equal("unchanged", State(await desk.LookAsync(ImportDesk.First)));
        Assert.Empty(Directory.GetDirectories(desk.Uploads));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a,b\n1,2\n", "")]
    public async Task A_file_that_cannot_be_used_fails_with_a_sentence_and_changes_nothing(string csv, string said)
    {
        var failed = await desk.LookAsync(csv);
        Assert.Equal("failed", State(failed));
        Assert.Contains(said, failed.GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("Nothing that is served was changed.", failed.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(desk.Uploads));
    }

    [Fact]
    public async Task What_is_no_upload_is_refused_and_leaves_nothing_behind()
    {
        using var bare = await desk.Http.PostAsync("/imports", new StringContent("hello"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, bare.StatusCode);
        using var empty = await desk.Http.PostAsync("/imports", new MultipartFormDataContent { { new StringContent("village-register"), "dataset" } });
        Assert.Equal("No file was chosen.", await ImportDesk.SentenceAsync(empty));
        using var unknown = await desk.UploadAsync(ImportDesk.First, dataset: "no-such");
        Assert.Contains("no-such", await ImportDesk.SentenceAsync(unknown), StringComparison.Ordinal);
        using var broken = await desk.UploadAsync(ImportDesk.First, manifest: "{");
        Assert.Contains("cannot be read", await ImportDesk.SentenceAsync(broken), StringComparison.Ordinal);
        using var date = await desk.UploadAsync(ImportDesk.First, asAt: "31/03/2026");
        Assert.Contains("2026-03-31", await ImportDesk.SentenceAsync(date), StringComparison.Ordinal);
        using var empty2 = await desk.UploadAsync(ImportDesk.First, manifest: "null");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty2.StatusCode);
        using var odd = await desk.UploadAsync(ImportDesk.First, manifest: "{\"id\": null}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, odd.StatusCode);
        Assert.Empty(Directory.GetDirectories(desk.Uploads));
    }

    [Fact]
    public async Task The_sender_s_path_and_name_never_reach_the_disk()
    {
        using var answer = await desk.UploadAsync(ImportDesk.First, fileName: "../../etc/p\u0007asswd; jo.bloggs@mail.example.csv");
        var job = await desk.EndAsync(Id(await answer.Content.ReadFromJsonAsync<JsonElement>()));
        var folder = Assert.Single(Directory.GetDirectories(desk.Uploads));
        Assert.Matches("^[0-9a-f]{32}$", Path.GetFileName(folder));
        var file = Assert.Single(Directory.GetFiles(folder));
        Assert.Matches(@"^[0-9a-f]{32}(\.[a-z0-9]+){0,2}$", Path.GetFileName(file));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("700", Convert.ToString((int)File.GetUnixFileMode(folder), 8));
            Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(file), 8));
        }

        Assert.DoesNotContain("jo.bloggs", await desk.ScalarAsync("SELECT file_name FROM import_run"), StringComparison.Ordinal);
        Assert.DoesNotContain("..", job.GetProperty("files")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_server_before_left_is_deleted_at_the_start()
    {
        var looked = await desk.LookAsync(ImportDesk.First);
        await desk.StartAsync();
        for (var i = 0; i < 100 && Directory.GetDirectories(desk.Uploads).Length > 0; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Empty(Directory.GetDirectories(desk.Uploads));
    }

    [Fact]
    public async Task Nothing_is_done_for_a_page_of_elsewhere()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/imports") { Content = new MultipartFormDataContent { { new StringContent(ImportDesk.First), "file", "a.csv" } } };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await desk.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("0", await desk.ScalarAsync("SELECT count(*) FROM import_run"));
    }
}
