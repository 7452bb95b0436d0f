using System.CommandLine;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Commands;

/// <summary>Prints the GraphQL schema, which is committed as the contract with clients.</summary>
internal static class SchemaCommand
{
    public static Command Build()
    {
        var output = new Option<string?>("--out") { Description = "File to write; without it the schema is printed.", HelpName = "FILE" };
        var command = new Command("schema", "Print the GraphQL schema in the schema definition language.") { output };
        command.SetAction(async (parsed, cancel) =>
        {
            var sdl = EstateMapSchema.Print(EstateMapSchema.Build(new ServiceCollection().BuildServiceProvider()));
            if (parsed.GetValue(output) is { } file) await File.WriteAllTextAsync(file, sdl, cancel);
            else await Console.Out.WriteAsync(sdl);
            return EstateMapCommand.Done;
        });
        return command;
    }
}
