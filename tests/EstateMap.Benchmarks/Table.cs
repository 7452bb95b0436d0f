using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace EstateMap.Benchmarks;

/// <summary>A line of the table: our way against a floor that no way of ours can pass, both doing the same number of things.</summary>
/// <param name="Things">What is counted, e.g. rows.</param>
/// <param name="Count">How many things a round does.</param>
public sealed record Entry(string Name, string Things, int Count, Times Ours, Times Floor)
{
    /// <summary>What else was measured, in words.</summary>
    public string? Note { get; init; }

    /// <summary>Median over the rounds of our time over the floor's time in the same round; 1 is as fast as the floor.</summary>
    public double Ratio => Rounds.Median([.. Ours.Seconds.Zip(Floor.Seconds, (a, b) => a / b)]);
}

/// <summary>What was measured, on what, printed for people; nothing is written to disk.</summary>
public sealed class Table(IReadOnlyDictionary<string, string> versions)
{
    private readonly List<Entry> _entries = [];
    private readonly List<string> _leftOut = [];

    public void Add(Entry entry) => _entries.Add(entry);

    /// <summary>Says which figure is missing and why, so that a short table is not taken for a whole one.</summary>
    public void LeaveOut(string name, string why) => _leftOut.Add($"{name}: {why}");

    public void Print(TextWriter to)
    {
        to.WriteLine($"machine   {Machine()}");
        to.WriteLine($"versions  {string.Join(", ", versions.Prepend(new(".NET", Environment.Version.ToString())).Select(v => $"{v.Key} {v.Value}"))}");
        to.WriteLine($"commit    {Commit()}");
        to.WriteLine();
        to.WriteLine(Line("what", "size", "ours", "floor", "ours a second", "ratio", "rounds"));
        foreach (var e in _entries)
        {
            to.WriteLine(Line(e.Name, Number($"{e.Count:N0} {e.Things}"), Milliseconds(e.Ours), Milliseconds(e.Floor), Number($"{e.Count / e.Ours.Median:N0} {e.Things}"),
                Number($"{e.Ratio:0.00}"), Number($"{e.Ours.Seconds.Count}")));
            to.WriteLine($"    ours: {e.Ours.Way}; floor: {e.Floor.Way}");
            if (e.Note is not null)
                to.WriteLine($"    {e.Note}");
        }
        foreach (var missing in _leftOut)
            to.WriteLine($"left out  {missing}");
        to.WriteLine();
        to.WriteLine("Times are medians, with the fastest and slowest round in brackets; a ratio is the median of the rounds' own ratios.");
    }

    private static string Line(string name, string size, string ours, string floor, string pace, string ratio, string rounds) =>
        $"{name,-34} {size,16} {ours,30} {floor,30} {pace,22} {ratio,7} {rounds,7}";

    private static string Milliseconds(Times t) => Number($"{1_000 * t.Median:N1} ms ({1_000 * t.Seconds.Min():N1}-{1_000 * t.Seconds.Max():N1})");

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    internal static string Machine()
    {
        var model = ReadValue("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var memory = ReadValue("/proc/meminfo", "MemTotal");
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        return $"{model}, {Environment.ProcessorCount} cores, memory {memory ?? "unknown"}, load {load}, {RuntimeInformation.OSDescription}";
    }

    private static string? ReadValue(string path, string key) => File.Exists(path)
        ? File.ReadLines(path).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;

    internal static string Commit()
    {
        var head = Git("rev-parse --short=12 HEAD");
        return head is null ? "not in a git checkout" : head + (Git("status --porcelain") is { Length: > 0 } ? " with changes" : "");
    }

    private static string? Git(string arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no git on this machine
        }
    }
}
