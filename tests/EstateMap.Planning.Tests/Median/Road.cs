namespace EstateMap.Planning.Tests.Median;

/// <summary>Five places on a road at 0, 1, 2, 10 and 11 km, each with people and a site.</summary>
internal static class Road
{
    private static readonly double[] Places = [0, 1, 2, 10, 11];

    public static LocationProblem Of(params double[] people) => new(people, [.. from i in Places from j in Places select Math.Abs(i - j)], Places.Length);
}
