using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EstateMap.Import.Tests;

/// <summary>A publisher's web server on loopback; what it answers is a function of the request and of how often it was asked before.</summary>
internal sealed class StubPublisher : IAsyncDisposable
{
    private readonly WebApplication app;

    private StubPublisher(WebApplication app) => this.app = app;

    public ConcurrentQueue<string> Asked { get; } = new();

    public string Address => app.Urls.First();

    public static async Task<StubPublisher> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var stub = new StubPublisher(app);
        app.Run(context =>
        {
            var before = stub.Asked.Count;
            stub.Asked.Enqueue($"{context.Request.Path}{context.Request.QueryString} {context.Request.Headers.IfNoneMatch}{context.Request.Headers.IfModifiedSince}".Trim());
            return answer(context, before);
        });
        await app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
