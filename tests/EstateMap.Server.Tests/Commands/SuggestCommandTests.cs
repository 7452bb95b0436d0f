using System.Text.RegularExpressions;
using EstateMap.Server.Tests.Database;
using EstateMap.Testing;
using EstateMap.Testing.Town;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Commands;

/// <summary>import --suggest as a person meets it: what is printed, what is written, and what to type next.</summary>
public sealed class SuggestCommandTests(PostgisFixture db) : IClassFixture<PostgisFixture>
{
    private static readonly string[] Known = ["--title", "Assets", "--publisher", "Fenwick Council", "--licence", "OGL-UK-3.0", "--id", "fenwick-assets"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_described_column_by_column_and_loads_by_what_was_written()
    {
        using var folder = new TemporaryFolder();
        var (file, manifest) = (Path.Combine(folder.Path, "fenwick.csv"), Path.Combine(folder.Path, "fenwick.json"));
        var (bytes, assets) = OtherCouncil.Fenwick();
        await File.WriteAllBytesAsync(file, bytes, Cancel);

        using (var program = EstateMapProgram.Start(["import", file, "--suggest", "--out", manifest, .. Known]))
        {
            Assert.Equal(0, await program.EndAsync(Cancel));
            var lines = program.Output.Split('\n', StringSplitOptions.TrimEntries);
            Assert.Matches("^Layout       register \\([01]\\.\\d\\d\\)", lines[0]);
            Assert.Equal("File         csv, utf-8; 60 rows looked at, of which 60 would get in", lines[1]);
            Assert.StartsWith("Key          asset_code: 60 different values", lines[2], StringComparison.Ordinal);
            var columns = lines.SkipWhile(line => !line.StartsWith("column", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.Length > 0).ToList();
            Assert.Equal(16, columns.Count);
            // Column, field, confidence, filled cells, what they look like, three values.
            Assert.Matches(@"^Col 2 +name +0\.\d\d +60 +\S.* [^|]+ \| [^|]+ \| [^|]+$", columns[1]);
            Assert.Matches(@"^Col 4 +postcode +0\.\d\d +48 +.*ZZ1 1A[AB]", columns[3]);
            Assert.Matches(@"^Site contact +- +60 +.*\(withheld\)$", columns[15]);
            Assert.All(columns.Where(line => !Regex.IsMatch(line, " - ")), line => Assert.Matches(@" (0\.\d\d|1\.00) ", line));
            Assert.Contains("! More than one column is called 'Ref'; the first counts.", lines);
            Assert.Contains("! Contacts or persons, not read: Site contact.", lines);
            Assert.Equal($"Next: estatemap import {file} --manifest {manifest} --dry-run\n", program.Error);
            Assert.DoesNotContain("gmail.com", program.Output + await File.ReadAllTextAsync(manifest, Cancel), StringComparison.Ordinal);
        }

        using var import = EstateMapProgram.Start(["import", file, "--manifest", manifest, "--database", db.ConnectionString]);
        Assert.Equal(0, await import.EndAsync(Cancel));
        await using NpgsqlCommand count = db.Owner.CreateCommand("SELECT count(*) FROM property WHERE dataset_id = 'fenwick-assets'");
        Assert.Equal((long)assets.Count, await count.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task What_is_left_to_say_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "fenwick.csv");
        await File.WriteAllBytesAsync(file, OtherCouncil.Fenwick().File, Cancel);
        using var program = EstateMapProgram.Start(["import", file, "--suggest", "--title", "Assets"]);
        Assert.Equal(0, await program.EndAsync(Cancel));
        Assert.Equal("Only you know the rest: give --publisher, --licence, or fill in what says FILL IN.\n", program.Error);
    }
}
