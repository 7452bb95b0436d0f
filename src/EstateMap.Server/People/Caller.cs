using System.Globalization;
using EstateMap.Database;
using Npgsql;

namespace EstateMap.Server.People;

/// <summary>
/// Who asks, and with which rights: what PostgreSQL is told in each transaction, and what answers that are kept are kept by. What it may see and change is decided there (migrations/functions/01_row_level_security.sql and 08_rights.sql).
/// </summary>
/// <param name="Clearance">public, partner, owner or restricted.</param>
/// <param name="Organisations">Ids of organisations that the caller acts for, comma-separated.</param>
internal sealed record Caller(string Clearance, string Organisations = "")
{
    public static readonly Caller Public = new("public");

    /// <summary>Claims, in the order of <see cref="Values"/>. Local: they end with the transaction.</summary>
    public const string Claim = """
        SELECT set_config('estatemap.clearance', $1::text, true), set_config('estatemap.organisations', $2::text, true), set_config('estatemap.account', $3::text, true),
               set_config('estatemap.actor', $4::text, true), set_config('estatemap.rights', $5::text, true)
        """;

    /// <summary>Where a request, and an operation of it, keep the caller.</summary>
    public const string InContext = "estatemap.caller";

    /// <summary>Null for whoever has not signed in, and for whoever sits at this computer.</summary>
    public long? Account { get; init; }

    /// <summary>True where an API key says who it is.</summary>
    public bool IsByKey { get; init; }

    /// <summary>False for a key that only reads: it has no rights, whatever its account has.</summary>
    public bool MayChange => Rights.Length > 0;

    /// <summary>What histories call the caller: a role, never a person.</summary>
    public string Actor { get; init; } = "";

    /// <summary>role:organisation:area, comma-separated; an empty organisation or area means any.</summary>
    public string Rights { get; init; } = "";

    /// <summary>What the caller sees and no more: callers who see the same share what is kept for them.</summary>
    public Caller Sight => Account is null && Actor.Length == 0 && Rights.Length == 0 ? this : new(Clearance, Organisations);

    /// <summary>Another text for each caller who is another. Not the record's own: that writes <see cref="Sight"/> too, which may be the caller itself.</summary>
    public override string ToString() => string.Join('/', Values);

    /// <summary>True when the caller sees what everybody sees.</summary>
    public bool SeesPublic => Clearance == "public";

    public bool IsSignedIn => Account is not null;

    /// <summary>Whether the caller has a role anywhere; PostgreSQL decides about each thing.</summary>
    public bool Holds(string role) => Rights.Split(',').Select(right => right.Split(':')[0]).Any(held => held == role || held == "administrator" || (role, held) == ("contributor", "steward"));

    /// <summary>Whether the caller may ask for a mutation that takes the role. Whoever has signed in is a reader, whatever else their rights are.</summary>
    public bool Has(string role) => role switch
    {
        Roles.Anybody => true,
        Roles.Reader => (IsSignedIn && !IsByKey) || MayChange,
        _ => Holds(role),
    };

    /// <summary>The caller of a request, as sign-in found it.</summary>
    public static Caller Of(HttpContext context) => context.Items.TryGetValue(InContext, out var found) && found is Caller caller ? caller : Public;

    /// <summary>Says who makes the request.</summary>
    public void Take(HttpContext context) => context.Items[InContext] = this;

    /// <summary>What may be seen.</summary>
    public CallerSource Reads(EstateMapDatabase database) => new(database.Reader, this);

    /// <summary>What may be changed.</summary>
    public CallerSource Edits(EstateMapDatabase database) => new(database.Editor, this);

    /// <summary>For the transaction that is open.</summary>
    public async Task ClaimAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Claim, connection);
        foreach (var value in Values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>As the first of statements that go out together and are one transaction.</summary>
    public NpgsqlBatchCommand ClaimCommand()
    {
        var command = new NpgsqlBatchCommand(Claim);
        foreach (var value in Values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    private string[] Values => [Clearance, Organisations, Account?.ToString(CultureInfo.InvariantCulture) ?? "", Actor, Rights];
}
