using System.Net;
using EstateMap.Server.Imports;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace EstateMap.Server.Tests.Imports;

public class WriteGateTests
{
    private static string? Refusal(Action<DefaultHttpContext>? change = null, string editing = ImportSettings.Local)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Request.Method = "POST";
        context.Request.Host = new HostString("localhost", 5080);
        context.Request.Headers[WriteGate.Header] = "1";
        change?.Invoke(context);
        return new WriteGate(new ImportSettings { Folder = "", Editing = editing }).FindRefusal(context);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public void This_computer_may_by_its_own_names(string host) => Assert.Null(Refusal(context => context.Request.Host = new HostString(host, 5080)));

    [Fact]
    public void Six_as_well_as_four_is_loopback() => Assert.Null(Refusal(context => context.Connection.RemoteIpAddress = IPAddress.IPv6Loopback));

    [Fact]
    public void Nobody_may_when_editing_is_off() => Assert.StartsWith("Editing is switched off", Refusal(editing: ImportSettings.Off), StringComparison.Ordinal);

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData(null)]
    public void Other_computers_may_not(string? address) =>
        Assert.Contains("only at the computer", Refusal(context => context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address)), StringComparison.Ordinal);

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("")]
    public void A_name_of_elsewhere_that_points_here_may_not(string host) => Assert.Contains("by the name localhost", Refusal(context => context.Request.Host = new HostString(host)), StringComparison.Ordinal);

    [Fact]
    public void A_proxy_that_says_nothing_of_itself_is_known_by_its_old_protocol() => Assert.Contains("through a proxy", Refusal(context => context.Request.Protocol = "HTTP/1.0"), StringComparison.Ordinal);

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("x-forwarded-proto")]
    [InlineData("Forwarded")]
    [InlineData("Via")]
    public void What_came_through_a_proxy_may_not(string header) => Assert.Contains("through a proxy", Refusal(context => context.Request.Headers[header] = "192.0.2.1"), StringComparison.Ordinal);

    [Theory]
    [InlineData("cross-site", false)]
    [InlineData("same-site", false)]
    [InlineData("same-origin", true)]
    [InlineData("none", true)]
    public void Another_site_may_start_neither_reads_nor_writes(string site, bool may)
    {
        foreach (var method in new[] { "GET", "POST" })
            Assert.Equal(may, Refusal(context => (context.Request.Method, context.Request.Headers["Sec-Fetch-Site"]) = (method, site)) is null);
    }

    [Fact]
    public void A_change_needs_a_header_that_no_form_can_send()
    {
        Assert.Contains(WriteGate.Header, Refusal(context => context.Request.Headers.Remove(WriteGate.Header)), StringComparison.Ordinal);
        Assert.Null(Refusal(context => (context.Request.Method, _) = ("GET", context.Request.Headers.Remove(WriteGate.Header))));
    }
}
