namespace EstateMap.Server.Tests.Database;

/// <summary>A folder that goes with its test; open to others, because PostgreSQL's user must get in.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(UnixFileMode mode = (UnixFileMode)0b111_101_101)
    {
        Path = Directory.CreateTempSubdirectory("estatemap-folder-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, mode);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
