using System.Runtime.CompilerServices;
using Xunit;

namespace EstateMap.Testing;

/// <summary>Waits for what is bound to come, but not for ever: a test that hangs says nothing, and keeps those after it from saying anything.</summary>
public static class Patience
{
    /// <summary>Enough for a machine that does much else.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Asks again and again until it is so.</summary>
    /// <exception cref="TimeoutException">It is not so within <see cref="Limit"/>.</exception>
    public static async Task UntilAsync(Func<Task<bool>> isSo, [CallerArgumentExpression(nameof(isSo))] string? what = null)
    {
        var end = DateTime.UtcNow + Limit;
        while (!await isSo())
        {
            if (DateTime.UtcNow > end)
                throw new TimeoutException($"Not so within {Limit.TotalMinutes:0} minutes: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, string?)"/>
    public static Task UntilAsync(Func<bool> isSo, [CallerArgumentExpression(nameof(isSo))] string? what = null) => UntilAsync(() => Task.FromResult(isSo()), what);

    /// <summary>Does what waits for somebody else, and gives it up after <see cref="Limit"/>.</summary>
    /// <exception cref="TimeoutException">It is not done by then.</exception>
    public static async Task<T> ForAsync<T>(Func<CancellationToken, Task<T>> wait, [CallerArgumentExpression(nameof(wait))] string? what = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Limit);
        try
        {
            return await wait(patience.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Not done within {Limit.TotalMinutes:0} minutes: {what}");
        }
    }
}
