using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EstateMap.Testing;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace EstateMap.Server.Tests.Imports;

/// <summary>A server over an empty register, and the ways in which a person at this computer uses it.</summary>
public sealed class ImportDesk : PostgisFixture
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("em-desk-");
    private WebApplication? _server;

    public HttpClient Http { get; } = new();

    public string Uploads => Path.Combine(_data.FullName, "uploads");

    public const string Manifest = """
        {"id": "village-register", "title": "Village register", "publisher": "Village Council", "mirrorPath": "register.csv", "licence": "OGL-UK-3.0", "attribution": "Village Council",
         "theme": "estate", "format": "csv", "layout": "register", "asAt": "2025-03-31", "organisation": {"name": "Village Council", "kind": "council"}}
        """;

    public const string First = """
        AssetCode,PropertyName,UPRN,PostTown,PostCode,GeoX,GeoY,TenureType,HoldingType
        A1,Town Hall,100012345678,Village,ZZ1 1AA,-2.34,53.43,Freehold,Buildings
        A2,Old Depot,,Village,ZZ1 1AB,-2.35,53.44,Freehold,Buildings
        A3,Green,,Village,,-2.36,53.45,Freehold,Land
        """;

    public const string Second = """
        AssetCode,PropertyName,UPRN,PostTown,PostCode,GeoX,GeoY,TenureType,HoldingType
        A1,Town Hall,100012345678,Village,ZZ1 1AA,-2.34,53.43,Leasehold,Buildings
        A3,Green,UPRN 100 012 345 679,Village,,-2.36,53.45,Freehold,Land
        A4,New Library,,Village,ZZ1 1AC,-2.37,53.46,Freehold,Buildings
        ,Nameless,,Village,,-2.38,53.46,Freehold,Buildings
        """;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await using (var connection = await Writer.OpenConnectionAsync())
            await Import.Vocabulary.LoadAsync(connection, CancellationToken.None);
        await StartAsync();
        Http.DefaultRequestHeaders.Add("X-EstateMap", "1");
    }

    public async Task StartAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = Program.BuildServer(Database, "http://127.0.0.1:0", _data.FullName);
        await _server.StartAsync();
        if (Http.BaseAddress is null)
            Http.BaseAddress = new Uri(_server.Urls.First());
    }

    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        await base.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>Uploads a text under the manifest; the answer is the job.</summary>
    public async Task<HttpResponseMessage> UploadAsync(string csv, string? dataset = null, string? asAt = null, string fileName = "register.csv", string manifest = Manifest)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(csv)), "file", fileName } };
        form.Add(new StringContent(dataset ?? manifest), dataset is null ? "manifest" : "dataset");
        if (asAt is not null)
            form.Add(new StringContent(asAt), "asAt");
        return await Http.PostAsync("/imports", form);
    }

    /// <summary>Uploads and waits until it can be looked at or is over.</summary>
    public async Task<JsonElement> LookAsync(string csv, string? dataset = null, string? asAt = null)
    {
        using var answer = await UploadAsync(csv, dataset, asAt);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await EndAsync((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
    }

    public async Task<JsonElement> ActivateAsync(string job)
    {
        using var answer = await Http.PostAsync($"/imports/{job}/activate", null);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await EndAsync(job);
    }

    /// <summary>The last that the events of a job say.</summary>
    public async Task<JsonElement> EndAsync(string job)
    {
        var events = await Http.GetStringAsync($"/imports/{job}/events");
        return JsonDocument.Parse(events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1]["data: ".Length..]).RootElement;
    }

    public async Task<JsonElement> ImportAsync(string csv) => await ActivateAsync((await LookAsync(csv)).GetProperty("id").GetString()!);

    public async Task<string> ScalarAsync(string sql)
    {
        await using var command = Writer.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }

    public static async Task<string> SentenceAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;
}
