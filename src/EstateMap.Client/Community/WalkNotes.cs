using System.Text.Json;
using EstateMap.Client.Api;
using Microsoft.JSInterop;

namespace EstateMap.Client.Community;

/// <summary>Something that was written on this device, from then until the server has it and has decided.</summary>
/// <param name="Key">UUID, by which the server knows what it has already.</param>
/// <param name="At">When it was written, ISO 8601 in UTC.</param>
/// <param name="Mutation">Name of the mutation that sends it.</param>
/// <param name="Input">JSON of its input.</param>
/// <param name="State">waiting (not sent yet), in_review, accepted, refused, conflict (somebody else changed it), faulty (it does not fit).</param>
/// <param name="Why">What the server said; null where there is nothing to say.</param>
/// <param name="Picked">Names of what its input tells by id; null where nobody kept them.</param>
/// <param name="Part">The part of the form that does not fit; null where none does, or no one part.</param>
public sealed record WalkItem(string Key, string At, string Title, string Mutation, JsonElement Input, string State, string? Why = null, string? AssetId = null, BothSides? Both = null, IReadOnlyList<Named>? Picked = null, string? Part = null)
{
    /// <summary>Whether it was not taken as it is, and the form that it was written in can be filled with it.</summary>
    public bool MayBePutRight => State is "faulty" or "refused" && Mutation == "contributeAsset";

    /// <summary>Id of the asset that it is about; null where it is new.</summary>
    public string? About => AssetId ?? (Input.TryGetProperty("id", out var id) && Mutation is not ("closeOffer" or "removeLink" or "restoreVersion") ? id.GetString() : null);

    /// <summary>What was written in words, field by field.</summary>
    public IEnumerable<(string Field, string Value)> Said => Texts(Input).Where(said => said.Field is not ("id" or "key" or "madeAt" or "from" or "to" or "organisation" or "area" or "site"));

    public string Words => State switch
    {
        "waiting" => "Waiting to be sent",
        "in_review" => "Sent, in review",
        "accepted" => "Accepted",
        "refused" => "Refused",
        "withdrawn" => "Taken back",
        "conflict" => "Somebody else changed it: choose",
        _ => "Needs your attention",
    };

    private static IEnumerable<(string Field, string Value)> Texts(JsonElement of) => of.EnumerateObject().SelectMany(field => field.Value.ValueKind switch
    {
        JsonValueKind.String => [(field.Name, field.Value.GetString()!)],
        JsonValueKind.Object => Texts(field.Value),
        _ => Enumerable.Empty<(string, string)>(),
    });
}

