using System.Text.Json;
using System.Text.Json.Nodes;
using EstateMap.Server.Areas;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.Community.Contributions;

/// <summary>What a contribution is about; nothing for what is new.</summary>
internal readonly record struct About(long? Asset = null, long? Link = null, long? Exchange = null, long? Site = null, long? Scenario = null);

/// <summary>Sends contributions in, decides and withdraws them. A steward's take effect at once; whoever may not sees the answer in words, and PostgreSQL keeps everybody to it.</summary>
internal sealed class ContributionEdits(CallerSource editor, PlaceClock clock)
{
    private const string Import = "An import is being written just now. Nothing was kept: send it again in a minute.";

    public Task<DateOnly> GetTodayAsync(CancellationToken cancellation) => clock.GetTodayAsync(cancellation);

    /// <summary>Keeps what was sent, once: what was sent before under the same key is left as it is. Takes effect where the sender may accept it.</summary>
    /// <returns>Number of the contribution.</returns>
    /// <exception cref="MutationError">Something does not fit, the sender may not, or somebody changed the thing meanwhile; nothing was kept.</exception>
    public async Task<long> SendAsync(PlanInput input, string kind, About about, JsonObject content, int? version, CancellationToken cancellation)
    {
        if (!Guid.TryParse(input.Find("key") as string, out var key)) throw MutationError.Invalid("`key` is a UUID that the sender makes, so that sending twice does not count twice.", "key");
        var why = ContributionInputs.Words(input, "why", 500);
        var madeAt = input.Find("madeAt") is DateTime made ? made.ToUniversalTime() : DateTime.UtcNow;
        await using var transaction = await editor.BeginAsync(System.Data.IsolationLevel.ReadCommitted, cancellation);
        var connection = transaction.Connection;
        try
        {
            await CheckReferencesAsync(connection, content, cancellation);
            if (await InsertAsync(connection, key, kind, about, content, version, why, madeAt, cancellation) is not { } sent)
                return await FindSentAsync(connection, key, cancellation) ?? throw MutationError.Invalid("Something else was sent under this key. Nothing was kept: send it under another.", "key");
            if (version is not null) await DemandUnchangedAsync(connection, about.Asset, about.Link, version.Value, content, cancellation);
            if (sent.MayAccept) await AcceptAsync(connection, sent.Id, null, null, null, cancellation);
            await transaction.CommitAsync(cancellation);
            return sent.Id;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw MutationError.Invalid("Your account may not contribute this: it is another organisation's, or lies outside your area. Nothing was kept.");
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw MutationError.Invalid(Import);
        }
    }

    /// <summary>Lets a contribution take effect, as it was sent or as the decider edited it, or refuses it.</summary>
    /// <param name="edited">What to lay over what was sent; null where it stands as it is.</param>
    /// <exception cref="MutationError">There is none, it is decided already, the caller may not, or somebody changed the thing meanwhile.</exception>
    public async Task<long> DecideAsync(PlanInput input, JsonObject? edited, CancellationToken cancellation)
    {
        var id = input.Id("id", "Contribution");
        var why = ContributionInputs.Words(input, "why", 500);
        await using var transaction = await editor.BeginAsync(System.Data.IsolationLevel.ReadCommitted, cancellation);
        var connection = transaction.Connection;
        var kept = await FindKeptAsync(connection, id, cancellation) ?? throw NotFound(input);
        try
        {
            if (input.Find("accept") is true)
            {
                var content = edited is null ? null : Merged(kept.Content, edited);
                if (content is not null) await CheckReferencesAsync(connection, content, cancellation);
                var version = input.Find("version") as int?;
                if (await AcceptAsync(connection, id, content, version, why, cancellation) == "conflict")
                    await DemandUnchangedAsync(connection, kept.Asset, kept.Link, version ?? kept.Version ?? 0, content ?? kept.Content, cancellation);
            }
            else
            {
                if (why is null) throw MutationError.Invalid("Say why it is refused: whoever sent it wants to know.", "why");
                if (await AskAsync(connection, ContributionSql.Refuse, cancellation, Value(id), Value(why)) == "decided") throw Decided();
            }

            await transaction.CommitAsync(cancellation);
            return id;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw MutationError.Invalid(Import);
        }
    }

