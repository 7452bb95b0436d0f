using EstateMap.Database;
using EstateMap.Import.Issues;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Files as publishers write them.</summary>
public sealed class ReadTests
{
    [Theory]
    [InlineData("windows-1252.csv", "Café £ House", "encoding-guessed")]
    [InlineData("byte-order-mark.csv", "Marked House")]
    [InlineData("bare-carriage-returns.csv", "Return Barn|Return House")]
    [InlineData("windows-line-ends.csv", "Line Barn|Line House")]
    [InlineData("duplicate-header.csv", "Header House", "duplicate-header")]
    [InlineData("row-too-short.csv", "Short House|Whole House", "not-located", "too-few-values")]
    [InlineData("row-too-long.csv", "Good House", "too-many-values")]
    [InlineData("no-asset-code.csv", "Named House", "required-value-missing")]
    [InlineData("duplicate-key.csv", "First House", "duplicate-key")]
    [InlineData("duplicate-row.csv", "Twin House", "duplicate-row")]
    [InlineData("line-end-inside-quotes.csv", "Broken House|Next House", "duplicate-key")]
    public async Task Each_oddity_is_read_and_reported(string fixture, string names, params string[] issues)
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync(fixture);
        Assert.Equal(names.Split('|'), await town.ColumnAsync("SELECT name FROM property ORDER BY name"));
        Assert.Equal(issues, await town.IssuesAsync(Path.GetFileNameWithoutExtension(fixture)));
    }

    [Fact]
    public async Task Lines_are_counted_through_quoted_line_ends()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("line-end-inside-quotes.csv");
        Assert.Equal(["2", "4"], await town.ColumnAsync("SELECT line FROM source_record WHERE dataset_id = 'line-end-inside-quotes' ORDER BY line"));
        Assert.Equal(5, await town.ScalarAsync("SELECT line FROM import_issue WHERE issue_type = 'duplicate-key'"));
    }

    [Fact]
    public async Task Another_council_s_headers_and_grid_are_understood()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("another-councils-spelling.csv", "register", m => m with { Columns = new Dictionary<string, string[]> { ["floor_area_m2"] = ["Gross Area"] } });
        Assert.Equal(["Guildhall 99.50 leasehold Elsewhere Council given_grid"], await town.ColumnAsync(
            """
            SELECT concat_ws(' ', p.name, f.area_m2, t.tenure_type, o.name, p.location_method)
            FROM property p JOIN floor_area f ON f.property_id = p.id JOIN tenure t ON t.property_id = p.id JOIN organisation o ON o.id = t.organisation_id
            """));
    }

    [Theory]
    [InlineData("column-missing.csv", "The file has no column for asset_code. Its columns are: PropertyName, Somewhere. Name the right one under \"columns\" in the manifest.")]
    [InlineData("empty.csv", "The file is empty: not even a row of column names.")]
    public async Task A_file_that_cannot_be_used_fails_with_a_sentence_and_leaves_nothing(string fixture, string sentence)
    {
        await using var town = await Milltown.NewAsync();
        var fault = await Assert.ThrowsAsync<UsageException>(() => town.ImportAsync(fixture));
        Assert.Equal(sentence, fault.Message);
        Assert.Equal(["failed " + sentence], await town.ColumnAsync($"SELECT status || ' ' || message FROM import_run WHERE dataset_id = '{Path.GetFileNameWithoutExtension(fixture)}'"));
        Assert.Equal(0L, await town.ScalarAsync("SELECT (SELECT count(*) FROM site) + (SELECT count(*) FROM property) + (SELECT count(*) FROM organisation)"));
    }

    [Fact]
    public async Task An_unclosed_quotation_mark_is_reported()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("unclosed-quote.csv");
        Assert.Contains("bad-quoting", await town.IssuesAsync("unclosed-quote"));
    }

    [Fact]
    public async Task Rejected_rows_can_be_had_back_as_a_file()
    {
        await using var town = await Milltown.NewAsync();
        var run = await town.ImportAsync("row-too-long.csv");
        Assert.Equal((2, 1), (run.RowsRead, run.RowsRejected));
        using var rejects = new MemoryStream();
        await new RejectFile(town.Writer).WriteAsync(run.RunId, rejects, TestContext.Current.CancellationToken);
        var lines = System.Text.Encoding.UTF8.GetString(rejects.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("line,reasons,AssetCode,PropertyName,", lines[0]);
        Assert.Contains(",R2,Bad House,", lines[1]);
        Assert.StartsWith("3,\"The row on line 3 has 18 values for 16 columns", lines[1]);
        await Assert.ThrowsAsync<UsageException>(() => new RejectFile(town.Writer).WriteAsync(0, rejects, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Issue_types_in_code_are_those_of_the_vocabulary() =>
        Assert.Equal(Vocabulary.Of("issue-types").Select(t => t.Code).Order(), IssueType.All.Order());

    [Fact]
    public void Every_issue_type_says_how_bad_it_is_and_who_must_mend_it() => Assert.All(Vocabulary.Of("issue-types"), t =>
    {
        Assert.Contains(t.Attributes["severity"], (string[])["info", "warning", "error"]);
        Assert.Contains(t.Attributes["responsible"], (string[])["publisher", "owner", "steward", "estatemap"]);
    });
}
