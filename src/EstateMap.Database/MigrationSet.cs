using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace EstateMap.Database;

/// <summary>One SQL file.</summary>
/// <param name="Name">Its path below migrations/, which is also its place in the order.</param>
public sealed record MigrationFile(string Name, string Sql)
{
    /// <summary>SHA-256 in lower-case hexadecimal, the same for either line ending.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}

/// <summary>Dated migrations, each applied once, and the functions and views, all run again whenever any of them changes.</summary>
public sealed partial record MigrationSet(IReadOnlyList<MigrationFile> Migrations, IReadOnlyList<MigrationFile> Functions)
{
    private const string FunctionsFolder = "functions/";
    private static readonly string[] AlwaysNeeded = ["postgis", "pg_trgm"];

    /// <summary>The files of the migrations folder, from inside this assembly.</summary>
    public static MigrationSet Embedded { get; } = Read(typeof(MigrationSet).Assembly);

    public string FunctionsChecksum =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Functions.Select(file => $"{file.Name} {file.Checksum}\n")))));

    /// <summary>Extensions that migrations ask for on a line of their own: <c>-- requires extension: btree_gist</c>.</summary>
    public IEnumerable<string> Extensions =>
        AlwaysNeeded.Concat(Migrations.SelectMany(file => Requirement().Matches(file.Sql)).Select(match => match.Groups[1].Value)).Distinct();

    public static MigrationSet From(IEnumerable<MigrationFile> files)
    {
        var all = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        var misnamed = all.FirstOrDefault(file => !file.Name.StartsWith(FunctionsFolder, StringComparison.Ordinal) && !DatedName().IsMatch(file.Name));
        if (misnamed is not null)
            throw new UsageException($"The migration {misnamed.Name} must be named YYYY-MM-DD_NN_verb_object.sql.");
        return new MigrationSet(
            [.. all.Where(file => !file.Name.StartsWith(FunctionsFolder, StringComparison.Ordinal))],
            [.. all.Where(file => file.Name.StartsWith(FunctionsFolder, StringComparison.Ordinal))]);
    }

    private static MigrationSet Read(Assembly assembly)
    {
        const string root = "migrations/";
        return From(assembly.GetManifestResourceNames().Where(name => name.StartsWith(root, StringComparison.Ordinal)).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return new MigrationFile(name[root.Length..], reader.ReadToEnd());
        }));
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}_\d{2}_[a-z0-9]+(_[a-z0-9]+)+\.sql$")]
    private static partial Regex DatedName();

    [GeneratedRegex(@"^-- requires extension: ([a-z0-9_]+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Requirement();
}
