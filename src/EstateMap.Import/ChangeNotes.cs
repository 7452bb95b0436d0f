using Npgsql;

namespace EstateMap.Import;

/// <summary>
/// What changes is told over PostgreSQL's NOTIFY, so that every server hears of it, whichever program imported or edited: <c>{"site":ID}</c> (null: many), <c>{"dataset":ID,"run":N}</c>,
/// <c>{"progress":N,"dataset":ID,"phase":...,"done":N,"total":N}</c>, <c>{"solve":ID,"p":N,"over":false}</c> (a run of the planner; <c>"stop":true</c> asks it to stop), <c>{"account":ID}</c> (a session of it is over, or its rights are others) and <c>{"register":true}</c>. Ids and counts only: whoever listens reads the rows with rights of their own. Within a transaction they go out when it commits.
/// </summary>
public static class ChangeNotes
{
    public const string Channel = "estatemap_changes";

    /// <summary>Rows that readers' answers rest on were written, by whatever program: sent by triggers (migrations/functions/06_register_notes.sql).</summary>
    public const string Register = "{\"register\":true}";

    /// <summary>Sites of the temporary table touched_place; more than a screen can follow are told as many.</summary>
    internal const string Sites =
        """
        SELECT pg_notify('estatemap_changes', json_build_object('site', id)::text) FROM touched_place WHERE (SELECT count(*) FROM touched_place) <= 200;

        SELECT pg_notify('estatemap_changes', '{"site":null}') WHERE (SELECT count(*) FROM touched_place) > 200
        """;

    /// <summary>$1 run that is served now or null, $2 dataset.</summary>
    internal const string Activation = "SELECT pg_notify('estatemap_changes', json_build_object('dataset', $2::text, 'run', $1::bigint)::text)";

    /// <summary>Tells how far an import is, at most twice a second and on a connection of its own, since its transaction tells nothing before it ends.</summary>
    internal sealed class Progress(NpgsqlDataSource writer, string datasetId, long runId, IProgress<ImportProgress>? inner) : IProgress<ImportProgress>
    {
        private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(500);

        private Task sending = Task.CompletedTask;
        private DateTime last = DateTime.MinValue;
        private string? phase;

        public void Report(ImportProgress value)
        {
            inner?.Report(value);
            if (!sending.IsCompleted || phase == value.Phase && DateTime.UtcNow - last < pause)
                return;
            (phase, last) = (value.Phase, DateTime.UtcNow);
            sending = SendAsync(value.Phase, value.Done, value.Total);
        }

        /// <summary>The last word: how it ended can be read from the run.</summary>
        public async Task EndAsync()
        {
            await sending;
            await SendAsync("over", 0, null);
        }

        private async Task SendAsync(string phase, int done, int? total)
        {
            try
            {
                await using var command = writer.CreateCommand("SELECT pg_notify('estatemap_changes', json_build_object('progress', $1::bigint, 'dataset', $2::text, 'phase', $3::text, 'done', $4::int, 'total', $5::int)::text)");
                command.Parameters.Add(new() { Value = runId });
                command.Parameters.Add(new() { Value = datasetId });
                command.Parameters.Add(new() { Value = phase });
                command.Parameters.Add(new() { Value = done });
                command.Parameters.Add(new() { Value = total is { } known ? known : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // News; the import itself will say what is wrong with the database.
            }
        }
    }
}
