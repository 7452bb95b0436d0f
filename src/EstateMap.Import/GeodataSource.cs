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
