using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Grants: who funds whom, and by which names.</summary>
public sealed class GrantTests
{
    private const string Funded =
        """
        SELECT concat_ws(' ', k.record_key, f.name, '>', t.name, t.legal_identifier, k.amount_gbp, k.agreed_on, k.period::text)
        FROM link k
        JOIN organisation f ON f.id = k.from_organisation_id
        JOIN organisation t ON t.id = k.to_organisation_id
        WHERE k.kind = 'funds' AND k.is_current
        ORDER BY 1
        """;

    [Fact]
    public async Task A_rejected_row_of_grants_keeps_no_person_whose_name_slid_into_another_column()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("grants", "Identifier,Funding Org:Name,Recipient Org:Name,Title\n360G-1,Milltown Council,Mill Trust,Roof\n360G-2,Milltown Council,Mrs A Example,Stairlift,at home\n", "grant");
        Assert.Equal(["360G-2"], await town.ColumnAsync("SELECT c->>1 FROM rejected_row, jsonb_array_elements(cells) c WHERE c->>1 IS NOT NULL"));
        Assert.DoesNotContain("Example", await town.EverythingAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trap_77_one_identifier_with_several_names_is_one_organisation_and_one_name_with_two_identifiers_is_two()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("grants-under-several-names.csv", "grant");
        Assert.Equal(
        [
            "360G-1 Milltown Council > Mill Menders (The Old Mill) GB-COH-00123456 2000.00 2022-01-31",
            "360G-2 Milltown Council > Mill Menders (The Old Mill) GB-COH-00123456 500.00 2023-01-31 [2023-04-01,2024-04-01)",
            "360G-3 Milltown Council > Mill Menders (The Old Mill) GB-COH-00123456 500.00 2021-01-31",
            "360G-4 Milltown Council > Footlights GB-COH-07000001 300.00 2022-01-31",
            "360G-5 Milltown Council > Footlights Ltd GB-COH-07000002 400.00 2022-01-31",
            "360G-6 Milltown Council > Milltown Market Co-operative GB-COH-RS007220 100.50 2022-01-31",
        ], await town.ColumnAsync(Funded));
        Assert.Equal(["Mill Menders", "Mill Menders CIC", "Milltown Metropolitan Borough Council"], await town.ColumnAsync("SELECT name FROM organisation_alias ORDER BY 1"));
        Assert.Equal(2L, await town.ScalarAsync("SELECT count(*) FROM import_issue WHERE issue_type = 'name-differs'"));
    }

    [Fact]
    public async Task Trap_77_company_numbers_keep_their_zeros_and_letters()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("grants-under-several-names.csv", "grant");
        Assert.Equal(["00123456", "07000001", "07000002", "RS007220"], await town.ColumnAsync("SELECT DISTINCT content->>'company_number' FROM source_record WHERE dataset_id = 'grants-under-several-names' ORDER BY 1"));
    }

    [Fact]
    public async Task Trap_70_line_ends_of_another_system_leave_nothing_behind()
    {
        await using var town = await Milltown.NewAsync();
        var run = await town.ImportAsync("grants-under-several-names.csv", "grant");
        Assert.Equal((6, 6, 0), (run.RowsRead, run.RowsNew, run.RowsRejected));
        Assert.Equal(["Voluntary Grants"], await town.ColumnAsync("SELECT DISTINCT content->>'programme' FROM source_record WHERE dataset_id = 'grants-under-several-names'"));
    }

    [Fact]
    public async Task Trap_78_blanks_that_do_not_break_become_plain_and_quotation_marks_and_dashes_stay()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("grants-with-odd-blanks-and-quotes.csv", "grant");
        Assert.Equal(["Carers Café: “Tea” – and cake for people’s carers"], await town.ColumnAsync(
            "SELECT concat_ws(': ', o.name, r.content->>'description') FROM link k JOIN organisation o ON o.id = k.to_organisation_id JOIN source_record r USING (dataset_id, record_key)"));
        Assert.Equal(["name-differs"], await town.IssuesAsync("grants-with-odd-blanks-and-quotes"));
    }

    [Fact]
    public async Task Grants_to_private_persons_are_left_out_counted_and_stored_nowhere()
    {
        await using var town = await Milltown.NewAsync();
        var run = await town.ImportAsync("grants-to-persons.csv", "grant", m => m with { Organisation = null });
        Assert.Equal((4, 1, 1, 2), (run.RowsRead, run.RowsNew, run.RowsRejected, run.PersonalValuesDropped));
        Assert.Equal(["360G-3 Mill Fund > Mill Menders 2022-01-31"], await town.ColumnAsync(Funded));
        Assert.Equal(["invalid-value", "personal-data-dropped", "personal-data-dropped", "required-value-missing"], await town.IssuesAsync("grants-to-persons"));
        Assert.DoesNotContain("Quill", await town.EverythingAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grants_taken_back_fund_nobody()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("grants-under-several-names.csv", "grant");
        await new Importer(town.Writer).UndoAsync("grants-under-several-names", TestContext.Current.CancellationToken);
        Assert.Empty(await town.ColumnAsync(Funded));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM organisation_alias"));
    }
}
