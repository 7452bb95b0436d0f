using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>Counts what was asked, and keeps what was answered otherwise than the rules say. Callers fill it at the same time.</summary>
internal sealed class MatrixCells
{
    private readonly Lock _turn = new();
    private readonly List<string> _faults = [];
    private int _count;

    /// <summary>One cell: whether something is so for a caller.</summary>
    /// <param name="what">What the answer is about, as "sees the Refuge at the tiles".</param>
    public void Check<T>(MatrixCaller caller, string what, T expected, T found)
    {
        lock (_turn)
        {
            _count++;
            if (!EqualityComparer<T>.Default.Equals(expected, found)) _faults.Add($"{caller}: {what}: {found}, not {expected}");
        }
    }

    /// <summary>Something that is no answer at all.</summary>
    public void Fault(MatrixCaller caller, string what)
    {
        lock (_turn) _faults.Add($"{caller}: {what}");
    }

    /// <summary>Fails when a cell is not as the rules say; tells how many there were.</summary>
    public void End(string what)
    {
        _faults.Sort(StringComparer.Ordinal);
        Assert.True(_faults.Count == 0, $"{_faults.Count} of {_count}:\n{string.Join('\n', _faults.Take(100))}");
        Assert.True(_count > 0, "Nothing was asked.");
        TestContext.Current.SendDiagnosticMessage($"{MatrixVillage.Callers.Length} callers x {what}: {_count} cells");
    }
}
