using System.Net;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import.Phases;

namespace EstateMap.Import;

/// <summary>
/// The publishers' addresses, downloaded into a folder. A file that the publisher says is unchanged is not fetched again; a download that breaks is tried again; nothing is taken for whole that is not,
/// and the copy of before stays until a whole new one is there.
/// </summary>
public sealed class PublisherDownload(HttpClient http, string folder) : IGeodataSource
{
    private const int attempts = 3;

    /// <summary>Far above any file of a council; a body that never ends is cut off.</summary>
    public long MostBytes { get; init; } = 500_000_000;

    /// <summary>Before the second attempt; doubled before the third. A publisher who says how long to wait is obeyed up to a minute.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether a feed may be read from a private network or this machine. Anybody's address may be given for a feed, and what answers there is shown to everybody.</summary>
    public bool AllowsPrivateFeeds { get; init; }

    /// <summary>Told how far the reading of a feed is, which takes a request for each service.</summary>
    public IProgress<string>? Progress { get; init; }

    /// <summary>Longest wait for the next bytes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    public async Task<string> GetAsync(ManifestFile file, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(file.DownloadUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new UsageException($"The manifest of {file.MirrorPath} gives no download address: give a mirror folder that has the file.");
        var target = Path.Combine(folder, file.MirrorPath);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var part = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            var known = Copy.Find(target, address);
            var fetched = file.Format switch
            {
                "arcgis" => await ArcGisLayer.FetchAsync(this, address, part, known, cancellation),
                "open_referral" => await OpenReferralFeed.FetchAsync(this, address, part, cancellation),
                _ => await FetchAsync(address, part, known, Check, cancellation),
            };
            if (fetched is not null)
                Copy.Keep(part, target, fetched);
            return target;
        }
        catch (UsageException fault) when (File.Exists(target))
        {
            throw new UsageException($"{fault.Message} The copy of {File.GetLastWriteTimeUtc(target):yyyy-MM-dd} was kept at {target}.", fault);
        }
        finally
        {
            File.Delete(part);
        }

        void Check(string path)
        {
            using var content = Peekable.Over(Unpack.Open(path));
            if (content.Head.IsEmpty)
                throw new UsageException($"{address} sends an empty file.");
            // What is packed is looked at when it is read.
            if (file.Format is not null && FileKinds.Of(content.Head) is var kind and not (FileKind.Gzip or FileKind.Zip))
                FileKinds.Demand(file.Format, kind, address.ToString());
        }
    }

    /// <summary>Fetches an address into a file, or gives null when it is what <paramref name="known"/> is already.</summary>
    /// <param name="check">Looks at the whole file; an <see cref="IOException"/> from it asks for another attempt, a <see cref="UsageException"/> is final.</param>
    /// <param name="mustBePublic">Whether the address itself, and not only where it sends on to, must be on the public internet.</param>
    internal async Task<Copy?> FetchAsync(Uri address, string part, Copy? known, Action<string> check, CancellationToken cancellation, bool mustBePublic = false)
    {
        for (var attempt = 1; ; attempt++)
        {
            var wait = Pause * Math.Pow(2, attempt - 1);
            try
            {
                using var response = await SendAsync(address, known, mustBePublic, cancellation);
                if (response.StatusCode == HttpStatusCode.NotModified && known is not null)
                    return null;
                if (response.Headers.RetryAfter?.Delta is { } asked && asked > wait)
                    wait = asked < TimeSpan.FromMinutes(1) ? asked : TimeSpan.FromMinutes(1);
                response.EnsureSuccessStatusCode();
                await SaveAsync(response, address, part, cancellation);
                check(part);
                return new Copy(address.ToString(), response.Headers.ETag?.ToString(), response.Content.Headers.LastModified?.ToString("R"), new FileInfo(part).Length);
            }
            catch (HttpRequestException fault) when (fault.InnerException is UsageException refused)
            {
                throw refused;
            }
            catch (HttpRequestException fault) when (fault.StatusCode is { } status && (int)status < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests))
            {
                throw new UsageException($"{address} answers {(int)status}: the publisher has moved or closed the file. Correct downloadUrl in the manifest, or give a mirror folder.", fault);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException || fault is OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                if (attempt == attempts)
                    throw new UsageException($"{address} cannot be reached ({fault.Message.TrimEnd('.')}). Is this machine online? Without a network give a mirror folder: make geodata MIRROR=dir.", fault);
                await Task.Delay(wait, cancellation);
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, Copy? known, bool mustBePublic, CancellationToken cancellation)
    {
        var at = address;
        if (mustBePublic && PublisherClient.IsPrivate(address.Host))
            throw new UsageException(PublisherClient.NotPublic(address.Host));
        for (var hops = 0; ; hops++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            if (known?.ETag is { } tag)
                request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            if (known?.LastModified is { } modified)
                request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
            // The manifest's own address is the operator's choice; where a publisher sends us on to is not.
            request.Options.Set(PublisherClient.IsSentOn, at.Host != address.Host);
            request.Options.Set(PublisherClient.MustBePublic, mustBePublic);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                return response;
            response.Dispose();
            var next = new Uri(at, location);
            if (hops == 5)
                throw new UsageException($"{address} sends on and on. Correct downloadUrl in the manifest.");
            if (next.Scheme is not ("http" or "https") || (mustBePublic || next.Host != address.Host) && PublisherClient.IsPrivate(next.Host))
                throw new UsageException($"{address} sends on to {next.GetLeftPart(UriPartial.Path)}, which is no public web address; it was not followed. Correct downloadUrl in the manifest.");
            at = next;
        }
    }

    private async Task SaveAsync(HttpResponseMessage response, Uri address, string part, CancellationToken cancellation)
    {
        var promised = response.Content.Headers.ContentLength;
        if (promised > MostBytes)
            throw TooLarge();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var from = await response.Content.ReadAsStreamAsync(cancellation);
        await using var to = File.Create(part);
        var chunk = new byte[81920];
        long total = 0;
        while (true)
        {
            patience.CancelAfter(Patience);
            int read;
            try
            {
                read = await from.ReadAsync(chunk, patience.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new IOException($"nothing came for {Patience.TotalSeconds:0} seconds");
            }

            if (read == 0)
                break;
            total += read;
            if (total > MostBytes)
                throw TooLarge();
            await to.WriteAsync(chunk.AsMemory(0, read), cancellation);
        }

        if (promised is not null && promised != total)
            throw new IOException($"{total} of {promised} bytes came");

        UsageException TooLarge() => new($"{address} is larger than {MostBytes} bytes and was not loaded.");
    }
}

/// <summary>What is known of a downloaded file, kept beside it: enough to ask the publisher whether it has changed.</summary>
/// <param name="Address">Where it came from; a manifest that names another address fetches anew.</param>
/// <param name="ETag">As the publisher sent it, quotation marks and all.</param>
/// <param name="LastModified">An HTTP date; of an ArcGIS layer its date of last edit in milliseconds.</param>
/// <param name="Bytes">Its size, by which a file that somebody has changed by hand is noticed.</param>
internal sealed record Copy(string Address, string? ETag, string? LastModified, long Bytes)
{
    private static string PathBeside(string target) => target + ".source.json";

    /// <summary>Null when there is no whole copy of this address.</summary>
    public static Copy? Find(string target, Uri address)
    {
        try
        {
            var copy = JsonSerializer.Deserialize<Copy>(File.ReadAllText(PathBeside(target)));
            return copy?.Address == address.ToString() && new FileInfo(target) is { Exists: true } file && file.Length == copy.Bytes ? copy : null;
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Puts a whole download in its place. Whenever this is interrupted, no description stands beside a file that it does not describe.</summary>
    public static void Keep(string part, string target, Copy copy)
    {
        File.Delete(PathBeside(target));
        File.Move(part, target, overwrite: true);
        if (copy.ETag is not null || copy.LastModified is not null)
            File.WriteAllText(PathBeside(target), JsonSerializer.Serialize(copy));
    }
}
