using System.Collections.Concurrent;
using System.Diagnostics;
using EstateMap.Server.Graph.Changes;
using Npgsql;

namespace EstateMap.Server.Tests.Graph.Safety;

/// <summary>Notes the text of every statement that goes to one database, as Npgsql tells whoever traces it; not the values of its parameters, nor whether the listening connection is still there, which is asked every quarter of a minute.</summary>
internal sealed class Statements : IDisposable
{
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly ActivityListener _listener;

    public Statements(NpgsqlDataSource source)
    {
        var database = new NpgsqlConnectionStringBuilder(source.ConnectionString).Database;
        _listener = new ActivityListener
        {
            ShouldListenTo = activities => activities.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if ((activity.GetTagItem("db.namespace") ?? activity.GetTagItem("db.name")) as string == database && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string text && text != ChangeFeed.StillThere) _texts.Enqueue(text);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>What was sent since it was asked last.</summary>
    public List<string> Take()
    {
        var texts = new List<string>();
        while (_texts.TryDequeue(out var text)) texts.Add(text);
        return texts;
    }
}
