using System.Data;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using Npgsql;

namespace EstateMap.Server.Community.Networks;

/// <summary>Who may stand in the network.</summary>
/// <param name="Type">Name of its type in the schema: Organisation, Site, Service or CommunityAsset.</param>
/// <param name="AbcdClass">Of a community asset, as the schema writes it.</param>
/// <param name="SiteId">Where it is, meets or is first offered.</param>
/// <param name="AreaId">Whom a community asset serves, where that is known.</param>
internal sealed record NetworkThing(string Type, long Id, string Name, string? Kind, string? AbcdClass, bool IsIllustrative, double? Longitude, double? Latitude, long? SiteId, long? AreaId)
{
    public string GlobalId { get; } = Graph.GlobalId.Write(Type, Id);

    public bool IsSite => Type == "Site";
}

/// <summary>What may link two of them.</summary>
/// <param name="LinkId">Null where the register implies it.</param>
/// <param name="From">Index of a thing.</param>
/// <param name="To">Index of a thing.</param>
/// <param name="Start">First day; null when not known.</param>
/// <param name="End">Last day; null while it goes on, or when not known.</param>
internal sealed record ThingLink(long? LinkId, string Kind, int From, int To, string Evidence, bool IsFact, bool IsIllustrative, DateOnly? Start, DateOnly? End)
{
    public bool HoldsOn(DateOnly day) => !(Start > day) && !(End < day);
}

/// <summary>All that one caller may see of the network, before anything is filtered. Things stand by type and number.</summary>
/// <param name="Kinds">Label of each kind of link, those of the vocabulary first.</param>
internal sealed record NetworkRegister(NetworkThing[] Things, ThingLink[] Links, IReadOnlyDictionary<string, string> Kinds)
{
    public const string Owns = "owns";
    public const string OfferedAt = "offered_at";

    // A name, evidence, ids and what an object costs.
    private const long ThingBytes = 400, LinkBytes = 350;

    private readonly HashSet<int> _linked = [.. Links.SelectMany(link => new[] { link.From, link.To })];

    public long Bytes => (ThingBytes * Things.Length) + (LinkBytes * Links.Length);

    /// <summary>Whether nothing at all links a thing.</summary>
    public bool IsAlone(int thing) => !_linked.Contains(thing);

    /// <summary>Reads it in one transaction with the caller's rights, so that the database decides what is in it.</summary>
    public static async Task<NetworkRegister> LoadAsync(NpgsqlDataSource reader, Caller caller, bool withOwners, CancellationToken cancellation)
    {
        await using var transaction = await new CallerSource(reader, caller).BeginAsync(IsolationLevel.RepeatableRead, cancellation);
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        await ReadAsync(NetworkSql.Kinds, row => kinds[row.GetString(0)] = row.GetString(1));
        kinds.TryAdd(OfferedAt, "is offered at");
        kinds.TryAdd(Owns, "owns");

        var links = new List<(long? Id, string Kind, (string, long) From, (string, long) To, string Evidence, bool IsFact, bool IsIllustrative, DateOnly? Start, DateOnly? End)>();
        await ReadAsync(NetworkSql.Links, row => links.Add((row.IsDBNull(0) ? null : row.GetInt64(0), row.GetString(1), (row.GetString(2), row.GetInt64(3)), (row.GetString(4), row.GetInt64(5)),
            row.GetString(6), row.GetBoolean(7), row.GetBoolean(8), Day(row, 9), Day(row, 10))), withOwners);
        var ends = links.SelectMany(link => new[] { link.From, link.To }).Distinct().ToLookup(end => end.Item1, end => end.Item2);
        var things = new List<NetworkThing>();
        await ReadAsync(NetworkSql.Nodes, row => things.Add(new NetworkThing(row.GetString(0), row.GetInt64(1), row.GetString(2), row.FindText(3), row.FindText(4), row.GetBoolean(5),
            row.IsDBNull(6) ? null : row.GetDouble(6), row.IsDBNull(7) ? null : row.GetDouble(7), row.IsDBNull(8) ? null : row.GetInt64(8), row.IsDBNull(9) ? null : row.GetInt64(9))), ends["Organisation"].ToArray(), ends["Site"].ToArray());
        await transaction.CommitAsync(cancellation);

        var index = things.Index().ToDictionary(thing => (thing.Item.Type, thing.Item.Id), thing => thing.Index);
        // A link of the register may lead to what is no longer current.
        var whole = links.Where(link => index.ContainsKey(link.From) && index.ContainsKey(link.To))
            .Select(link => new ThingLink(link.Id, link.Kind, index[link.From], index[link.To], link.Evidence, link.IsFact, link.IsIllustrative, link.Start, link.End));
        return new NetworkRegister([.. things], [.. whole], kinds);

        Task ReadAsync(string sql, Action<NpgsqlDataReader> take, params object[] values) => transaction.ReadAsync(sql, take, cancellation, values);
    }

    private static DateOnly? Day(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
}
