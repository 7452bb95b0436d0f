using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Net.Http.Headers;

namespace EstateMap.Server.People;

/// <summary>After the caller was looked for: refuses keys that are none or ask too often, and sees to it that what is answered to one caller is kept for no other.</summary>
internal sealed class SignInGuard(RequestDelegate next, SignInSettings settings) : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<SignedIn> _keys = PartitionedRateLimiter.Create<SignedIn, long>(key => RateLimitPartition.GetFixedWindowLimiter(key.Number,
        _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.KeyRequestsPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Items.TryGetValue(SignInHandler.Fault, out var fault))
        {
            var (status, sentence) = ((int, string))fault!;
            if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, status, sentence);
            return;
        }

        if (SignedIn.Of(context) is not { } who)
        {
            await next(context);
            return;
        }

        context.Response.OnStarting(() =>
        {
            KeepPrivate(context.Response);
            return Task.CompletedTask;
        });
        if (who.Caller.IsByKey)
        {
            using var lease = _keys.AttemptAcquire(who);
            if (!lease.IsAcquired)
            {
                context.Response.Headers.RetryAfter = Seconds(lease);
                await RefuseAsync(context, StatusCodes.Status429TooManyRequests, $"This API key has made {settings.KeyRequestsPerMinute} requests within a minute; ask again in a moment.");
                return;
            }
        }

        await next(context);
    }

    /// <summary>How long to wait, for Retry-After.</summary>
    public static string Seconds(RateLimitLease lease) =>
        (lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? (int)Math.Ceiling(wait.TotalSeconds) : 60).ToString(CultureInfo.InvariantCulture);

    /// <summary>Whatever the door said: nothing between the caller and us keeps it, and a door that said nothing lets nobody keep it.</summary>
    internal static void KeepPrivate(HttpResponse response)
    {
        var headers = response.GetTypedHeaders();
        if (headers.CacheControl is not { } said) headers.CacheControl = new CacheControlHeaderValue { NoStore = true };
        else if (!said.NoStore && !said.Private) headers.CacheControl = new CacheControlHeaderValue { Private = true, NoCache = said.NoCache || said.Public || said.MaxAge is null, MaxAge = said.Public ? null : said.MaxAge };
        response.Headers.Append(HeaderNames.Vary, "Cookie, Authorization");
    }

    private static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Problem(detail: sentence, statusCode: status).ExecuteAsync(context);
    }

    public ValueTask DisposeAsync() => _keys.DisposeAsync();
}
