namespace EstateMap.Server;

/// <summary>What browsers are told about every answer: run only our own files, be framed by nobody, say nothing of where the reader came from.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // 'wasm-unsafe-eval' lets WebAssembly compile and nothing else (https://www.w3.org/TR/CSP3/). Styles may be inline because Blazor and
    // Leaflet position things by style attributes.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        return next(context);
    }
}
