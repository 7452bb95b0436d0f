using System.Net.Http.Json;
using System.Text.Json;
using EstateMap.Server.Tests.People;
using Xunit;

namespace EstateMap.Server.Tests.Imports;

/// <summary>What the list of importable datasets tells each steward before a file is chosen.</summary>
public class ImportRightsTests(MatrixVillage village) : IClassFixture<MatrixVillage>
{
    [Fact]
    public async Task Whose_stewards_import_a_dataset_is_said_beforehand_and_follows_its_steward()
    {
        Assert.Equal([("steward of everything", true, true), ("administrator", true, true)], await PermittedAsync());

        await SetStewardAsync("\"T3JnYW5pc2F0aW9uOjI=\"");
        Assert.Equal([("steward of the trust", true, false), ("steward of everything", true, true), ("administrator", true, true)], await PermittedAsync());

        await SetStewardAsync("null");
        Assert.Equal([("steward of everything", true, true), ("administrator", true, true)], await PermittedAsync());
    }

    /// <summary>Those who may import anything: the village's register, and what nobody has loaded yet.</summary>
    private async Task<List<(string Caller, bool MayRegister, bool MayNew)>> PermittedAsync()
    {
        var permitted = new List<(string, bool, bool)>();
        foreach (var caller in MatrixVillage.Callers.Where(caller => caller.Holds("steward")))
        {
            var desk = await village.As(caller).GetFromJsonAsync<JsonElement>("/imports", TestContext.Current.CancellationToken);
            var register = desk.GetProperty("datasets").EnumerateArray().Single(dataset => dataset.GetProperty("id").GetString() == "village-register").GetProperty("mayImport").GetBoolean();
            var isNew = desk.GetProperty("mayImportNew").GetBoolean();
            if (register || isNew) permitted.Add((caller.Name, register, isNew));
        }

        return permitted;
    }

    private async Task SetStewardAsync(string organisation)
    {
        var query = $"mutation {{ setDatasetSteward(input: {{ dataset: \"village-register\", organisation: {organisation} }}) {{ dataset {{ key }} errors {{ ... on Error {{ message }} }} }} }}";
        using var answer = await village.As(MatrixVillage.Callers.Single(caller => caller.Name == "administrator")).PostAsJsonAsync("/graphql", new { query }, TestContext.Current.CancellationToken);
        Assert.Contains("\"key\":\"village-register\"", (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
