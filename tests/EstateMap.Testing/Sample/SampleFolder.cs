using System.Runtime.CompilerServices;

namespace EstateMap.Testing.Sample;

/// <summary>Where the sample stands in this checkout.</summary>
public static class SampleFolder
{
    /// <summary>Absolute path of geodata/sample.</summary>
    public static string Path { get; } = Find();

    /// <summary>Absolute path of the hand-made inputs.</summary>
    public static string Inputs => System.IO.Path.Combine(Path, "inputs");

    private static string Find([CallerFilePath] string thisFile = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(thisFile)!, "../../../geodata/sample"));
}