    /// <exception cref="MutationError">There is none, or it is decided already.</exception>
    public async Task<long> WithdrawAsync(PlanInput input, CancellationToken cancellation)
    {
        var id = input.Id("id", "Contribution");
        await using var transaction = await editor.BeginAsync(System.Data.IsolationLevel.ReadCommitted, cancellation);
        if (await FindKeptAsync(transaction.Connection, id, cancellation) is null) throw NotFound(input);
        if (await AskAsync(transaction.Connection, ContributionSql.Withdraw, cancellation, Value(id)) == "decided") throw Decided();
        await transaction.CommitAsync(cancellation);
        return id;
    }

    /// <summary>Makes an asset or link again as a version of it was; with <c>undo</c> only what that version changed is taken back.</summary>
    /// <exception cref="MutationError">There is no such version, or somebody changed the thing meanwhile.</exception>
    public async Task<long> RestoreAsync(PlanInput input, CancellationToken cancellation)
    {
        var id = input.Id("id", "CommunityVersion");
        About about;
        JsonObject content;
        await using (var command = editor.CreateCommand(ContributionSql.Version))
        {
            command.Parameters.Add(Value(id));
            await using var row = await command.ExecuteReaderAsync(cancellation);
            if (!await row.ReadAsync(cancellation)) throw MutationError.NotFound("There is no version of that id.", input.Find("id") as string);
            about = new About(Asset: row.IsDBNull(0) ? null : row.GetInt64(0), Link: row.IsDBNull(1) ? null : row.GetInt64(1));
            var (then, before) = (Parse(row.GetString(2)), row.IsDBNull(3) ? null : Parse(row.GetString(3)));
            if (input.Find("undo") is true && before is null) throw MutationError.Invalid("It is the first that is kept: there is nothing before it to go back to.", "id");
            content = input.Find("undo") is true ? Only(before!, field => !JsonNode.DeepEquals(then[field], before![field])) : then;
            // Somebody who confirmed it did so whatever else was said.
            content.Remove("lastConfirmedOn");
            if (about.Link is not null) foreach (var end in content.Select(field => field.Key).Where(name => name.StartsWith("from", StringComparison.Ordinal) || name.StartsWith("to", StringComparison.Ordinal)).ToList()) content.Remove(end);
        }

        if (about.Asset is not null && content.ContainsKey("abcdClass")) ContributionInputs.CheckIndividual(content);
        return await SendAsync(input, about.Asset is null ? "change_link" : "restore", about, content, (int)input.Find("version")!, cancellation);
    }

    /// <summary>The asset as it is kept, with what was sent laid over it.</summary>
    public async Task<JsonObject> GetAssetAfterAsync(long asset, JsonObject sent, CancellationToken cancellation)
    {
        await using var command = editor.CreateCommand("SELECT asset_content($1::bigint)::text");
        command.Parameters.Add(Value(asset));
        return await command.ExecuteScalarAsync(cancellation) is string kept ? Merged(Parse(kept), sent) : throw MutationError.NotFound("There is no community asset of that id.", GlobalId.Write("CommunityAsset", asset));
    }

    /// <summary>What was sent, as it waits; null where the caller may not see it.</summary>
    public async Task<(string Kind, JsonObject Content)?> FindSentAsync(long id, CancellationToken cancellation)
    {
        await using var transaction = await editor.BeginAsync(System.Data.IsolationLevel.ReadCommitted, cancellation);
        return await FindKeptAsync(transaction.Connection, id, cancellation) is { } kept ? (kept.Kind, kept.Content) : null;
    }

    public static JsonObject Merged(JsonObject under, JsonObject over)
    {
        var merged = (JsonObject)under.DeepClone();
        foreach (var (name, value) in over) merged[name] = value?.DeepClone();
        return merged;
    }

