using System.Globalization;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>A demonstration over three buildings of a real register, with their published floor areas (GIA), of which 80 % can be used; who is in them and what they need is made up. Skipped where the file is absent.</summary>
public class RealMoveChainTests
{
    private const double Usable = 0.8;

    [Fact]
    public void A_library_can_move_once_a_vacant_building_has_taken_the_team_that_is_in_its_way()
    {
        var (library, centre, vacant) = Places();
        // 1,047 m² x 0.8 = 837.6, of which 700 are taken: 137.6 free, 387.6 once the team is gone. 424 m² x 0.8 = 339.2 take the team.
        var chain = MoveChainRules.Order([library, centre, vacant],
        [
            new(1, ChainStepKind.Move, "Lending", library.Id, centre.Id, 350, 6),
            new(2, ChainStepKind.Ready, null, vacant.Id, null, null, 12),
            new(3, ChainStepKind.Move, "Housing options", centre.Id, vacant.Id, 250, 4),
            new(4, ChainStepKind.Close, null, library.Id, null, null, 1),
            new(5, ChainStepKind.Dispose, null, library.Id, null, null, 12),
        ]);
        Assert.Equal([2, 3, 1, 4, 5], chain.Steps.Select(step => step.Task.Number));
        Assert.Equal([0d, 12, 16, 22, 23], chain.Steps.Select(step => step.StartWeek));
        Assert.Equal(35, chain.Weeks);
        Assert.All(chain.Steps, step => Assert.True(step.IsCritical));
        Assert.Equal("387.6 m² free in Claremont Centre, 350 m² needed.", chain.Steps[2].Space);
        Assert.Equal("339.2 m² free in Chapel Road, 250 m² needed.", chain.Steps[1].Space);
        Assert.Equal([new HomelessOccupant("Reading group", library.Id, "Stretford Library")], chain.Homeless);
        Assert.Empty(chain.Problems);
        Assert.Empty(chain.Cycles);
    }

    [Fact]
    public void Two_that_change_places_find_the_vacant_building_as_their_decant()
    {
        var (library, centre, vacant) = Places();
        var chain = MoveChainRules.Order([library with { Occupied_m2 = 900 }, centre with { Occupied_m2 = 800 }, vacant],
            [new(1, ChainStepKind.Move, "Lending", library.Id, centre.Id, 350, 6), new(2, ChainStepKind.Move, "Housing options", centre.Id, library.Id, 320, 4)]);
        Assert.EndsWith("Moving Housing options to Chapel Road, which has 339.2 m² free, first would break the circle.", Assert.Single(chain.Cycles).Words);
        Assert.All(chain.Steps, step => Assert.True(step.Fits));
    }

    private static (ChainPlace Library, ChainPlace Centre, ChainPlace Vacant) Places()
    {
        var lines = File.ReadAllLines(RealFiles.Get("trafford/council_estate/trafford_land_and_building_assets.csv"));
        var heads = lines[0].Split(',');
        ChainPlace Place(int id, string name, double occupied, params string[] teams)
        {
            var row = lines.Skip(1).Select(line => line.Split(',')).First(cells => cells.Length == heads.Length && cells[Array.IndexOf(heads, "PropertyName")] == name);
            return new ChainPlace(new Guid(id, 0, 0, new byte[8]), name, Usable * double.Parse(row[Array.IndexOf(heads, "BuildingSize")], CultureInfo.InvariantCulture), occupied, [.. teams.Select(team => (ChainOccupant)team)]);
        }

        return (Place(1, "Stretford Library", 600, "Lending", "Reading group"), Place(2, "Claremont Centre", 700, "Housing options"), Place(3, "Chapel Road", 0));
    }
}
