using Xunit;

namespace EstateMap.Import.Tests.Matching;

/// <summary>What people decide about two records, that they are one place or that they are not, outlasts every later import, whichever file comes next and whatever is taken back.</summary>
public sealed class DecisionTests
{
    private const string Header = "AssetCode,PropertyName,StreetName,PostCode,CoordinateReferenceSystem,GeoX,GeoY,TenureType,TenureDetail,HoldingType\n";
    private const string Hall = "H1,Mill Branch Library,,ZZ1 1AB,WGS84,-2.3600,53.4200,Freehold,Owner Occupied,Buildings\n";
    private const string Lodge = "H2,Park Lodge,,ZZ1 1AA,WGS84,-2.3400,53.4300,Freehold,Owner Occupied,Buildings\n";
    private const string LibraryHeader = "name,address,postcode,lon,lat,phone\n";
    private const string SameName = "Mill Branch Library,,ZZ1 1AB,-2.3601,53.4201,\n";
    private const string LikeName = "Mill Brooks Library,,ZZ1 1AB,-2.3590,53.4210,\n";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_person_kept_apart_no_later_import_joins_or_asks_about_again(bool isDecidedOnTheRegister)
    {
        await using var town = await Town.NewAsync();
        await town.RegisterAsync(Hall + Lodge);
        await town.LibrariesAsync(SameName);
        Assert.Equal(["H1 Mill Branch Library | ZZ1 1AB", "H2"], await town.SitesAsync());
        await town.DecideAsync("libraries", "Mill Branch Library | ZZ1 1AB", "H1", isSame: false);
        if (isDecidedOnTheRegister)
        {
            // The same said from the other side instead.
            await town.Milltown.ScalarAsync("DELETE FROM match_decision WHERE decided_by <> 'rule'");
            await town.DecideAsync("register", "H1", "Mill Branch Library | ZZ1 1AB", isSame: false);
        }

        string[] apart = ["H1", "H2", "Mill Branch Library | ZZ1 1AB"];
        Assert.Equal(apart, await town.SitesAsync());
        await town.LibrariesAsync(SameName, "The libraries again");
        Assert.Equal(apart, await town.SitesAsync());
        await town.LibrariesAsync(SameName.Replace("-2.3601,53.4201", "-2.3600,53.4200", StringComparison.Ordinal));
        Assert.Equal(apart, await town.SitesAsync());
        await town.RegisterAsync(Hall.Replace("Mill Branch Library,", "Mill Branch Library,2 Mill Road", StringComparison.Ordinal) + Lodge);
        Assert.Equal(apart, await town.SitesAsync());
        await town.RegisterAsync(Lodge);
        Assert.Equal(["H2", "Mill Branch Library | ZZ1 1AB"], await town.SitesAsync());
        await town.RegisterAsync(Lodge + Hall);
        Assert.Equal(apart, await town.SitesAsync());
        await town.UndoAsync("register");
        await town.UndoAsync("register");
        Assert.Equal(apart, await town.SitesAsync());
        await town.UndoAsync("libraries");
        await town.LibrariesAsync(SameName, "The libraries, after all that");
        Assert.Equal(apart, await town.SitesAsync());
        Assert.Empty(await town.QuestionsAsync());
    }

    [Fact]
    public async Task What_a_person_joined_stays_one_place_through_changed_files_and_undo()
    {
        await using var town = await Town.NewAsync();
        await town.RegisterAsync(Hall + Lodge);
        await town.LibrariesAsync(LikeName);
        Assert.Single(await town.QuestionsAsync());
        await town.DecideAsync("libraries", "Mill Brooks Library | ZZ1 1AB", "H1", isSame: true);
        string[] together = ["H1 Mill Brooks Library | ZZ1 1AB", "H2"];
        Assert.Equal(together, await town.SitesAsync());
        // Even where nothing speaks for it any longer.
        await town.LibrariesAsync(LikeName.Replace("-2.3590,53.4210", "-2.3300,53.4290", StringComparison.Ordinal));
        Assert.Equal(together, await town.SitesAsync());
        await town.RegisterAsync(Hall.Replace("Mill Branch Library", "Old Baths", StringComparison.Ordinal) + Lodge);
        Assert.Equal(together, await town.SitesAsync());
        await town.UndoAsync("libraries");
        await town.UndoAsync("register");
        Assert.Equal(together, await town.SitesAsync());
        // Taken back altogether, and in again.
        await town.UndoAsync("libraries");
        Assert.Equal(["H1", "H2"], await town.SitesAsync());
        await town.LibrariesAsync(LikeName, "The libraries, after all that");
        Assert.Equal(together, await town.SitesAsync());
        Assert.Empty(await town.QuestionsAsync());
    }

    [Fact]
    public async Task Blocks_of_one_file_that_a_person_parted_stay_two_places()
    {
        await using var town = await Town.NewAsync();
        const string stables = "P1,\"Long Park, Stables\",,,WGS84,-2.3400,53.4300,Freehold,Owner Occupied,Buildings\n";
        const string barn = "P2,\"Long Park, Barn\",,,WGS84,-2.3400,53.4300,Freehold,Owner Occupied,Buildings\n";
        await town.RegisterAsync(stables + barn);
        Assert.Equal(["P1 P2"], await town.SitesAsync());
        await town.DecideAsync("register", "P2", "P1", isSame: false);
        await town.RegisterAsync(stables + barn.Replace("Barn", "Great Barn", StringComparison.Ordinal));
        Assert.Equal(["P1", "P2"], await town.SitesAsync());
        await town.UndoAsync("register");
        await town.UndoAsync("register");
        Assert.Empty(await town.SitesAsync());
        await town.RegisterAsync(barn + stables);
        Assert.Equal(["P1", "P2"], await town.SitesAsync());
    }

