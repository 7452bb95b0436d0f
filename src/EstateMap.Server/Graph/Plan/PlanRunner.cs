using EstateMap.Server.People;
using Npgsql;

namespace EstateMap.Server.Graph.Plan;

/// <summary>Runs a plan: all statements of a depth in one round trip, rows to text as they are read, and at the end the texts put into each other.</summary>
internal sealed class PlanRunner(OperationPlan plan, RunState state) : IDisposable
{
    private readonly Dictionary<Level, LevelRows> _rows = [];
    private readonly AnswerBudget _budget = new(state.Settings);

    public void Dispose()
    {
        foreach (var rows in _rows.Values) rows.Dispose();
    }

    /// <summary>The members of <c>data</c>, braces and all.</summary>
    public async Task<JsonText> RunAsync(CallerSource source, CancellationToken cancellation)
    {
        await using (var connection = await source.Source.OpenConnectionAsync(cancellation))
        {
            List<(Level Level, IReadOnlyCollection<long>? Parents)> depth = [.. plan.Members.Where(member => member.Level is not null).Select(member => (member.Level!, (IReadOnlyCollection<long>?)null))];
            while (depth.Count > 0)
            {
                await ReadAsync(connection, source.Caller, depth, cancellation);
                depth = [.. depth.SelectMany(item => item.Level.Children.Select((child, n) => (child, (IReadOnlyCollection<long>?)_rows[item.Level].ParentsOf(n))))];
            }
        }

        var answer = new JsonText();
        foreach (var member in plan.Members)
        {
            answer.Raw(member.Name);
            if (member.Level is { } level) _rows[level].Write(answer, parent: null, _rows);
            else answer.Raw("\"Query\""u8);
        }

        answer.Raw("}"u8);
        return answer;
    }

    private async Task ReadAsync(NpgsqlConnection connection, Caller caller, List<(Level Level, IReadOnlyCollection<long>? Parents)> depth, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        var isClaimed = caller != Caller.Public;
        if (isClaimed) batch.BatchCommands.Add(caller.ClaimCommand());
        var readers = new List<(LevelRows Rows, bool IsTotal)>();
        foreach (var (level, parents) in depth)
        {
            var rows = _rows[level] = new LevelRows(level, state, _budget);
            if (parents is { Count: 0 }) continue;
            // A page that may not be asked for is refused even where nothing of it is read; where it is, its statement says so.
            if (level.Kind == LevelKind.Connection && !level.ReadsRows) LevelStatement.ReadPage(level, state);
            if (level.ReadsRows)
            {
                var statement = state.Statement(level, isTotal: false, parents is not null);
                rows.Begin(statement.Page, statement.OrderColumns);
                batch.BatchCommands.Add(statement.Command(parents));
                readers.Add((rows, false));
            }

            if (level.ReadsTotal)
            {
                batch.BatchCommands.Add(state.Statement(level, isTotal: true, parents is not null).Command(parents));
                readers.Add((rows, true));
            }
        }

        if (readers.Count == 0) return;
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        if (isClaimed) await reader.NextResultAsync(cancellation);
        foreach (var (rows, isTotal) in readers)
        {
            while (await reader.ReadAsync(cancellation))
            {
                if (isTotal) rows.ReadTotal(reader);
                else rows.ReadRow(reader);
            }

            await reader.NextResultAsync(cancellation);
        }
    }
}
