using System.Runtime.CompilerServices;
using Xunit;

namespace EstateMap.Testing;

/// <summary>The real published files, which are too large and too particular to a place for the repository; tests over them are skipped where they are absent.</summary>
public static class RealFiles
{
    public const string FolderVariable = "ESTATEMAP_GEODATA";

    /// <summary>Absolute path; may not exist.</summary>
    public static string Folder { get; } = Path.GetFullPath(
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } given ? given : Path.Combine(Repository.Root, "..", "shared", "geodata"));

    /// <summary>The path of a file or folder below <see cref="Folder"/>; skips the running test, saying so, when it is not there.</summary>
    public static string Get(string relativePath)
    {
        var path = Path.Combine(Folder, relativePath);
        Assert.SkipUnless(Path.Exists(path), $"{relativePath} is not among the real files: name their folder in {FolderVariable}.");
        return path;
    }
}

/// <summary>Where the sources stand.</summary>
public static class Repository
{
    /// <summary>Absolute path of the folder with EstateMap.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(thisFile)! })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "EstateMap.sln")))
                    return folder.FullName;
            }
        }
        throw new InvalidOperationException("EstateMap.sln is above neither the tests' output nor their sources.");
    }
}
