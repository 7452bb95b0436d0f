using System.Text;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>What very many records share is a placeholder: no place is told by it, and nothing takes for ever over it.</summary>
public sealed class CrowdTests
{
    [Fact]
    public async Task A_postcode_and_a_point_that_a_crowd_shares_match_nothing_and_are_reported_once()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("register", Rows("A", 300), "register");
        var other = await town.ImportTextAsync("other", Rows("B", 300), "register");
        Assert.Equal(600L, await town.ScalarAsync("SELECT count(DISTINCT site_id) FROM property"));
        Assert.Equal(2, other.Issues["crowded"]);
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM match_candidate"));
        Assert.Contains("300 records share the postcode ZZ1 1AA: it tells no place from another, and they are not compared by it.",
            await town.ColumnAsync("SELECT message FROM import_issue WHERE issue_type = 'crowded'"));
    }

    // Names alike enough to be asked about, were they at all compared.
    private static string Rows(string prefix, int count)
    {
        var text = new StringBuilder("AssetCode,PropertyName,PostCode,CoordinateReferenceSystem,GeoX,GeoY,HoldingType\n");
        for (var i = 0; i < count; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}{i},Garage plot at the mill {(char)('A' + i / 26)}{(char)('A' + i % 26)},ZZ1 1AA,WGS84,-2.34,53.43,Land\n");
        return text.ToString();
    }
}
