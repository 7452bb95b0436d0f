namespace EstateMap.Client.Explore;

/// <summary>What areas are shaded by, as it stands in the address.</summary>
/// <param name="Code">Code of the measure; after a full stop how a count is made comparable, where that is not the way it starts with: see <see cref="Measure"/>.</param>
/// <param name="Method"><c>quantile</c>, <c>equal</c> or <c>jenks</c>: see <see cref="Classes.Methods"/>.</param>
/// <param name="Bins">Number of classes, 3 to 7.</param>
public sealed record IndicatorChoice(string Code, string Method, int Bins);

/// <summary>The colour of each area by its code, and that of areas without a figure; CSS colours.</summary>
public sealed record AreaColours(IReadOnlyDictionary<string, string> ColourByCode, string NoFigureColour);
