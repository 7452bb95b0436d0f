using EstateMap.Import;
using Spectre.Console;

namespace EstateMap.Server.Commands;

/// <summary>Shows an import on standard error: a bar over its datasets on a terminal, one line a dataset elsewhere.</summary>
internal static class ImportProgressBar
{
    public static async Task<T> ShowAsync<T>(int datasets, Func<IProgress<ImportProgress>, Task<T>> work)
    {
        if (!ConsoleProgress.IsTerminal)
            return await work(new Lines());
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context => work(new Bar(context.AddTask("Starting", maxValue: Math.Max(datasets, 1)))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<ImportProgress>
    {
        private readonly HashSet<string> _begun = [];

        public void Report(ImportProgress value)
        {
            if (value.Phase == "fetch")
            {
                task.Description = $"Fetching {Markup.Escape(value.DatasetId)}";
                return;
            }
            if (_begun.Add(value.DatasetId))
                task.Value = _begun.Count - 1;
            task.Description = $"{Markup.Escape(value.DatasetId)}: {Markup.Escape(value.Phase)}, {value.Done:N0} rows";
        }
    }

    private sealed class Lines : IProgress<ImportProgress>
    {
        private string _last = "";

        public void Report(ImportProgress value)
        {
            var line = value.Phase == "fetch" ? "Fetching the files" : $"Importing {value.DatasetId}";
            if (line != _last)
                Console.Error.WriteLine(line);
            _last = line;
        }
    }
}
