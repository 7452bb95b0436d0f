using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Plans;
using EstateMap.Server.Plans.Solves;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

/// <summary>Anybody may ask what takes long, and nobody may keep the others from their answers with it.</summary>
public sealed class SharedAnswerTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly SharedAnswers _answers = new(new Reckonings(), Long, 1_000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _answers.Dispose();

    [Fact]
    public async Task What_several_ask_is_reckoned_once_and_kept()
    {
        var (times, gate) = (0, new TaskCompletionSource());
        var asking = Enumerable.Range(0, 5).Select(_ => AskAsync("q", async _ =>
        {
            times++;
            await gate.Task;
            return "a";
        }, "one", Cancel)).ToList();
        gate.SetResult();

        Assert.Equal(["a", "a", "a", "a", "a"], await Task.WhenAll(asking));
        Assert.Equal("a", await AskAsync("q", _ => throw new InvalidOperationException("It is kept."), "other", Cancel));
        Assert.Equal(1, times);
    }

    [Fact]
    public async Task Whoever_leaves_does_not_take_the_answer_from_the_others()
    {
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var leaving = new CancellationTokenSource();
        var first = AskAsync("q", async stop =>
        {
            begun.SetResult();
            await gate.Task.WaitAsync(stop);
            return "a";
        }, "one", leaving.Token);
        await begun.Task;
        var second = AskAsync("q", _ => throw new InvalidOperationException("Somebody reckons already."), "other", Cancel);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.Equal("a", await second);
    }

    [Fact]
    public async Task When_all_have_left_the_work_is_stopped_and_whoever_comes_begins_anew()
    {
        var (begun, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var leaving = new CancellationTokenSource();
        var asking = AskAsync("q", async stop =>
        {
            begun.SetResult();
            await using var told = stop.Register(stopped.SetResult);
            await Task.Delay(Timeout.Infinite, stop);
            return "never";
        }, "one", leaving.Token);
        await begun.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await stopped.Task.WaitAsync(Cancel);

        Assert.Equal("a", await AskAsync("q", _ => Task.FromResult("a"), "one", Cancel));
    }

    [Fact]
    public async Task One_asker_s_long_questions_keep_nobody_else_waiting()
    {
        using var leaving = new CancellationTokenSource();
        var long_ = Enumerable.Range(0, 2 * Environment.ProcessorCount + 2).Select(n => AskAsync($"long {n}", async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return "never";
        }, "greedy", leaving.Token)).ToList();

        Assert.Equal("a", await AskAsync("short", _ => Task.FromResult("a"), "modest", Cancel));
        Assert.DoesNotContain(long_, asking => asking.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(long_));
    }

    [Fact]
    public async Task More_than_may_wait_for_one_asker_are_refused_with_a_code()
    {
        using var leaving = new CancellationTokenSource();
        var asking = Enumerable.Range(0, 300).Select(n => AskAsync($"long {n}", async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return "never";
        }, "greedy", leaving.Token)).ToList();
        var refused = await Assert.ThrowsAsync<GraphRequestError>(async () => await await Task.WhenAny(asking));
        await leaving.CancelAsync();

        Assert.Equal((GraphRequestError.Busy, "Too many operations are waiting; ask again in a moment."), (refused.Code, refused.Message));
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(asking));
    }

    [Fact]
    public async Task What_takes_longer_than_is_allowed_is_given_up_in_a_sentence_and_not_kept()
    {
        using var answers = new SharedAnswers(new Reckonings(), TimeSpan.FromMilliseconds(1), 1_000);
        var error = await Assert.ThrowsAsync<GraphRequestError>(() => answers.GetAsync<string>("q", async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return ("never", 1);
        }, Cancel));

        Assert.Equal(PlansErrors.AnalysisTime, error.Code);
        Assert.StartsWith("This analysis takes longer than the 0.001 seconds that the server allows it.", error.Message, StringComparison.Ordinal);
        Assert.Equal("a", await answers.GetAsync("q", _ => Task.FromResult(("a", 1L)), Cancel));
    }

    [Fact]
    public async Task A_fault_is_told_to_whoever_asked_and_not_kept()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync("q", _ => throw new InvalidOperationException("No."), "one", Cancel));

        Assert.Equal("a", await AskAsync("q", _ => Task.FromResult("a"), "one", Cancel));
    }

    // Of its own, so that the asker's name stays here.
    private async Task<string> AskAsync(string question, Func<CancellationToken, Task<string>> reckon, string asker, CancellationToken cancellation)
    {
        Asker.Name = asker;
        return await _answers.GetAsync(question, async stop => (await reckon(stop), 1L), cancellation);
    }
}
