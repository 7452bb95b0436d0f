using System.IO.Compression;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CsCheck;
using EstateMap.Server.Graph;
using EstateMap.Testing;
using GraphQL.Types;
using GraphQLParser;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Graph.Safety;

/// <summary>Questions that are almost right, and bytes that are nothing: each gets a well-formed answer that shows nothing of the inside, and none is the server's fault. What fails is printed with CsCheck's seed.</summary>
[Trait("soak", "yes")]
public class FuzzTests(Village village) : IClassFixture<Village>
{
    private static readonly string[] Examples = [.. Directory.GetFiles(Path.Combine(Repository.Root, "tests", "EstateMap.Server.Tests", "Queries"), "*.graphql").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    private static readonly string[] Strange = ["{", "}", "[", "]", "(", ")", ":", "!", "$", "@", "...", "&", "|", "=", "null", "true", "on", "fragment", "query", "subscription", "mutation", "__typename", "__schema", "-1", "1e400", "0.0", "99999999999", "\"\"", "\"\"\"a\"\"\"", "\"\\u0000\"", "#", "$v", "first", "where", "order", "near", "ASC", "\ufeff", "\ud800"];

    private static readonly string[] MediaTypes = ["application/json", "application/graphql+json", "application/json; charset=utf-16", "text/plain", "application/graphql", "multipart/form-data; boundary=x", "", "application/json;;;", "\"", "application/x-www-form-urlencoded"];

    private static readonly string[] Accepts = ["application/json", "application/graphql-response+json", "*/*", "text/event-stream", "text/html", "", "nonsense", "a/b;q=2", ";;;", "application/json;q=0", "*/*;q=0.1, text/event-stream;q=0.0001"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Documents_with_words_left_out_doubled_swapped_and_put_in_are_answered_or_refused_in_words()
    {
        var schema = village.Services.GetRequiredService<ISchema>();
        var made = Gen.Int[0, 100_000].Select(seed => new QueryMaker(schema, seed).Make().Query);
        var document = Gen.OneOf(made, Gen.Int[0, Examples.Length - 1].Select(n => Examples[n]));
        var changes = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 10_000], Gen.Int[0, 10_000]).Array[1, 4];
        await Gen.Select(document, changes).SampleAsync(async (text, several) =>
        {
            var words = Tokens(text);
            foreach (var (kind, at, other) in several)
            {
                if (words.Count == 0) break;
                var (a, b) = (at % words.Count, other % words.Count);
                switch (kind)
                {
                    case 0: words.RemoveAt(a); break;
                    case 1: words.Insert(a, words[a]); break;
                    case 2: (words[a], words[b]) = (words[b], words[a]); break;
                    case 3: words.Insert(a, Strange[other % Strange.Length]); break;
                    default: words[a] = words[b]; break;
                }
            }

            var changed = string.Join(' ', words);
            using var answer = await village.PostAsync(JsonSerializer.Serialize(new { query = changed }), accept: "application/graphql-response+json");
            var told = await answer.Content.ReadAsStringAsync();
            InjectionTests.AssertSays(told, changed, "");
            // A document that became a subscription is refused by the way it came.
            Assert.True((int)answer.StatusCode is 200 or 400 || ((int)answer.StatusCode == 405 && changed.Contains("subscription", StringComparison.Ordinal)), $"{(int)answer.StatusCode} {changed} {told}");
        }, iter: Soak.Times(600), threads: 1);
    }

