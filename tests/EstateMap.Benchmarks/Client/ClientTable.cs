using System.Globalization;
using Microsoft.Playwright;

namespace EstateMap.Benchmarks.Client;

/// <summary>What a median has to be.</summary>
internal sealed record Goal(string Words, Func<double, bool> IsMet)
{
    public static Goal Below(double most) => new(string.Create(CultureInfo.InvariantCulture, $"under {most:#,0.#}"), value => value < most);
    public static Goal AtLeast(double least) => new(string.Create(CultureInfo.InvariantCulture, $"{least:#,0.#} or more"), value => value >= least);
}

/// <summary>What was seen in the browser, size after size, printed for people.</summary>
internal sealed class ClientTable(string chromium)
{
    private readonly List<string> lines = [];

    /// <summary>False when something could not be measured.</summary>
    public bool IsWhole { get; private set; } = true;

    public void Begin(int sites) => lines.Add(string.Create(CultureInfo.InvariantCulture, $"{sites:N0} sites"));

    public void Add(string name, string unit, IReadOnlyList<double> ours, IReadOnlyList<double>? floor, Goal? goal) => lines.Add(
        $"  {name,-34} {unit,-3} {Spread(ours),24} {(floor is null ? "" : Spread(floor)),24} {ours.Count,6}  {(goal is null ? "" : $"{goal.Words}: {(goal.IsMet(Rounds.Median(ours)) ? "met" : "MISSED")}")}");

    /// <summary>Says what could not be measured and why, so that a short table is not taken for a whole one.</summary>
    public async Task TryAsync(string name, Func<Task> measure)
    {
        try
        {
            await measure();
        }
        catch (Exception why) when (why is PlaywrightException or TimeoutException or InvalidOperationException)
        {
            IsWhole = false;
            lines.Add($"  left out  {name}: {why.Message.Split('\n')[0]}");
        }
    }

    public void Print(TextWriter to)
    {
        to.WriteLine($"machine   {Table.Machine()}");
        to.WriteLine($"versions  .NET {Environment.Version}, Chromium {chromium}, headless, software rendering, 1200 x 800, server on the same machine");
        to.WriteLine($"commit    {Table.Commit()}");
        to.WriteLine();
        to.WriteLine($"  {"what",-34} {"",-3} {"ours",24} {"floor",24} {"times",6}  goal");
        foreach (var line in lines)
            to.WriteLine(line);
        to.WriteLine();
        to.WriteLine("Medians, with the least and the most in brackets. Cold: an empty cache; warm: the second visit. A stall is a task of the main thread of over 50 ms; 0 when there was none.");
        to.WriteLine("Floors: opening one small picture of the same server; the same movements over a drawing of a thousand dots that only follows the pointer; a tick that changes one word; the same search asked without a page.");
    }

    private static string Spread(IReadOnlyList<double> values) => string.Create(CultureInfo.InvariantCulture, $"{Rounds.Median(values):#,0.#} ({values.Min():#,0.#}-{values.Max():#,0.#})");
}
