using EstateMap.Server.Tests.Graph;
using Xunit;

namespace EstateMap.Server.Tests;

public class SecurityHeadersTests(Village village) : IClassFixture<Village>
{
    [Theory]
    [InlineData("https://{s}.tiles.example/{z}/{x}/{y}.png", "https://*.tiles.example")]
    [InlineData("http://127.0.0.1:8080/tiles/{z}/{x}/{y}.png", "http://127.0.0.1:8080")]
    [InlineData("", null)]
    [InlineData("https://tiles.example; script-src *", null)]
    [InlineData("javascript:alert(1)/", null)]
    public void The_base_map_may_send_pictures_and_nothing_else_is_let_in(string template, string? origin) =>
        Assert.Equal(origin, SecurityHeaders.FindOrigin(template));

    [Fact]
    public async Task Every_answer_carries_the_policy()
    {
        using var page = await village.Http.GetAsync("/health/live");

        Assert.Contains("script-src 'self' 'wasm-unsafe-eval';", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("geolocation=(self), ", page.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("same-origin", page.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.False(page.Headers.Contains("Strict-Transport-Security"));
    }
}