    [Fact]
    public async Task Any_bytes_of_any_kind_get_a_well_formed_answer()
    {
        var valid = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { query = "query Q($w: SiteFilterInput) { sites(where: $w) { totalCount nodes { id name } } }", variables = new { w = new { name = new { contains = "é☃" } } }, operationName = "Q", extensions = new { a = 1 } }));
        var damaged = Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, Gen.Int[0, 3]).Array[1, 6].Select(changes =>
        {
            var bytes = valid.ToList();
            foreach (var (at, value, kind) in changes)
            {
                if (bytes.Count == 0) break;
                var n = at % bytes.Count;
                if (kind == 0) bytes.RemoveAt(n);
                else if (kind == 1) bytes.Insert(n, value);
                else if (kind == 2) bytes[n] = value;
                else bytes.RemoveRange(n, Math.Min(bytes.Count - n, value));
            }

            return bytes.ToArray();
        });
        var raw = Gen.OneOf(damaged, Gen.Byte.Array[0, 300], Gen.Const(Zipped(valid)), Gen.Const<byte[]>([0xEF, 0xBB, 0xBF, .. valid]), Gen.Const(Encoding.Unicode.GetBytes("{\"query\":\"{__typename}\"}")), Gen.Const("{\"query\":\"\xC0\x80\"}"u8.ToArray()));
        await Gen.Select(raw, Gen.Int[0, MediaTypes.Length * 3], Gen.Int[0, Accepts.Length * 3], Gen.Int[0, 5]).SampleAsync(async (bytes, type, accept, encoding) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new ByteArrayContent(bytes) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type < MediaTypes.Length ? MediaTypes[type] : "application/json");
            request.Headers.TryAddWithoutValidation("Accept", accept < Accepts.Length ? Accepts[accept] : "application/json");
            if (encoding == 0) request.Content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
            if (encoding == 1) request.Headers.TryAddWithoutValidation("GraphQL-Cost", "validate");
            if (encoding == 2) request.Headers.TryAddWithoutValidation("X-Forwarded-For", string.Concat(bytes.Take(20).Where(b => b is > 0x20 and < 0x7F).Select(b => (char)b)));
            await SaysAsync(request, Convert.ToHexString(bytes));
        }, iter: Soak.Times(400), threads: 1);
    }

    [Fact]
    public async Task Any_query_string_gets_a_well_formed_answer()
    {
        var names = new[] { "query", "variables", "operationName", "extensions", "id", "batchOperations", "" };
        var value = Gen.OneOf(Gen.Int[0, Strange.Length - 1].Select(n => Strange[n]), Gen.Const("{ sites { totalCount } }"), Gen.Const("{\"a\":[1,{}]}"), Gen.Const("{\"persistedQuery\":{\"sha256Hash\":7}}"), Gen.Const("[1"), Gen.Byte.Array[0, 20].Select(bytes => string.Concat(bytes.Select(b => (char)b))));
        await Gen.Select(Gen.Int[0, names.Length - 1], value, Gen.Bool).Array[0, 5].SampleAsync(async parts =>
        {
            var query = string.Join('&', parts.Select(part => $"{names[part.Item1]}={(part.Item3 ? string.Concat(Encoding.UTF8.GetBytes(part.Item2).Select(b => $"%{b:X2}")) : Uri.EscapeDataString(part.Item2.Replace('\ud800', ' ')))}{(part.Item3 ? "%FF%" : "")}"));
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(village.Http.BaseAddress!, "/graphql?" + query));
            request.Headers.Add("Accept", "application/json");
            await SaysAsync(request, query);
        }, iter: Soak.Times(300), threads: 1);
    }

    [Fact]
    public async Task Any_frames_are_answered_or_the_socket_is_closed_with_a_code()
    {
        await using var served = await ServedVillage.StartAsync(village);
        var valid = new[]
        {
            """{"type":"connection_init"}""", """{"type":"connection_init","payload":{"a":1}}""", """{"type":"ping"}""", """{"type":"pong","payload":null}""", """{"id":"1","type":"subscribe","payload":{"query":"{ sites(first: 1) { nodes { name } } }"}}""",
            """{"id":"2","type":"subscribe","payload":{"query":"subscription { siteChanged { isMany } }"}}""", """{"id":"2","type":"complete"}""", """{"id":"\ud800","type":"complete"}""", """{"type":"subscribe","id":"3","payload":{"query":"{","variables":{"a":[]}}}""",
        };
        var message = Gen.OneOf(Gen.Int[0, valid.Length - 1].Select(n => Encoding.UTF8.GetBytes(valid[n])), Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Int[0, 120], Gen.Byte).Select((n, at, value) =>
        {
            var bytes = Encoding.UTF8.GetBytes(valid[n]);
            bytes[at % bytes.Length] = value;
            return bytes;
        }), Gen.Byte.Array[0, 50]);
        await Gen.Select(message, Gen.Int[0, 9], Gen.Int[1, 40]).Array[1, 6].SampleAsync(async frames =>
        {
            using var caller = await served.ConnectAsync(init: frames.Length % 3 != 0);
            try
            {
                foreach (var (bytes, kind, size) in frames)
                {
                    var type = kind == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
                    if (kind < 5)
                        for (var at = 0; at < bytes.Length; at += size) await caller.Socket.SendAsync(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)), type, at + size >= bytes.Length, Cancel);
                    else
                        await caller.Socket.SendAsync(bytes, type, true, Cancel);
                }

                await caller.SendAsync("""{"type":"ping"}""");
                while (true)
                {
                    var answer = await caller.ReadAsync();
                    if (answer.StartsWith("closed", StringComparison.Ordinal))
                    {
                        Assert.Matches("^closed (4400|4401|4409|4429|1007) ", answer + " ");
                        break;
                    }

                    if (answer == """{"type":"pong"}""") break;
                    Assert.DoesNotContain(HotChocolateErrorInfo.Unexpected, answer, StringComparison.Ordinal);
                    using var document = JsonDocument.Parse(answer);
                    Assert.Contains(document.RootElement.GetProperty("type").GetString(), new[] { "connection_ack", "next", "error", "complete" });
                }
            }
            catch (WebSocketException)
            {
                // Closed while it was still being written to, or for text that is no UTF-8.
            }
        }, iter: Soak.Times(150), threads: 1);
    }

    private async Task SaysAsync(HttpRequestMessage request, string asked)
    {
        using var response = await village.Http.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)response.StatusCode is not 500, $"{asked}: {text}");
        switch (response.Content.Headers.ContentType?.MediaType)
        {
            case "text/event-stream":
                InjectionTests.AssertSays(text.Split("data: ")[1].Split('\n')[0], asked, "");
                break;
            case "application/json" or "application/graphql-response+json":
                InjectionTests.AssertSays(text, asked, "");
                break;
            case "text/html" when response.StatusCode == HttpStatusCode.OK:
                break;
            default:
                // Kestrel's own refusals of what is no HTTP have no body.
                Assert.Equal("", text);
                break;
        }
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(bytes);
        return packed.ToArray();
    }

    private static List<string> Tokens(string text)
    {
        var words = new List<string>();
        for (var at = 0; ;)
        {
            var token = Lexer.Lex(text, at);
            if (token.Kind == TokenKind.EOF) return words;
            if (token.Kind != TokenKind.COMMENT) words.Add(text[token.Start..token.End]);
            at = token.End;
        }
    }
}
