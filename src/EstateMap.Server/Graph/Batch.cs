using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using GraphQL;
using GraphQL.DataLoader;
using GraphQL.Execution;
using Npgsql;

namespace EstateMap.Server.Graph;

/// <summary>
/// Gathers what the rows of one list level ask of one field and fetches it at once: the execution strategy completes a whole level before it asks a
/// pending result for its value, so the first to be asked fetches for all.
/// </summary>
internal static class Batch
{
    /// <summary>Statements that one operation may have running at the same time.</summary>
    public const int MostStatements = 4;

    // A page of scenarios, and some studies beside it.
    private const int MostReckoned = 60;

    // An id, two or three numbers and their names.
    private const int ItemBytes = 100;

    private static readonly ConditionalWeakTable<IExecutionContext, Levels> Pending = [];

    /// <param name="key">What this row asks for; rows with equal keys share one answer.</param>
    /// <param name="fetch">Answers for all keys at once; a key without an answer gives <c>default</c>.</param>
    /// <param name="purpose">Tells apart two batches of one field.</param>
    public static IDataLoaderResult Load<TKey, TValue>(
        IResolveFieldContext context, TKey key, Func<IReadOnlyCollection<TKey>, CancellationToken, Task<Dictionary<TKey, TValue>>> fetch, string purpose = "")
        where TKey : notnull
    {
        // The response path without indices names a selection; the parent's type tells apart the branches of a union.
        var place = $"{string.Join('/', context.ResponsePath.Where(part => part is string))}|{context.ParentType.Name}|{purpose}";
        var all = Pending.GetOrCreateValue(context.ExecutionContext);
        Level<TKey, TValue> level;
        lock (all)
        {
            if (all.TryGetValue(place, out var found) && found is Level<TKey, TValue> { IsFetched: false } open) level = open;
            else all[place] = level = new Level<TKey, TValue>(async (keys, cancellation) =>
            {
                await all.Statements.WaitAsync(cancellation);
                try
                {
                    return await fetch(keys, cancellation);
                }
                finally
                {
                    all.Statements.Release();
                }
            });
            level.Add(key);
        }

        return new Answer<TKey, TValue>(level, key);
    }

    /// <summary>A text column; null where it is.</summary>
    public static string? FindText(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>Counts text that goes into an answer.</summary>
    /// <exception cref="GraphRequestError">It is more than an answer may hold.</exception>
    public static void Spend(IResolveFieldContext context, int bytes)
    {
        var most = context.Settings().MaxAnswerBytes;
        if (Interlocked.Add(ref Pending.GetOrCreateValue(context.ExecutionContext).Bytes, bytes) > most) throw GraphRequestError.AnswerTooLarge(most);
    }

    /// <summary>Counts the items of a list that was reckoned rather than read, whose length no cost of fields foresees; gives the value back, whatever it is.</summary>
    /// <exception cref="GraphRequestError">It is more than an answer may hold.</exception>
    public static object? SpendItems(IResolveFieldContext context, object? reckoned)
    {
        if (reckoned is System.Collections.ICollection items) Spend(context, ItemBytes * items.Count);
        return reckoned;
    }

    /// <summary>Counts a study or scenario that the operation has something reckoned from; the same one counts once.</summary>
    /// <param name="key">Tells one from another.</param>
    /// <exception cref="GraphRequestError">They are more than an operation may ask about.</exception>
    public static void SpendReckoned(IResolveFieldContext context, string key)
    {
        var levels = Pending.GetOrCreateValue(context.ExecutionContext);
        lock (levels.Reckoned)
            if (levels.Reckoned.Add(key) && levels.Reckoned.Count > MostReckoned) throw GraphRequestError.TooMuchReckoned(MostReckoned);
    }

    /// <summary>What one operation has open.</summary>
    [SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody asked for its wait handle has nothing to dispose of.")]
    private sealed class Levels : Dictionary<string, object>
    {
        public readonly SemaphoreSlim Statements = new(MostStatements);
        public readonly HashSet<string> Reckoned = [];
        public long Bytes;
    }

    private sealed class Level<TKey, TValue>(Func<IReadOnlyCollection<TKey>, CancellationToken, Task<Dictionary<TKey, TValue>>> fetch)
        where TKey : notnull
    {
        private readonly HashSet<TKey> _keys = [];
        private Task<Dictionary<TKey, TValue>>? _fetched;

        public bool IsFetched => _fetched is not null;

        public void Add(TKey key) => _keys.Add(key);

        public Task<Dictionary<TKey, TValue>> FetchAsync(CancellationToken cancellation)
        {
            lock (_keys) return _fetched ??= fetch(_keys, cancellation);
        }
    }

    private sealed class Answer<TKey, TValue>(Level<TKey, TValue> level, TKey key) : IDataLoaderResult
        where TKey : notnull
    {
        public async Task<object?> GetResultAsync(CancellationToken cancellationToken = default)
        {
            var answers = await level.FetchAsync(cancellationToken);
            return answers.TryGetValue(key, out var answer) ? answer : default(TValue);
        }
    }
}
