using EstateMap.Server.Imports;

namespace EstateMap.Server.People;

/// <summary>Signing in and out over HTTP. Faults are problem details whose <c>detail</c> is a sentence for people; secrets come in bodies alone, and no address holds one.</summary>
internal static class AccountEndpoints
{
    private const int MostBytes = 10_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        On(app, "GET", "/account/me", Myself.WriteAsync);
        On(app, "POST", "/account/sign-in", async (context, desk) =>
        {
            var asked = await EditEndpoints.ReadAsync<SignInRequest>(context, MostBytes);
            await desk.SignInAsync(context, asked.Login ?? "", asked.Password ?? "");
            await Myself.WriteAsync(context, desk);
        });
        On(app, "POST", "/account/sign-out", async (context, desk) =>
        {
            await desk.SignOutAsync(context, (await EditEndpoints.ReadAsync<SignOutRequest>(context, MostBytes)).Everywhere);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        On(app, "POST", "/account/password", async (context, desk) =>
        {
            var asked = await EditEndpoints.ReadAsync<PasswordRequest>(context, MostBytes);
            await desk.ChangePasswordAsync(context, asked.Current ?? "", asked.Password ?? "");
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        On(app, "POST", "/account/link", async (context, desk) => await ImportEndpoints.Write(context, await desk.ReadLinkAsync(context, (await EditEndpoints.ReadAsync<LinkRequest>(context, MostBytes)).Ticket ?? "")));
        On(app, "POST", "/account/join", async (context, desk) =>
        {
            await desk.JoinAsync(context, await EditEndpoints.ReadAsync<JoinRequest>(context, MostBytes));
            await Myself.WriteAsync(context, desk);
        });
    }

    private static void On(IEndpointRouteBuilder app, string method, string pattern, Func<HttpContext, SignInDesk, Task> serve) =>
        ImportEndpoints.Map(app, method, pattern, context => serve(context, context.RequestServices.GetRequiredService<SignInDesk>()), isForEverybody: true);

    private sealed record SignInRequest(string? Login, string? Password);

    private sealed record SignOutRequest(bool Everywhere);

    private sealed record PasswordRequest(string? Current, string? Password);

    private sealed record LinkRequest(string? Ticket);
}

/// <param name="Ticket">From the link, after its #.</param>
/// <param name="Login">For the first administrator's link alone: others have theirs.</param>
/// <param name="Title">The same.</param>
internal sealed record JoinRequest(string? Ticket, string? Password, string? Login, string? Title);

/// <summary>What a link is for, before it is used.</summary>
/// <param name="Purpose">first, invitation or password.</param>
internal sealed record LinkAnswer(string Purpose, string? Title, string? Organisation, string? Login, string? Provider);
