using System.Globalization;

namespace EstateMap.Benchmarks;

/// <summary>Seconds of processor that processes have used: proc(5), `/proc/PID/stat`, in hundredths.</summary>
internal static class ProcessorTime
{
    /// <summary>Of a process itself (utime and stime).</summary>
    public static double Of(int pid) => Sum(pid, 11);

    /// <summary>Of the children that a process has, and of those that have ended and that it has waited for (cutime and cstime).</summary>
    public static double OfChildren(int pid) => Sum(pid, 13) + Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .Where(child => Parent(child) == pid).Sum(Of);

    public static int Parent(int pid) => Fields(pid) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;

    private static double Sum(int pid, int field) =>
        Fields(pid) is { } fields ? (double.Parse(fields[field], CultureInfo.InvariantCulture) + double.Parse(fields[field + 1], CultureInfo.InvariantCulture)) / 100 : 0;

    // Null when the process has ended. Its name, in brackets, may hold blanks.
    private static string[]? Fields(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
