namespace EstateMap.Server.Areas.Profiles;

/// <summary>Parts of a profile, in the order in which they are told: what is strong comes first (Kretzmann &amp; McKnight 1993).</summary>
internal enum ProfilePart
{
    Strengths,
    People,
    Services,
    Estate,
    Access,
    Inequalities,
    Money,
    Gaps,
    Sources,
}

/// <summary>One number about one area.</summary>
/// <param name="Measure">What is measured, one of <see cref="ProfileMeasures"/>.</param>
/// <param name="Key">Of which class, kind, rating, year or dataset; empty where there is one only.</param>
/// <param name="Group">Of which people; empty where it is of none.</param>
/// <param name="Value">In <paramref name="Unit"/>; null where nothing is known.</param>
/// <param name="AssumedShare">Part of the value that nobody has measured, 0 to 1; null where no part is told.</param>
/// <param name="Note">What must be known to read it.</param>
internal sealed record AreaFigure(ProfilePart Part, string Measure, string Key, string Group, string Label, string Unit, double? Value, double? AssumedShare = null, string? Note = null)
{
    /// <summary>The same for the whole place; null where it has none.</summary>
    public double? Whole { get; init; }

    /// <summary>Facet of the map that shows, under the code <see cref="Key"/>, the sites that the figure is about; null where none does.</summary>
    public string? Facet { get; init; }

    /// <summary>Whether areas' values add up, so that they are compared by the thousand people.</summary>
    public bool IsCount => ProfileMeasures.IsCount(Measure);

    /// <summary>Names it in addresses and tables: minutes.library.age_65_over.</summary>
    public string Code => string.Join('.', new[] { Measure, Key, Group }).TrimEnd('.');
}

/// <summary>A part of a profile.</summary>
/// <param name="Note">What is missing and what to load, or how the figures are to be read; null where nothing is to be said.</param>
internal sealed record AreaPart(ProfilePart Part, string Title, string? Note, IReadOnlyList<AreaFigure> Figures);

/// <summary>What an area is like.</summary>
/// <param name="AreaId">Null for a drawn shape.</param>
/// <param name="People">Who live there; null where nobody knows.</param>
/// <param name="WholeId">The area that it is held against; null where that is everything.</param>
/// <param name="Decile">Mean decile of deprivation of its people, 1 the most deprived; null where unknown.</param>
/// <param name="Travel">How minutes are reckoned.</param>
internal sealed record AreaProfile(long? AreaId, string? Code, string Name, string? Kind, string? Vintage, double? People, long? WholeId, string WholeName, double? Decile, string Travel, IReadOnlyList<AreaPart> Parts)
{
    public AreaFigure? Find(string code) => Parts.SelectMany(part => part.Figures).FirstOrDefault(figure => figure.Code == code);
}
