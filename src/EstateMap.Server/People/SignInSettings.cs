using EstateMap.Database;

namespace EstateMap.Server.People;

/// <summary>How long a sign-in holds and how often it may be tried. Section EstateMap:SignIn.</summary>
internal sealed record SignInSettings
{
    /// <summary>A session ends so long after it began, whatever happens.</summary>
    public double SessionHours { get; init; } = 12;

    /// <summary>A session ends after so long without a request.</summary>
    public double IdleHours { get; init; } = 2;

    /// <summary>Sign-ins and links that one address may try in a minute.</summary>
    public int AttemptsPerMinute { get; init; } = 10;

    /// <summary>Wrong passwords in a row after which an account waits.</summary>
    public int MostFailures { get; init; } = 10;

    /// <summary>How long it waits then.</summary>
    public double LockMinutes { get; init; } = 15;

    /// <summary>Requests that one API key may make in a minute.</summary>
    public int KeyRequestsPerMinute { get; init; } = 600;

    /// <summary>An invitation, and a link to set a password, hold so long.</summary>
    public double LinkDays { get; init; } = 7;

    /// <summary>How often what is open for a caller is held against who is still signed in; sooner when a change is heard.</summary>
    public double WatchSeconds { get; init; } = 60;

    /// <summary>How often events of sign-in that another server wrote, or that the log was not free for, are looked for.</summary>
    public double EventSeconds { get; init; } = 10;

    /// <summary>Where people find this server, such as https://map.example.org, when that is not the address it listens at (a proxy before it). Setting EstateMap:PublicUrl.</summary>
    public Uri? PublicUrl { get; init; }

    public TimeSpan SessionLife => TimeSpan.FromHours(SessionHours);

    public TimeSpan Idle => TimeSpan.FromHours(IdleHours);

    /// <summary>Whether browsers speak to it over TLS.</summary>
    public bool IsSecure(HttpRequest request) => request.IsHttps || PublicUrl?.Scheme == Uri.UriSchemeHttps;

    /// <exception cref="UsageException">A setting has a value that it cannot have.</exception>
    public static SignInSettings From(IConfiguration configuration)
    {
        SignInSettings settings;
        try
        {
            settings = configuration.GetSection("EstateMap:SignIn").Get<SignInSettings>() ?? new SignInSettings();
        }
        catch (InvalidOperationException error)
        {
            throw new UsageException($"A setting of EstateMap:SignIn is no number: {error.Message}", error);
        }

        foreach (var (name, value, most) in new[]
        {
            (nameof(SessionHours), settings.SessionHours, 24 * 90d), (nameof(IdleHours), settings.IdleHours, 24 * 90d), (nameof(AttemptsPerMinute), settings.AttemptsPerMinute, 10_000),
            (nameof(MostFailures), settings.MostFailures, 100), (nameof(LockMinutes), settings.LockMinutes, 24 * 60), (nameof(KeyRequestsPerMinute), settings.KeyRequestsPerMinute, 1_000_000), (nameof(LinkDays), settings.LinkDays, 60), (nameof(WatchSeconds), settings.WatchSeconds, 3_600), (nameof(EventSeconds), settings.EventSeconds, 3_600),
        })
            if (!(value > 0 && value <= most)) throw new UsageException($"The setting EstateMap:SignIn:{name} is {value}; it may be above 0 and up to {most}.");
        if (configuration["EstateMap:PublicUrl"] is not { Length: > 0 } url) return settings;
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery == "/"
            ? settings with { PublicUrl = address }
            : throw new UsageException($"The setting EstateMap:PublicUrl is '{url}'; it is an address without a path, such as https://map.example.org.");
    }
}

/// <summary>A provider of OpenID Connect that says who somebody is. Section EstateMap:OpenId; without an authority there is none.</summary>
internal sealed record OpenIdSettings
{
    /// <summary>The issuer, such as https://login.example.org/tenant.</summary>
    public string? Authority { get; init; }

    public string ClientId { get; init; } = "";

    public string? ClientSecret { get; init; }

    /// <summary>What the button says after "Sign in with".</summary>
    public string Name { get; init; } = "your organisation";

    /// <summary>A claim that has to be the name of the account's organisation; null asks for none.</summary>
    public string? OrganisationClaim { get; init; }

    public bool IsUsed => Authority is { Length: > 0 };

    /// <exception cref="UsageException">It cannot work.</exception>
    public static OpenIdSettings From(IConfiguration configuration)
    {
        var settings = configuration.GetSection("EstateMap:OpenId").Get<OpenIdSettings>() ?? new OpenIdSettings();
        if (!settings.IsUsed) return settings;
        if (!Uri.TryCreate(settings.Authority, UriKind.Absolute, out var authority) || authority.Scheme != Uri.UriSchemeHttps && !authority.IsLoopback)
            throw new UsageException($"The setting EstateMap:OpenId:Authority is '{settings.Authority}'; it is an address that begins with https://.");
        if (settings.ClientId.Length == 0) throw new UsageException("The setting EstateMap:OpenId:ClientId is missing: the provider gives it.");
        return settings;
    }
}
