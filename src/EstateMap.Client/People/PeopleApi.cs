using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EstateMap.Client.Api;
using EstateMap.Client.Data;

namespace EstateMap.Client.People;

/// <summary>Signs in and out. Secrets go in bodies and nowhere else. Throws <see cref="ApiException"/> with the server's sentence.</summary>
public sealed class PeopleApi(HttpClient http)
{
    /// <summary>Who sits here and what they may.</summary>
    public async Task<Me> GetMeAsync() => await ReadAsync<Me>(HttpMethod.Get, "account/me");

    public Task SignInAsync(string login, string password) => ReadAsync<Me>(HttpMethod.Post, "account/sign-in", new { login, password });

    public Task SignOutAsync(bool everywhere) => SendAsync(HttpMethod.Post, "account/sign-out", new { everywhere });

    public Task ChangePasswordAsync(string current, string password) => SendAsync(HttpMethod.Post, "account/password", new { current, password });

    /// <summary>What a link is for.</summary>
    public async Task<JoinLink> ReadLinkAsync(string ticket) => await ReadAsync<JoinLink>(HttpMethod.Post, "account/link", new { ticket });

    /// <param name="login">For the first administrator's link alone.</param>
    /// <param name="title">The same.</param>
    public Task JoinAsync(string ticket, string password, string? login, string? title) => SendAsync(HttpMethod.Post, "account/join", new { ticket, password, login, title });

    private async Task<T> ReadAsync<T>(HttpMethod method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        return (await answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web))!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web) };
        request.Headers.Add("X-EstateMap", "1");
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            throw new ApiException("The server cannot be reached. Check that it is running; nothing was changed.");
        }

        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw new ApiException(RegisterApi.Sentence((int)answer.StatusCode, await answer.Content.ReadAsStringAsync())) { IsRefusal = answer.StatusCode is HttpStatusCode.UnprocessableEntity };
    }
}

/// <summary>Who sits here.</summary>
/// <param name="Title">What the account is called; null for nobody.</param>
/// <param name="Holds">Roles that may be used now, somewhere.</param>
/// <param name="IsAdministrator">Of everything.</param>
/// <param name="Refusal">Why nothing may be changed from here; null when something may.</param>
/// <param name="Editing">accounts, local or off.</param>
/// <param name="Provider">Name of the provider that one can sign in with; null where there is none.</param>
public sealed record Me(bool IsSignedIn, string? Title, string? Organisation, string? Login, bool HasPassword, IReadOnlyList<HeldRight> Rights, IReadOnlyList<string> Holds, bool IsAdministrator, string? Refusal, string Editing, string? Provider)
{
    public bool May(string role) => Holds.Contains(role);
}

public sealed record HeldRight(string Role, string? Organisation, string? Area);

/// <param name="Purpose">first, invitation or password.</param>
public sealed record JoinLink(string Purpose, string? Title, string? Organisation, string? Login, string? Provider);
