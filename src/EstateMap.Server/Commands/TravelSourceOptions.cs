using System.CommandLine;
using EstateMap.Server.Travel;

namespace EstateMap.Server.Commands;

/// <summary>Options that say where a network or matrix comes from, and how their imports tell what was left out.</summary>
internal sealed class TravelSourceOptions
{
    private readonly Option<string?> _name = new("--name") { Description = "What it is called; importing under a name that is there replaces its contents. Default: the file's name.", HelpName = "NAME" };
    private readonly Option<string?> _publisher = new("--publisher") { Description = "Who publishes it.", HelpName = "NAME" };
    private readonly Option<string?> _licence = new("--licence") { Description = "Its licence, such as OGL-UK-3.0.", HelpName = "NAME" };
    private readonly Option<string?> _attribution = new("--attribution") { Description = "Sentence to show wherever its times are shown.", HelpName = "WORDS" };
    private readonly Option<DateOnly?> _asAt = new("--as-at") { Description = "The date it speaks for, yyyy-MM-dd.", HelpName = "DATE" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _name, _publisher, _licence, _attribution, _asAt }) command.Add(option);
    }

    public TravelSource Read(ParseResult parsed, string file) => TravelSource.Of(parsed.GetValue(_name), file, parsed.GetValue(_publisher), parsed.GetValue(_licence), parsed.GetValue(_attribution), parsed.GetValue(_asAt));

    /// <summary>Counts by reason, and where to find the rows.</summary>
    public static void WriteRejected(int read, IReadOnlyList<RejectedLine> rejected, string? file)
    {
        if (rejected.Count == 0)
        {
            Console.WriteLine($"All {read} rows of the file got in.");
            return;
        }

        Console.WriteLine($"{rejected.Count} lines of {read} rows did not get in: {string.Join(", ", rejected.CountBy(line => line.Reason).OrderByDescending(reason => reason.Value).Select(reason => $"{reason.Value} {reason.Key}"))}.");
        Console.WriteLine(file is null ? "--rejects FILE writes them with the reasons." : $"They are in {file}, with the reasons.");
    }
}