    [Fact]
    public async Task A_word_about_a_site_holds_for_the_site_that_it_becomes_part_of()
    {
        await using var town = await Town.NewAsync();
        await town.RegisterAsync(Hall + Lodge);
        await town.LibrariesAsync(SameName);
        await town.DecideAsync("libraries", "Mill Branch Library | ZZ1 1AB", "H1", isSame: false);
        await town.DecideAsync("register", "H1", "H2", isSame: true);
        string[] parted = ["H1 H2", "Mill Branch Library | ZZ1 1AB"];
        Assert.Equal(parted, await town.SitesAsync());
        await town.LibrariesAsync(SameName, "The libraries again");
        await town.RegisterAsync(Lodge + Hall.Replace("Freehold", "Leasehold", StringComparison.Ordinal));
        Assert.Equal(parted, await town.SitesAsync());
        Assert.Empty(await town.QuestionsAsync());

        // What was joined and then parted goes back to no site that has ended.
        await town.DecideAsync("register", "H1", "H2", isSame: false);
        await town.RegisterAsync(Lodge + Hall);
        Assert.Equal(["H1", "H2", "Mill Branch Library | ZZ1 1AB"], await town.SitesAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_places_are_one_question_whichever_file_came_last_and_one_answer(bool isAnsweredFromTheRegister)
    {
        await using var town = await Town.NewAsync();
        await town.RegisterAsync(Hall + Lodge);
        await town.LibrariesAsync(LikeName);
        await town.RegisterAsync(Hall.Replace("Freehold", "Leasehold", StringComparison.Ordinal) + Lodge);
        await town.LibrariesAsync(LikeName.Replace("-2.3590", "-2.3591", StringComparison.Ordinal));
        Assert.Single(await town.QuestionsAsync());
        if (isAnsweredFromTheRegister)
            await town.DecideAsync("register", "H1", "Mill Brooks Library | ZZ1 1AB", isSame: false);
        else
            await town.DecideAsync("libraries", "Mill Brooks Library | ZZ1 1AB", "H1", isSame: false);
        Assert.Empty(await town.QuestionsAsync());
    }

    [Fact]
    public async Task A_later_word_outweighs_an_earlier_one()
    {
        await using var town = await Town.NewAsync();
        await town.RegisterAsync(Hall + Lodge);
        await town.LibrariesAsync(SameName);
        var hall = await town.SiteOfAsync("H1");
        foreach (var isSame in (bool[])[false, true, false, true])
        {
            await town.DecideAsync("libraries", "Mill Branch Library | ZZ1 1AB", hall, isSame);
            await town.LibrariesAsync(SameName, $"The libraries, {isSame}");
            await town.RegisterAsync(Lodge + Hall, $"The register, {isSame}");
            Assert.Equal(isSame ? ["H1 Mill Branch Library | ZZ1 1AB", "H2"] : ["H1", "H2", "Mill Branch Library | ZZ1 1AB"], await town.SitesAsync());
        }
    }

    /// <summary>A register and a list of libraries that come in again and again.</summary>
    private sealed class Town : IAsyncDisposable
    {
        private readonly MadeFiles files = new();
        private int imports;

        public required Milltown Milltown { get; init; }

        public static async Task<Town> NewAsync() => new() { Milltown = await Milltown.NewAsync() };

        public Task RegisterAsync(string rows, string? time = null) => ImportAsync("register.csv", "register", Header + rows, time);

        public Task LibrariesAsync(string rows, string? time = null) => ImportAsync("libraries.csv", "library", LibraryHeader + rows, time);

        // Read afresh, so that a file that has not changed does something.
        private async Task ImportAsync(string name, string layout, string content, string? time)
        {
            var summary = await Milltown.ImportFileAsync(files.Write(name, content), "csv", layout, m => Milltown.ReadAfresh(m, time ?? $"number {++imports}"));
            Assert.Equal("activated", summary.Status);
        }

        public Task<long> UndoAsync(string dataset) => new Importer(Milltown.Writer).UndoAsync(dataset, TestContext.Current.CancellationToken);

        public async Task<long> SiteOfAsync(string key) => (long)(await Milltown.ScalarAsync($"SELECT site_id FROM source_record WHERE record_key = '{key}'"))!;

        public async Task DecideAsync(string dataset, string key, string other, bool isSame) => await DecideAsync(dataset, key, await SiteOfAsync(other), isSame);

        public Task DecideAsync(string dataset, string key, long site, bool isSame) =>
            MatchReview.DecideAsync(Milltown.Writer, dataset, key, site, isSame, "seen on site", "steward", TestContext.Current.CancellationToken);

        /// <summary>The keys of the current records of each site.</summary>
        public Task<List<string>> SitesAsync() => Milltown.ColumnAsync(
            """
            SELECT string_agg(record_key, ' ' ORDER BY record_key COLLATE "C") COLLATE "C" AS keys
            FROM source_record r
            JOIN site s ON s.id = r.site_id AND s.is_current
            WHERE missing_since_run_id IS NULL
            GROUP BY site_id
            ORDER BY keys
            """);

        public Task<List<string>> QuestionsAsync() => Milltown.ColumnAsync("SELECT reason FROM match_candidate");

        public ValueTask DisposeAsync()
        {
            files.Dispose();
            return Milltown.DisposeAsync();
        }
    }
}
