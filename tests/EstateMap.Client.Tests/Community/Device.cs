using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EstateMap.Client.Community;
using Microsoft.JSInterop;

namespace EstateMap.Client.Tests.Community;

/// <summary>A browser's database as walk-queue.js keeps it, in memory.</summary>
internal sealed class Device : IJSRuntime, IJSObjectReference
{
    private readonly Dictionary<string, string> kept = [];

    public bool IsOnline { get; set; } = true;

    /// <summary>Whether its owner lets sites store nothing.</summary>
    public bool IsShut { get; set; }

    /// <summary>What is in it, the oldest first.</summary>
    public IReadOnlyList<WalkItem> Items => JsonSerializer.Deserialize<List<WalkItem>>(List, JsonSerializerOptions.Web)!;

    private string List => $"[{string.Join(',', kept.Values)}]";

    public ValueTask<TValue> InvokeAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)] TValue>(string identifier, object?[]? args)
    {
        object? answer = identifier switch
        {
            "import" or "listen" => this,
            "isOnline" => IsOnline,
            "list" or "put" when IsShut => throw new JSException("Denied"),
            "list" => List,
            _ => null,
        };
        if (identifier == "put")
            kept[JsonDocument.Parse((string)args![0]!).RootElement.GetProperty("key").GetString()!] = (string)args[0]!;
        else if (identifier == "remove")
            kept.Remove((string)args![0]!);
        return ValueTask.FromResult((TValue)answer!);
    }

    public ValueTask<TValue> InvokeAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)] TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
        InvokeAsync<TValue>(identifier, args);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
