using System.Text.Encodings.Web;
using System.Text.Json;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

/// <summary>Each <c>Queries/*.graphql</c> has its answer beside it; together they are the examples of the API.</summary>
public class QueryPairTests(Village village) : IClassFixture<Village>
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "EstateMap.Server.Tests", "Queries");

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.graphql").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Answers_as_written_beside_it(string name)
    {
        var expectation = Path.Combine(Folder, name + ".json");
        var answer = JsonSerializer.Serialize(await village.AnswerAsync(await File.ReadAllTextAsync(Path.Combine(Folder, name + ".graphql"))), Pretty) + "\n";
        if (!File.Exists(expectation))
        {
            await File.WriteAllTextAsync(expectation, answer);
            Assert.Fail($"There was no expectation for {name}; what came is now in {name}.json. Read it, and commit it if it is right.");
        }

        Assert.Equal(await File.ReadAllTextAsync(expectation), answer);
    }
}
