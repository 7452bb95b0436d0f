namespace EstateMap.Testing.Sample;

/// <summary>Where the sample stands in this checkout.</summary>
public static class SampleFolder
{
    /// <summary>Absolute path of geodata/sample, which is a mirror folder for the manifests in it.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "geodata", "sample");

    /// <summary>Absolute path of the hand-made inputs.</summary>
    public static string Inputs => System.IO.Path.Combine(Path, "inputs");

    /// <summary>Absolute path of the manifests.</summary>
    public static string Manifests => System.IO.Path.Combine(Path, "datasets");
}
