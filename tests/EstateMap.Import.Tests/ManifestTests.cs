using System.Net;
using EstateMap.Database;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Manifests and where their files are had from.</summary>
public sealed class ManifestTests
{
    private const string Whole = """{"id":"x","title":"X","publisher":"P","mirrorPath":"x.csv","licence":"OGL-UK-3.0","attribution":"A","theme":"estate","format":"csv","layout":"register"}""";

    [Theory]
    [InlineData("datasets")]
    [InlineData("sample/datasets")]
    public void Every_manifest_of_the_repository_can_be_used(string folder)
    {
        var catalogue = ManifestCatalogue.Load(Path.Combine(Repository.Root, "geodata", folder));
        Assert.NotEmpty(catalogue.Manifests);
        var seen = new HashSet<string>();
        foreach (var manifest in catalogue.Manifests)
        {
            Assert.All(manifest.After, a => Assert.Contains(a, seen));
            seen.Add(manifest.Id);
        }

        Assert.Equal("boundary", catalogue.Manifests[0].Layout);
    }

    [Theory]
    [InlineData("\"layout\":\"register\"", "\"layout\":\"pub\"", "layout 'pub' is not known")]
    [InlineData("\"format\":\"csv\"", "\"format\":\"xls\"", "format 'xls' is none of csv, geojson, arcgis, shapefile, geopackage, open_referral")]
    [InlineData("\"id\":\"x\"", "\"id\":\"X y\"", "id 'X y' may hold")]
    [InlineData("\"theme\"", "\"thema\"", "thema")]
    [InlineData("\"title\":\"X\",", "", "title")]
    [InlineData("\"layout\":\"register\"", "\"layout\":\"library\"", "layout library needs a serviceKind")]
    [InlineData("\"layout\":\"register\"", "\"layout\":\"population\"", "needs an area")]
    [InlineData("\"layout\":\"register\"", "\"layout\":\"register\",\"columns\":{\"colour\":[]}", "layout register has no field 'colour'")]
    [InlineData("\"x.csv\"", "\"../x.csv\"", "must stay inside the mirror")]
    [InlineData("\"id\":\"x\"", "\"id\":null", "what stands at id is not")]
    [InlineData("\"id\":\"x\"", "\"id\":\"x\\n\"", "may hold")]
    [InlineData("\"x.csv\"", "null", "what stands at mirrorPath is not")]
    [InlineData("\"title\":\"X\"", "\"title\":null", "what stands at title is not")]
    [InlineData("\"title\":\"X\"", "\"title\":7", "what stands at title is not")]
    [InlineData("\"theme\"", "\"key\":[],\"theme\"", "key names no field")]
    [InlineData("\"theme\"", "\"key\":[null],\"theme\"", "key names no field")]
    [InlineData("\"theme\"", "\"values\":{\"name\":null},\"theme\"", "under values")]
    [InlineData("\"theme\"", "\"columns\":{\"name\":null},\"theme\"", "under columns")]
    [InlineData("\"theme\"", "\"columns\":{\"name\":[null]},\"theme\"", "under columns")]
    [InlineData("\"theme\"", "\"after\":[null],\"theme\"", "after names no dataset")]
    [InlineData("\"theme\"", "\"join\":{\"mirrorPath\":\"y.csv\",\"on\":[]},\"theme\"", "join.on")]
    public void A_manifest_that_cannot_be_used_is_refused_with_the_reason(string part, string instead, string reason) =>
        Assert.Contains(reason, Assert.Throws<UsageException>(() => Manifest.Parse(Whole.Replace(part, instead, StringComparison.Ordinal), "x.json")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_missing_from_the_mirror_is_named()
    {
        var fault = await Assert.ThrowsAsync<UsageException>(() => new MirrorFolder("/nowhere").GetAsync(new ManifestFile { MirrorPath = "a/b.csv" }, TestContext.Current.CancellationToken));
        Assert.Equal("The mirror /nowhere has no file a/b.csv.", fault.Message);
    }

    [Theory]
    [InlineData("200,whole", null)]
    [InlineData("500,|500,|200,whole", null)]
    [InlineData("500,|500,|500,", "cannot be reached")]
    [InlineData("404,", "answers 404")]
    [InlineData("offline", "Is this machine online?")]
    [InlineData("200,far too long a file", "is larger than 10 bytes")]
    public async Task A_download_is_tried_again_and_then_explained(string answers, string? reason)
    {
        using var folder = new TemporaryFolder();
        using var http = new HttpClient(new Publisher(answers.Split('|')));
        var source = new PublisherDownload(http, folder.Path) { MostBytes = 10, Pause = TimeSpan.Zero };
        var file = new ManifestFile { MirrorPath = "a/b.csv", DownloadUrl = "https://publisher.example/b.csv" };
        if (reason is null)
            Assert.Equal("whole", await File.ReadAllTextAsync(await source.GetAsync(file, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken));
        else
            Assert.Contains(reason, (await Assert.ThrowsAsync<UsageException>(() => source.GetAsync(file, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        Assert.Equal(reason is null ? 1 : 0, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Length);
    }

    private sealed class Publisher(string[] answers) : HttpMessageHandler
    {
        private int asked;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = answers[Math.Min(asked++, answers.Length - 1)].Split(',');
            return answer[0] == "offline" ? throw new HttpRequestException("No such host is known.")
                : Task.FromResult(new HttpResponseMessage((HttpStatusCode)int.Parse(answer[0], System.Globalization.CultureInfo.InvariantCulture)) { Content = new StringContent(answer[1]) });
        }
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("estatemap-test-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
