namespace EstateMap.Server.Commands;

/// <summary>Says on standard error what is being done: one line that changes on a terminal, plain lines elsewhere. Standard output is for results.</summary>
internal sealed class ConsoleProgress : IProgress<string>, IDisposable
{
    private readonly Lock _writing = new();
    private readonly TextWriter _out = Console.Error;
    private int _shown;

    public static bool IsTerminal { get; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    public void Report(string value)
    {
        lock (_writing)
        {
            if (!IsTerminal)
            {
                _out.WriteLine(value);
                return;
            }
            var line = value.Length < Console.BufferWidth ? value : value[..(Console.BufferWidth - 1)];
            _out.Write("\r" + line.PadRight(_shown));
            _shown = line.Length;
        }
    }

    /// <summary>Clears the changing line, so that what follows starts at the margin.</summary>
    public void End()
    {
        lock (_writing)
        {
            if (_shown > 0)
                _out.Write("\r" + new string(' ', _shown) + "\r");
            _shown = 0;
        }
    }

    public void Dispose() => End();
}
