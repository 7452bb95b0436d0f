using System.Net;
using EstateMap.Database;

namespace EstateMap.Import;

/// <summary>Where the files of manifests are had from: a folder or the publishers.</summary>
public interface IGeodataSource
{
    /// <summary>Path of a readable copy on this machine; a file that cannot be had is a <see cref="UsageException"/> that says what to do.</summary>
    Task<string> GetAsync(ManifestFile file, CancellationToken cancellation);
}

/// <summary>A folder that keeps the files under their mirror paths.</summary>
public sealed class MirrorFolder(string folder) : IGeodataSource
{
    public Task<string> GetAsync(ManifestFile file, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, file.MirrorPath);
        return File.Exists(path) ? Task.FromResult(path) : throw new UsageException($"The mirror {folder} has no file {file.MirrorPath}.");
    }
}

/// <summary>The publishers' addresses, downloaded into a folder; a download that breaks is tried again, and nothing is taken for whole that is not.</summary>
public sealed class PublisherDownload(HttpClient http, string folder) : IGeodataSource
{
    private const int attempts = 3;

    /// <summary>Far above any file of a council; a page that never ends is cut off.</summary>
    public long MostBytes { get; init; } = 500_000_000;

    /// <summary>Before the second attempt; doubled before the third.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);

    public async Task<string> GetAsync(ManifestFile file, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(file.DownloadUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new UsageException($"The manifest of {file.MirrorPath} gives no download address: give a mirror folder that has the file.");
        var target = Path.Combine(folder, file.MirrorPath);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await DownloadAsync(address, target, cancellation);
                return target;
            }
            catch (HttpRequestException fault) when (fault.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
            {
                throw new UsageException($"{address} answers {(int)fault.StatusCode!}: the publisher has moved or closed the file. Correct downloadUrl in the manifest, or give a mirror folder.", fault);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException || fault is TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                if (attempt == attempts)
                    throw new UsageException($"{address} cannot be reached ({fault.Message}). Is this machine online? Without a network give a mirror folder: make geodata MIRROR=dir.", fault);
                await Task.Delay(Pause * Math.Pow(2, attempt - 1), cancellation);
            }
        }
    }

    private async Task DownloadAsync(Uri address, string target, CancellationToken cancellation)
    {
        using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        var part = target + ".part";
        try
        {
            await using (var from = await response.Content.ReadAsStreamAsync(cancellation))
            await using (var to = File.Create(part))
            {
                var chunk = new byte[81920];
                long total = 0;
                while (await from.ReadAsync(chunk, cancellation) is var read and > 0)
                {
                    total += read;
                    if (total > MostBytes)
                        throw new UsageException($"{address} is larger than {MostBytes} bytes and was not loaded.");
                    await to.WriteAsync(chunk.AsMemory(0, read), cancellation);
                }
            }

            File.Move(part, target, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
