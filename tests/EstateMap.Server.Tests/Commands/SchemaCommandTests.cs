using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Commands;

public class SchemaCommandTests
{
    [Fact]
    public async Task The_committed_schema_is_the_one_that_is_served()
    {
        using var program = EstateMapProgram.Start(["schema"]);
        Assert.Equal(0, await program.EndAsync(TestContext.Current.CancellationToken));

        var committed = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src/EstateMap.Server/schema.graphql"), TestContext.Current.CancellationToken);
        Assert.True(committed == program.Output, "The schema has changed: look at the difference that make schema leaves, and commit it when it is meant.");
    }
}
