namespace EstateMap.Import;

/// <summary>How far an import is. <see cref="Total"/> is null while it is not known.</summary>
public sealed record ImportProgress(string DatasetId, string Phase, int Done, int? Total);

/// <summary>What one import did. Status: activated, previewed after a dry run, or unchanged when the same files were in already.</summary>
public sealed record ImportSummary(string DatasetId, long RunId, string Status, TimeSpan Elapsed)
{
    public int RowsRead { get; init; }
    public int RowsNew { get; init; }
    public int RowsChanged { get; init; }
    public int RowsUnchanged { get; init; }
    public int RowsMissing { get; init; }
    public int RowsRejected { get; init; }
    public int RowsLocated { get; init; }

    /// <summary>Rows where a hand edit and the file have come apart.</summary>
    public int RowsConflicting { get; init; }
    public int PersonalValuesDropped { get; init; }

    /// <summary>Issue type to how many.</summary>
    public IReadOnlyDictionary<string, int> Issues { get; init; } = new Dictionary<string, int>();
}

/// <summary>What an import of a whole place did, and what is in the register now.</summary>
public sealed record PlaceSummary(IReadOnlyList<ImportSummary> Datasets, PlaceFigures Figures, TimeSpan Elapsed)
{
    /// <summary>Optional datasets whose files could not be had, each with the reason.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}

/// <summary>Counts of all current rows, to hold against what the publishers say.</summary>
public sealed record PlaceFigures
{
    public int Sites { get; init; }
    public int SitesOutsidePlace { get; init; }

    /// <summary>Register rows (properties) by location method: given, given_grid, swapped, postcode_centroid, unlocated.</summary>
    public IReadOnlyDictionary<string, int> PropertiesByLocationMethod { get; init; } = new Dictionary<string, int>();

    public int PropertiesOutsidePlace { get; init; }
    public int Services { get; init; }
    public int CommunityAssets { get; init; }
    public int Links { get; init; }
    public int Postcodes { get; init; }
    public int DemandPoints { get; init; }

    /// <summary>Square metres as the rows state them, and with sizes repeated at one point counted once.</summary>
    public decimal FloorAreaStatedM2 { get; init; }

    public decimal FloorAreaCountedM2 { get; init; }

    /// <summary>Kind and vintage, areas, and people who live in them; people null when no population is known.</summary>
    public IReadOnlyList<AreaFigures> Areas { get; init; } = [];
}

public sealed record AreaFigures(string Kind, string Vintage, int Areas, double? People);
