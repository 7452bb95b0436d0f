using EstateMap.Server.Plans.Studies;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

public class RecentlyUsedTests
{
    [Fact]
    public void What_was_used_longest_ago_goes_first()
    {
        var kept = new RecentlyUsed(30);
        foreach (var name in new[] { "a", "b", "c" }) kept.Keep(name, name, 10);
        Assert.Equal("a", kept.Find<string>("a"));
        kept.Keep("d", "d", 10);

        Assert.Equal(("a", null, "c", "d"), (kept.Find<string>("a"), kept.Find<string>("b"), kept.Find<string>("c"), kept.Find<string>("d")));
    }

    [Fact]
    public void The_newest_stays_even_where_it_is_larger_than_all_the_room()
    {
        var kept = new RecentlyUsed(30);
        kept.Keep("small", "s", 10);
        kept.Keep("large", "l", 1_000);

        Assert.Equal((null, "l"), (kept.Find<string>("small"), kept.Find<string>("large")));
    }

    [Fact]
    public void The_same_kept_again_counts_once()
    {
        var kept = new RecentlyUsed(30);
        kept.Keep("other", "o", 10);
        for (var n = 0; n < 5; n++) kept.Keep("a", "a", 20);

        Assert.Equal("o", kept.Find<string>("other"));
    }

    [Fact]
    public void What_nobody_asks_for_any_more_is_dropped_and_gives_its_room_back()
    {
        var kept = new RecentlyUsed(30);
        kept.Keep("old 1", "1", 15);
        kept.Keep("old 2", "2", 15);
        kept.DropAll(key => key.StartsWith("old", StringComparison.Ordinal));
        kept.Keep("a", "a", 15);
        kept.Keep("b", "b", 15);

        Assert.Equal((null, "a", "b"), (kept.Find<string>("old 1"), kept.Find<string>("a"), kept.Find<string>("b")));
    }
}
