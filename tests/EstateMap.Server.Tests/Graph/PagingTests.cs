using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

/// <summary>Pages while the list changes beneath them.</summary>
public class PagingTests(Village village) : IClassFixture<Village>
{
    [Theory]
    [InlineData("name: ASC", "first", "after", "endCursor", "hasNextPage", "Aardvark", "Zebra")]
    [InlineData("name: DESC", "first", "after", "endCursor", "hasNextPage", "Zebra", "Aardvark")]
    [InlineData("name: ASC", "last", "before", "startCursor", "hasPreviousPage", "Zebra", "Aardvark")]
    [InlineData("name: DESC", "last", "before", "startCursor", "hasPreviousPage", "Aardvark", "Zebra")]
    public async Task Rows_that_come_in_meanwhile_neither_repeat_nor_hide_others(string order, string size, string from, string cursor, string more, string behind, string ahead)
    {
        // The village's own sites were given their ids by hand.
        await village.Owner.ScalarAsync("SELECT setval(pg_get_serial_sequence('site', 'id'), 1000 + (SELECT max(id) FROM site))");
        await village.Owner.ScalarAsync("DELETE FROM site WHERE name LIKE 'Aardvark%' OR name LIKE 'Zebra%'");
        var before = ListTests.Names(await village.DataAsync("{ sites(first: 50) { nodes { name } } }"));
        var seen = new List<string>();
        for (var at = "null"; ;)
        {
            var page = (await village.DataAsync($"{{ sites({size}: 2, {from}: {at}, order: [{{ {order} }}]) {{ nodes {{ name }} pageInfo {{ {cursor} {more} }} }} }}")).GetProperty("sites");
            seen.AddRange(page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()!));
            // One behind the reader and one ahead.
            if (at == "null") await village.Owner.ScalarAsync($"INSERT INTO site (name) VALUES ('{behind}'), ('{ahead}')");
            if (!page.GetProperty("pageInfo").GetProperty(more).GetBoolean()) break;
            at = $"\"{page.GetProperty("pageInfo").GetProperty(cursor).GetString()}\"";
        }

        Assert.Equal(before.Order(StringComparer.Ordinal), seen.Where(name => before.Contains(name)).Order(StringComparer.Ordinal));
        Assert.Single(seen, ahead);
        Assert.DoesNotContain(behind, seen);
    }
}
