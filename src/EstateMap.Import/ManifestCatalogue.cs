using EstateMap.Database;
using EstateMap.Import.Datasets;

namespace EstateMap.Import;

/// <summary>The manifests of one place, in the order in which they must be imported.</summary>
public sealed class ManifestCatalogue
{
    private ManifestCatalogue(IReadOnlyList<Manifest> manifests) => Manifests = manifests;

    /// <summary>Dependencies first; among equals by layout, then by id.</summary>
    public IReadOnlyList<Manifest> Manifests { get; }

    /// <summary>Reads every *.json of a folder; a missing folder, a broken manifest or a circle of dependencies is a <see cref="UsageException"/>.</summary>
    public static ManifestCatalogue Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"There is no folder of manifests at {folder}.");
        var manifests = Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
            .Select(path => Manifest.Parse(File.ReadAllText(path), Path.GetFileName(path)))
            .ToList();
        var twice = manifests.GroupBy(m => m.Id).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new UsageException($"Two manifests in {folder} have the id {twice.Key}.");
        return new ManifestCatalogue(InOrder(manifests));
    }

    public Manifest Get(string id) =>
        Manifests.FirstOrDefault(m => m.Id == id) ?? throw new UsageException($"There is no manifest with the id {id}; known are {string.Join(", ", Manifests.Select(m => m.Id))}.");

    private static List<Manifest> InOrder(List<Manifest> manifests)
    {
        var waiting = manifests.OrderBy(m => Layouts.Get(m.Layout).Rank).ThenBy(m => m.Id, StringComparer.Ordinal).ToList();
        var known = waiting.Select(m => m.Id).ToHashSet();
        var unknown = waiting.SelectMany(m => m.After.Select(a => (m.Id, After: a))).FirstOrDefault(p => !known.Contains(p.After));
        if (unknown.Id is not null)
            throw new UsageException($"Manifest {unknown.Id} comes after {unknown.After}, which is not there.");

        var placed = new List<Manifest>();
        while (waiting.Count > 0)
        {
            var next = waiting.FirstOrDefault(m => m.After.All(a => placed.Any(p => p.Id == a)))
                       ?? throw new UsageException($"These manifests wait for each other: {string.Join(", ", waiting.Select(m => m.Id))}.");
            waiting.Remove(next);
            placed.Add(next);
        }

        return placed;
    }
}
