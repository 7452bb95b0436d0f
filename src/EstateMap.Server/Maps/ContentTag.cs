using System.Security.Cryptography;
using System.Text;
using EstateMap.Server.People;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Net.Http.Headers;

namespace EstateMap.Server.Maps;

/// <summary>The strong ETag of an answer that depends only on its address, the register's content and this build.</summary>
internal static class ContentTag
{
    private static readonly string Build = typeof(ContentTag).Module.ModuleVersionId.ToString("N");

    /// <summary>Sets the tag; true when the caller has this version already and was told so (304).</summary>
    public static async Task<bool> AnswersAsync(HttpContext context, CallerSource reader)
    {
        await using var command = reader.CreateCommand(MapSql.ContentVersion);
        var content = (string?)await command.ExecuteScalarAsync(context.RequestAborted);
        return Answers(context, content);
    }

    /// <summary>The same where what the answer rests on is known already.</summary>
    /// <param name="content">Another text whenever the answer to this address may be another.</param>
    public static bool Answers(HttpContext context, string? content) =>
        Answers(context, SHA256.HashData(Encoding.UTF8.GetBytes($"{Build}\n{context.Request.Path}{context.Request.QueryString}\n{content}\n{Caller.Of(context).Sight}")));

    /// <summary>The same for an answer that is there already, by what it says.</summary>
    public static bool Answers(HttpContext context, ReadOnlyMemory<byte> answer) => Answers(context, SHA256.HashData(answer.Span));

    private static bool Answers(HttpContext context, byte[] hash) =>
        AnswersHash(context, Convert.ToHexStringLower(hash.AsSpan(0, 12)), context.RequestServices.GetService<IResponseCompressionProvider>()?.GetCompressionProvider(context)?.EncodingName);

    /// <summary>The same for bytes whose hash is known.</summary>
    /// <param name="compression">What they are sent in: a strong tag names bytes, and each compression makes other bytes (RFC 9110, 8.8.1).</param>
    public static bool AnswersHash(HttpContext context, string hash, string? compression)
    {
        var tag = new EntityTagHeaderValue($"\"{hash}{(compression is null ? "" : $"-{compression}")}\"");
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        // What is not for everybody is kept by nobody between the caller and us.
        headers.CacheControl = new CacheControlHeaderValue { NoCache = true, Private = Caller.Of(context) != Caller.Public };
        if (context.Request.GetTypedHeaders().IfNoneMatch is not { Count: > 0 } known || !known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false)))
            return false;
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }
}
