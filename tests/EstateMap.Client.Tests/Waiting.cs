using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Bunit;
using EstateMap.Testing;

namespace EstateMap.Client.Tests;

/// <summary>A second, which bUnit waits by itself, is too short on a busy machine.</summary>
internal static class Waiting
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Holds for every test of this assembly.")]
    internal static void Set() => BunitContext.DefaultWaitTimeout = Patience.Limit;
}
