using System.Text.Json;
using EstateMap.Server.Tests.Database;
using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Commands;

public class ImportCommandTests(PostgisFixture db) : IClassFixture<PostgisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_start_serves_the_sample_and_a_second_does_not_load_it_again()
    {
        var runs = new List<long>();
        for (var start = 0; start < 2; start++)
        {
            using var server = EstateMapProgram.Start(["serve", "--database", db.ConnectionString, "--port", "0"]);
            await server.GetAddressAsync(Cancel);
            server.Signal("TERM");
            Assert.Equal(0, await server.EndAsync(Cancel));
            runs.Add((long)(await AskAsync("SELECT count(*) FROM import_run"))!);
        }
        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(true, await AskAsync("SELECT count(*) > 100 FROM site"));
        Assert.Equal(true, await AskAsync("SELECT bool_and(is_sample) FROM dataset"));
    }

    [Fact]
    public async Task The_real_files_give_the_figures_their_publishers_give()
    {
        var mirror = RealFiles.Get("");
        using var folder = new TemporaryFolder();
        using var program = EstateMapProgram.Start(["geodata", "--json", "--data", folder.Path], ("MIRROR", mirror));
        Assert.Equal(0, await program.EndAsync(Cancel));

        var figures = JsonDocument.Parse(program.Output).RootElement.GetProperty("figures");
        var areas = figures.GetProperty("areas").EnumerateArray()
            .ToDictionary(area => $"{area.GetProperty("kind").GetString()} {area.GetProperty("vintage").GetString()}", area => (area.GetProperty("areas").GetInt32(), area.GetProperty("people") is { ValueKind: JsonValueKind.Number } people ? people.GetDouble() : 0));
        Assert.Equal((738, 241_025), areas["oa 2021"]);
        Assert.Equal((21, 241_025), areas["ward 2017"]);
        Assert.Equal((21, 241_025), areas["ward 2023"]);
        Assert.Equal((4, 241_025), areas["neighbourhood 2023"]);
        Assert.Equal(608, figures.GetProperty("propertiesByLocationMethod").EnumerateObject().Sum(method => method.Value.GetInt32()));
        Assert.DoesNotContain("m out", program.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dataset", "sample-libraries", "--rejects", "/nowhere/rejects.csv")]
    [InlineData("--suggest", "--out", "/nowhere/manifest.json")]
    public async Task A_file_that_cannot_be_written_is_named_before_anything_is_done(params string[] options)
    {
        var before = await AskAsync("SELECT count(*) FROM import_run");
        using var program = EstateMapProgram.Start(["import", Directory.GetFiles(Path.Combine(Repository.Root, "geodata", "sample"), "*.csv", SearchOption.AllDirectories)[0], .. options, "--database", db.ConnectionString]);
        Assert.Equal(2, await program.EndAsync(Cancel));
        Assert.StartsWith($"estatemap: {options[^1]} cannot be written: ", program.Error, StringComparison.Ordinal);
        Assert.Equal(before, await AskAsync("SELECT count(*) FROM import_run"));
    }

    [Theory]
    [InlineData("import absent.csv --dataset sample-libraries", "estatemap: There is no file absent.csv.")]
    [InlineData("import absent.csv", "estatemap: Say which dataset the file is: give --dataset ID or --manifest FILE; --suggest proposes a manifest.")]
    [InlineData("geodata --mirror /nowhere", "estatemap: There is no folder /nowhere to take files from.")]
    [InlineData("geodata --manifests /nowhere", "estatemap: There is no folder of manifests at /nowhere.")]
    public async Task What_cannot_be_imported_is_named(string arguments, string sentence)
    {
        using var program = EstateMapProgram.Start([.. arguments.Split(' '), "--database", db.ConnectionString]);
        Assert.Equal(2, await program.EndAsync(Cancel));
        Assert.StartsWith(sentence, program.Error, StringComparison.Ordinal);
    }

    private async Task<object?> AskAsync(string sql)
    {
        await using NpgsqlCommand command = db.Owner.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
