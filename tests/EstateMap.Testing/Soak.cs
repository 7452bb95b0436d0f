using System.Globalization;

namespace EstateMap.Testing;

/// <summary>How long tests of chance go on: <c>make soak</c> sets ESTATEMAP_SOAK to how many times longer than usual.</summary>
public static class Soak
{
    public static int Times(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("ESTATEMAP_SOAK"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times > 0 ? usual * times : usual;
}
