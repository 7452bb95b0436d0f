using System.Text.Json;
using Microsoft.JSInterop;

namespace EstateMap.Client.Explore;

/// <summary>What was found lately, kept in this browser and sent nowhere.</summary>
public sealed class RecentSearches(IJSRuntime javaScript)
{
    private const string Key = "estatemap.recent-searches";
    private const int Most = 8;

    /// <summary>The latest first; none where the browser keeps nothing for this page.</summary>
    public async Task<IReadOnlyList<SearchHit>> ListAsync()
    {
        try
        {
            return await javaScript.InvokeAsync<string?>("localStorage.getItem", Key) is { } kept ? JsonSerializer.Deserialize<SearchHit[]>(kept, JsonSerializerOptions.Web) ?? [] : [];
        }
        catch (Exception error) when (error is JSException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Puts one first, once.</summary>
    public async Task<IReadOnlyList<SearchHit>> AddAsync(SearchHit hit)
    {
        SearchHit[] kept = [hit, .. (await ListAsync()).Where(other => (other.Kind, other.Id, other.Title) != (hit.Kind, hit.Id, hit.Title)).Take(Most - 1)];
        await TryAsync("localStorage.setItem", Key, JsonSerializer.Serialize(kept, JsonSerializerOptions.Web));
        return kept;
    }

    public Task ClearAsync() => TryAsync("localStorage.removeItem", Key);

    private async Task TryAsync(string method, params object[] arguments)
    {
        try
        {
            await javaScript.InvokeVoidAsync(method, arguments);
        }
        catch (JSException)
        {
            // A browser that keeps nothing for this page searches all the same.
        }
    }
}
