using System.Diagnostics;
using System.Text;

namespace EstateMap.Testing;

/// <summary>The built estatemap program, run as people run it. Disposing kills what still runs.</summary>
public sealed class EstateMapProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private EstateMapProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The program that was built into the output of the test project, or the published one that ESTATEMAP_PROGRAM names: the same, but its client is a tenth of the size.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("ESTATEMAP_PROGRAM") is { Length: > 0 } published ? published : System.IO.Path.Combine(AppContext.BaseDirectory, "estatemap");

    public int ProcessId => _process.Id;
    public bool HasEnded => _process.HasExited;
    public string Output => Read(_output);
    public string Error => Read(_error);
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts it with none of our own settings in its environment but those given.</summary>
    public static EstateMapProgram Start(IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment) => StartAt(Path, arguments, environment);

    /// <summary>As <see cref="Start"/>, but one that was built elsewhere, such as the published one.</summary>
    public static EstateMapProgram StartAt(string path, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = System.IO.Path.GetTempPath(),
        };
        foreach (var name in new[] { "PORT", "MIRROR", "ESTATEMAP_DATA", "ESTATEMAP_DATABASE", "ESTATEMAP_POSTGRES_BIN" })
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new EstateMapProgram(Process.Start(start) ?? throw new InvalidOperationException($"{path} did not start."));
    }

    /// <summary>Runs it to its end and returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>The address of a server, once it says that it is ready; fails with what it said when it ends instead.</summary>
    public async Task<Uri> GetAddressAsync(CancellationToken cancellationToken)
    {
        const string announcement = "EstateMap is at ";
        while (true)
        {
            if (Output.Split('\n').FirstOrDefault(line => line.StartsWith(announcement, StringComparison.Ordinal)) is { } line)
                return new Uri(line[announcement.Length..].Split(' ')[0]);
            if (_process.HasExited)
                throw new InvalidOperationException($"estatemap ended with code {_process.ExitCode}: {Output}{Error}");
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Asks it to stop as Ctrl-C or a service manager does: SIGINT or SIGTERM.</summary>
    public void Signal(string name) => Process.Start("kill", ["-s", name, $"{_process.Id}"]).WaitForExit();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null)
                text.AppendLine(line);
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