/// <summary>
/// What was written waits in the browser's own database and is sent when there is a network: once each, since the server knows each by its key. Nothing leaves the queue before the server has it, whatever is reloaded or closed.
/// </summary>
public sealed class WalkNotes(IJSRuntime javaScript, EstateMapApi api) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly SemaphoreSlim turn = new(1);
    private IJSObjectReference? module;
    private IJSObjectReference? listening;
    private DotNetObjectReference<WalkNotes>? relay;
    private Task? starting;
    private Task? opening;

    /// <summary>After each change of <see cref="Items"/> or <see cref="IsOnline"/>.</summary>
    public event Action? Changed;

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<WalkItem> Items { get; private set; } = [];

    public bool IsOnline { get; private set; } = true;

    public int Waiting => Items.Count(item => item.State == "waiting");

    /// <summary>How many the server has not taken.</summary>
    public int Unsettled => Items.Count(item => item.State is "waiting" or "conflict" or "faulty");

    /// <summary>Reads what waits, and sends it where there is a network; once for all parts of a page that ask at the same time.</summary>
    public Task OpenAsync() => opening is { IsCompleted: false } ? opening : opening = ReadAndSendAsync();

    private async Task ReadAndSendAsync()
    {
        try
        {
            if (starting is null or { IsFaulted: true })
                starting = StartAsync();
            await starting;
            await ReadAsync();
        }
        catch (JSException)
        {
            // A browser that keeps nothing has nothing to send; whoever wants to keep something is told.
            return;
        }
        if (IsOnline)
            await SendAsync();
    }

    private async Task StartAsync()
    {
        module = await javaScript.InvokeAsync<IJSObjectReference>("import", "./Community/walk-queue.js");
        relay = DotNetObjectReference.Create(this);
        listening = await module.InvokeAsync<IJSObjectReference>("listen", relay);
        IsOnline = await module.InvokeAsync<bool>("isOnline");
    }

    /// <summary>Sends something; where there is no network it is kept, and sent later.</summary>
    /// <param name="input">The mutation's input without <c>key</c> and <c>madeAt</c>.</param>
    /// <returns>What came of it; null where it is kept.</returns>
    /// <exception cref="ApiException">Nothing was kept.</exception>
    public async Task<SentContribution?> SendOrKeepAsync(string title, string mutation, Dictionary<string, object?> input)
    {
        if (IsOnline)
            return await api.SendAsync(mutation, new Dictionary<string, object?>(input) { ["key"] = Guid.NewGuid().ToString() });
        await AddAsync(title, mutation, input, []);
        return null;
    }

    /// <summary>Keeps something, and sends it as soon as there is a network.</summary>
    /// <param name="input">The mutation's input without <c>key</c> and <c>madeAt</c>.</param>
    /// <param name="picked">Names of what the input tells by id.</param>
    /// <param name="insteadOf">Key of what it stands in for, which leaves the queue once this is in it.</param>
    /// <returns>How it stands now.</returns>
    /// <exception cref="ApiException">The browser keeps nothing.</exception>
    public async Task<WalkItem> AddAsync(string title, string mutation, Dictionary<string, object?> input, IReadOnlyList<Named> picked, string? insteadOf = null)
    {
        var key = Guid.NewGuid().ToString();
        var at = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var whole = new Dictionary<string, object?>(input) { ["key"] = key, ["madeAt"] = at };
        var item = new WalkItem(key, at, title, mutation, JsonSerializer.SerializeToElement(whole, Json), "waiting", Picked: picked);
        try
        {
            await PutAsync(item);
        }
        catch (JSException)
        {
            throw new ApiException("This browser keeps nothing for this site, so that nothing can wait here to be sent. Allow the site to store data, and try again.");
        }
        if (insteadOf is not null)
            await RemoveAsync(insteadOf);
        if (IsOnline)
            await SendAsync();
        return Items.FirstOrDefault(kept => kept.Key == key) ?? item;
    }

    /// <summary>Sends what waits, in the order in which it was written, and asks how the rest stands.</summary>
    public async Task SendAsync()
    {
        await turn.WaitAsync();
        try
        {
            foreach (var item in Items.Where(item => item.State == "waiting").ToList())
            {
                try
                {
                    var sent = await api.SendAsync(item.Mutation, item.Input);
                    await PutAsync(item with { State = sent.Status.ToLowerInvariant(), Why = null, AssetId = sent.Asset?.Id, Both = null });
                }
                catch (ApiException fault) when (fault.Kind == "ContributionConflictError")
                {
                    await PutAsync(item with { State = "conflict", Why = fault.Message, Both = fault.Details?.Deserialize<BothSides>(Json) });
                }
                catch (ApiException fault) when (fault.IsRefusal)
                {
                    await PutAsync(item with { State = "faulty", Why = fault.Message, Part = AssetDraft.FaultsOf(fault)?.Keys.Single() });
                }
                catch (ApiException fault)
                {
                    // No network, or nobody signed in: it waits on.
                    await PutAsync(item with { Why = fault.Message });
                    return;
                }
            }
            await AskStatesAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Tries once more what did not fit or was in conflict, as it is written now.</summary>
    /// <param name="version">The version that was seen since; null where it stays.</param>
    public async Task TryAgainAsync(WalkItem item, int? version = null)
    {
        var input = item.Input.Deserialize<Dictionary<string, JsonElement>>(Json)!;
        if (version is not null)
            input["version"] = JsonSerializer.SerializeToElement(version);
        await PutAsync(item with { Input = JsonSerializer.SerializeToElement(input, Json), State = "waiting", Why = null, Both = null, Part = null });
        await SendAsync();
    }

    public async Task RemoveAsync(string key)
    {
        await module!.InvokeVoidAsync("remove", key);
        await ReadAsync();
    }

    [JSInvokable]
    public async Task NetworkChanged(bool isOnline)
    {
        IsOnline = isOnline;
        Changed?.Invoke();
        if (isOnline)
            await SendAsync();
    }

    private async Task AskStatesAsync()
    {
        var open = Items.Where(item => item.State == "in_review").ToList();
        if (open.Count == 0)
            return;
        try
        {
            var decided = (await api.ListDecidedAsync(open[0].At)).ToDictionary(sent => sent.Key);
            foreach (var item in open)
                if (decided.TryGetValue(item.Key, out var sent))
                    await PutAsync(item with { State = sent.Status.ToLowerInvariant(), Why = sent.DecidedWhy, AssetId = sent.Asset?.Id });
        }
        catch (ApiException)
        {
            // How they stand can be asked another time.
        }
    }

    private async Task PutAsync(WalkItem item)
    {
        if (module is null)
            await OpenAsync();
        if (module is null)
            throw new JSException("The queue could not be opened.");
        await module.InvokeVoidAsync("put", JsonSerializer.Serialize(item, Json));
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        Items = JsonSerializer.Deserialize<List<WalkItem>>(await module!.InvokeAsync<string>("list"), Json) ?? [];
        Changed?.Invoke();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (listening is not null)
                await listening.InvokeVoidAsync("stop");
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is going away and has taken the queue's module with it; what waits is in the browser's database.
        }
        relay?.Dispose();
        turn.Dispose();
    }
}
