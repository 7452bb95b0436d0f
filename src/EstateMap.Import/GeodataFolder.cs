using EstateMap.Database;

namespace EstateMap.Import;

/// <summary>Finds the folder geodata (manifests and sample): beside the program when it was published, else in the repository above it.</summary>
public static class GeodataFolder
{
    /// <summary>Full path; none to be found is a <see cref="UsageException"/>.</summary>
    public static string Get() => Find() ?? throw new UsageException($"The folder geodata is neither beside the program ({AppContext.BaseDirectory}) nor above it or the current folder.");

    /// <summary>Manifests of the official files.</summary>
    public static string Datasets => Path.Combine(Get(), "datasets");

    /// <summary>The sample: its own manifests under datasets, its files at their mirror paths.</summary>
    public static string Sample => Path.Combine(Get(), "sample");

    private static string? Find()
    {
        foreach (var start in (string[])[AppContext.BaseDirectory, Directory.GetCurrentDirectory()])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var geodata = Path.Combine(folder.FullName, "geodata");
                if (Directory.Exists(Path.Combine(geodata, "datasets")))
                    return geodata;
            }
        }

        return null;
    }
}