    private static async Task<(long Id, bool MayAccept)?> InsertAsync(NpgsqlConnection connection, Guid key, string kind, About about, JsonObject content, int? version, string? why, DateTime madeAt, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ContributionSql.Insert, connection);
        command.Parameters.AddRange(new[]
        {
            Value(key), Value(kind), Number(about.Asset), Number(about.Link), Number(about.Exchange), Number(about.Site), Number(about.Scenario), Value(content.ToJsonString()),
            new NpgsqlParameter { Value = (object?)version ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer }, Text(why), Value(madeAt),
        });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? (row.GetInt64(0), row.GetBoolean(1)) : null;
    }

    private static async Task<long?> FindSentAsync(NpgsqlConnection connection, Guid key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ContributionSql.FindByKey, connection) { Parameters = { Value(key) } };
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private static async Task<string> AcceptAsync(NpgsqlConnection connection, long id, JsonObject? edited, int? version, string? why, CancellationToken cancellation)
    {
        var outcome = await AskAsync(connection, ContributionSql.Accept, cancellation, Value(id), Text(edited?.ToJsonString()), new NpgsqlParameter { Value = (object?)version ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer }, Text(why));
        return outcome == "decided" ? throw Decided() : outcome;
    }

    /// <exception cref="MutationError">Another version is kept by now: with both, field by field.</exception>
    private static async Task DemandUnchangedAsync(NpgsqlConnection connection, long? asset, long? link, int version, JsonObject content, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ContributionSql.Conflict, connection) { Parameters = { Number(asset), Number(link), Value(version), Value(content.ToJsonString()) } };
        if (await command.ExecuteScalarAsync(cancellation) is not string found) return;
        throw MutationError.Differing("Somebody else changed it meanwhile. Nothing of yours was kept yet: look at both, choose, and send again.", JsonSerializer.Deserialize<Conflict>(found, JsonSerializerOptions.Web)!);
    }

    /// <exception cref="MutationError">Something that it names is not there, or the caller may not see it.</exception>
    private static async Task CheckReferencesAsync(NpgsqlConnection connection, JsonObject content, CancellationToken cancellation)
    {
        await using (var command = new NpgsqlCommand(ContributionSql.AreThere, connection) { Parameters = { Number(Id(content, "organisation")), Number(Id(content, "site")), Number(Id(content, "area")) } })
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            await row.ReadAsync(cancellation);
            foreach (var (column, name) in new[] { (0, "organisation"), (1, "site"), (2, "area") })
                if (!row.GetBoolean(column)) throw MutationError.NotFound($"There is no {name} of that id.", null);
        }

        if (content["evidence"] is null && content["basis"] is null || content["kind"]?.GetValue<string>() is not { } kind) return;
        await using var asking = new NpgsqlCommand(ContributionSql.IsLinkKind, connection) { Parameters = { Value(kind) } };
        if (await asking.ExecuteScalarAsync(cancellation) is not true) throw MutationError.Invalid($"There is no kind of link “{kind}”; the vocabulary link-kinds lists them.", "link.kind");
    }

    private static long? Id(JsonObject content, string name) => content[name]?.GetValue<long>();

    private static async Task<Kept?> FindKeptAsync(NpgsqlConnection connection, long id, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ContributionSql.Kept, connection) { Parameters = { Value(id) } };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new Kept(row.GetString(0), row.IsDBNull(1) ? null : row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2), Parse(row.GetString(3)), row.IsDBNull(4) ? null : row.GetInt32(4)) : null;
    }

    private static async Task<string> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params NpgsqlParameter[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static JsonObject Only(JsonObject of, Func<string, bool> keep) => new(of.Where(field => keep(field.Key)).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));

    private static NpgsqlParameter Value(object value) => new() { Value = value };

    private static NpgsqlParameter Number(long? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static MutationError NotFound(PlanInput input) => MutationError.NotFound("There is no contribution of that id.", input.Find("id") as string);

    private static MutationError Decided() => MutationError.Invalid("Somebody has decided this already. Nothing was changed: read it again.", "id");

    private sealed record Kept(string Kind, long? Asset, long? Link, JsonObject Content, int? Version);
}

/// <summary>What was changed by two at once, field by field, in words that people read.</summary>
/// <param name="Version">The version that is kept now.</param>
internal sealed record Conflict(int Version, IReadOnlyList<ConflictField> Fields);

internal sealed record ConflictField(string Field, string? Base, string? Kept, string? Sent, bool IsKeptChanged, bool IsSentChanged);
