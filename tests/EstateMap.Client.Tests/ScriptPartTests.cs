using EstateMap.Client.Shell;
using Microsoft.JSInterop;
using Xunit;

namespace EstateMap.Client.Tests;

public class ScriptPartTests
{
    [Fact]
    public async Task Nothing_is_made_where_the_component_went_before_the_script_came()
    {
        var page = new Page();
        var part = new ScriptPart(page, "./part.js");
        var making = part.MakeAsync("create", "element");
        await part.DisposeAsync();
        page.Script.SetResult(page);
        Assert.Null(await making);
        Assert.Equal(["import", "let go"], page.Calls);
    }

    [Fact]
    public async Task What_was_made_goes_with_the_component()
    {
        var page = new Page();
        page.Script.SetResult(page);
        var part = new ScriptPart(page, "./part.js");
        Assert.NotNull(await part.MakeAsync("create", "element"));
        await part.DisposeAsync();
        Assert.Equal(["import", "create", "dispose", "let go", "let go"], page.Calls);
    }

    /// <summary>A page, its script and what that makes in one, which writes down what is asked of it.</summary>
    private sealed class Page : IJSRuntime, IJSObjectReference
    {
        public TaskCompletionSource<IJSObjectReference> Script { get; } = new();

        public List<string> Calls { get; } = [];

        public async ValueTask<T> InvokeAsync<T>(string identifier, object?[]? args)
        {
            Calls.Add(identifier);
            return identifier switch { "import" => (T)await Script.Task, "create" => (T)(object)this, _ => default! };
        }

        public ValueTask<T> InvokeAsync<T>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<T>(identifier, args);

        public ValueTask DisposeAsync()
        {
            Calls.Add("let go");
            return default;
        }
    }
}
