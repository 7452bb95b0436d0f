using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace EstateMap.Testing;

/// <summary>Tests that are not about accounts change things as whoever sits at this computer: servers that they start, here or as a program, take this setting where they are not told another.</summary>
internal static class LocalEditing
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Every test assembly that starts servers loads this one first.")]
    internal static void Set() => Environment.SetEnvironmentVariable("EstateMap__Editing", "local");
}
