using Xunit;

namespace EstateMap.Import.Tests.Traps;

/// <summary>Faults and oddities of boundaries of several years and of the figures that speak of them, as met in real files; one each.</summary>
public sealed class FigureTrapTests
{
    private const string NewWards =
        """
        { "type": "FeatureCollection", "features": [
          { "type": "Feature", "properties": { "area_code": "V1", "area_name": "West", "lon": "-2.37", "lat": "53.43", "area": 1.0 }, "geometry": { "type": "Polygon", "coordinates": [[[-2.4, 53.4], [-2.4, 53.46], [-2.33, 53.46], [-2.33, 53.4], [-2.4, 53.4]]] } },
          { "type": "Feature", "properties": { "area_code": "V2", "area_name": "West", "lat": 53.43, "lon": -2.31, "area": 2.0 }, "geometry": { "type": "MultiPolygon", "coordinates": [[[[-2.33, 53.4], [-2.3, 53.4], [-2.3, 53.46], [-2.33, 53.46], [-2.33, 53.4]]]] } } ] }
        """;

    [Fact]
    public async Task Trap_55_Wards_of_two_years_share_no_code_and_a_site_is_in_one_of_each()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("wards-later", NewWards, "boundary", Wards("2025"));
        await town.ImportAsync("plain-register.csv");
        Assert.Equal(["North Field 2023 East", "North Field 2025 West", "Old Mill 2023 East", "Old Mill 2025 West", "The Yard 2023 West", "The Yard 2025 West"], await town.ColumnAsync(
            "SELECT concat_ws(' ', s.name, a.vintage, a.name) FROM site s JOIN site_area m ON m.site_id = s.id JOIN area a ON a.id = m.area_id WHERE a.kind = 'ward' ORDER BY 1"));
    }

    [Fact]
    public async Task Trap_55_A_neighbourhood_of_the_same_name_in_another_year_is_another_area()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("localities-before", Locality(-2.36), "boundary", m => m with { Area = new ManifestArea { Kind = "neighbourhood", Vintage = "2022" } });
        await town.ImportTextAsync("localities-after", Locality(-2.34), "boundary", m => m with { Area = new ManifestArea { Kind = "neighbourhood", Vintage = "2023" } });
        Assert.Equal(["north 2022 f", "north 2023 t"], await town.ColumnAsync(
            "SELECT concat_ws(' ', code, vintage, area_m2 > (SELECT min(area_m2) FROM area WHERE kind = 'neighbourhood')) FROM area WHERE kind = 'neighbourhood' ORDER BY vintage"));

        static string Locality(double east) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""
            { "type": "FeatureCollection", "features": [{ "type": "Feature", "properties": { "area_name": "North" }, "geometry": { "type": "Polygon", "coordinates": [[[-2.4, 53.43], [{{east}}, 53.43], [{{east}}, 53.46], [-2.4, 53.46], [-2.4, 53.43]]] } }] }
            """);
    }

    [Fact]
    public async Task Trap_57_Two_schools_of_one_name_are_told_apart_by_their_number_and_an_age_of_99_is_kept()
    {
        await using var town = await Milltown.NewAsync();
        var summary = await town.ImportTextAsync("schools", "urn,name,religious_character,lowest_age,highest_age,postcode,lon,lat\n1,St Anne's Primary School,None,4,11,ZZ1 1AA,-2.34,53.43\n2,St Anne's Primary School,NA,16,99,ZZ1 2AA,-2.31,53.44\n",
            "school", m => m with { ServiceKind = "school", SiteUse = "school", Organisation = null });
        Assert.Equal((2, 0), (summary.RowsNew, summary.RowsRejected));
        Assert.Equal(["4-11", "16-99"], await town.ColumnAsync("SELECT minimum_age || '-' || maximum_age FROM service ORDER BY record_key"));
        Assert.Equal(2L, await town.ScalarAsync("SELECT count(DISTINCT site_id) FROM source_record WHERE dataset_id = 'schools'"));
    }

    [Fact]
    public async Task Trap_61_A_file_that_is_cut_off_says_which_areas_it_leaves_out()
    {
        await using var town = await Milltown.NewAsync();
        var summary = await town.ImportTextAsync("people", "period,area_code,gender,all_ages\n2020-06-30,W1,Females,50\n2020-06-30,W1,Persons,100\n2020-06-30,W1,Males,NA\n", "population", Of("ward"));
        Assert.Equal((1, 0), (summary.RowsNew, summary.RowsRejected));
        Assert.Equal("1 of the 2 areas of kind ward and vintage 2023 have no row; the file may be cut off.", await town.ScalarAsync("SELECT message FROM import_issue WHERE issue_type = 'areas-missing' AND value = 'W2'"));
    }

    [Fact]
    public async Task Trap_62_Columns_that_were_renamed_between_years_are_the_same_columns()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("people", "period,area_code,geography,gender,all_ages,aged_0_to_15,90\n2020-06-30,W1,Electoral ward,Persons,100,20,1\n2020-06-30,W2,Electoral ward,Persons,50,10,1\n", "population", Of("ward"));
        await town.ImportTextAsync("people-later", "period,area_code,geography,sex,all_ages,aged_0_to_15,90+\n2024-06-30,W1,Ward,Persons,110,21,1\n2024-06-30,W2,Ward,Persons,55,11,1\n", "population", Of("ward"));
        Assert.Equal(["2020-06-30 150", "2024-06-30 165"], await town.ColumnAsync("SELECT concat_ws(' ', lower(period), sum(value)) FROM indicator_value WHERE indicator_code = 'population_all' GROUP BY period ORDER BY 1"));
        Assert.Equal(165.0, await town.ScalarAsync("SELECT sum(area_population(id)) FROM area WHERE kind = 'ward'"));
    }

    [Fact]
    public async Task Trap_63_Areas_are_known_by_code_whatever_the_file_calls_them()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("people", "period,area_code,area_name,sex,all_ages\n2024-06-30,W1,Old West,Persons,100\n2024-06-30,W2,Milltown 002,Persons,50\n", "population", Of("ward"));
        Assert.Equal(["East 50", "West 100"], await town.ColumnAsync("SELECT concat_ws(' ', name, area_population(id)) FROM area WHERE kind = 'ward' ORDER BY 1"));
    }

    [Fact]
    public async Task Trap_64_The_point_of_a_bent_area_lies_inside_it()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("bent", """
            { "type": "FeatureCollection", "features": [{ "type": "Feature", "properties": { "area_code": "B1" }, "geometry": { "type": "Polygon", "coordinates": [[[-2.39, 53.41], [-2.31, 53.41], [-2.31, 53.412], [-2.388, 53.412], [-2.388, 53.458], [-2.31, 53.458], [-2.31, 53.46], [-2.39, 53.46], [-2.39, 53.41]]] } }] }
            """, "boundary", m => m with { Area = new ManifestArea { Kind = "oa", Vintage = "2021" } });
        await town.ImportTextAsync("people", "period,area_code,sex,all_ages\n2024-06-30,B1,Persons,100\n", "population", m => Of("oa", "2021")(m) with { DemandPoints = true });
        Assert.Equal(["f t"], await town.ColumnAsync("SELECT concat_ws(' ', ST_Covers(a.geom, ST_Centroid(a.geom)), ST_Covers(a.geom, d.geom)) FROM demand_point d JOIN area a ON a.id = d.area_id"));
    }

    [Fact]
    public async Task Trap_65_An_area_without_a_name_is_called_by_its_code_and_gaps_between_areas_lose_no_people()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("output-areas.geojson", "boundary", m => m with { Area = new ManifestArea { Kind = "oa", Vintage = "2021" } });
        await town.ImportAsync("population.csv", "population", m => Of("oa", "2021")(m) with { DemandPoints = true });
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM area WHERE kind = 'oa' AND name <> code"));
        Assert.Equal(await town.ScalarAsync("SELECT sum(weight) FROM demand_weight WHERE population_group = 'all'"), await town.ScalarAsync("SELECT area_population(id) FROM area WHERE kind = 'authority'"));
    }

    [Fact]
    public async Task Trap_66_Deprivation_of_two_years_stands_side_by_side_on_the_areas_it_was_measured_for()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("deprivation", "lsoa11cd,lad19nm,index_domain,decile,rank,score,year\nW1,Milltown,Index of Multiple Deprivation,8,25719,12.731,2019\nW1,Milltown,Crime,8,25719,-0.547,2019\nW1,Milltown,Index of Multiple Deprivation,7,22000,14.1,2015\nW9,Elsewhere,Crime,1,1,9,2019\n",
            "deprivation", Of("ward"));
        Assert.Equal(["crime_deprivation_score 2019-01-01 -0.547", "imd_decile 2015-01-01 7", "imd_decile 2019-01-01 8"], await town.ColumnAsync(
            "SELECT concat_ws(' ', indicator_code, lower(period), value) FROM indicator_value WHERE indicator_code IN ('imd_decile', 'crime_deprivation_score') ORDER BY 1"));
        Assert.Equal(["areas-missing", "unknown-area"], await town.IssuesAsync("deprivation"));
    }

    [Fact]
    public async Task Trap_67_A_column_for_each_domain_and_measure_says_the_same_as_a_row_for_each_domain()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("wide", "lsoa21_code,IMD_decile,Income_decile,Housing_and_Services_decile,IMD_rank,Environment_score\nW1,5,4,3,14918,11.568\nW2,9,10,9,28797,23.958\n", "deprivation", m => Of("ward")(m) with { AsAt = new DateOnly(2025, 10, 30) });
        Assert.Equal(["environment_deprivation_score 11.568", "housing_deprivation_decile 3", "imd_decile 5", "imd_rank 14918", "income_deprivation_decile 4"], await town.ColumnAsync(
            "SELECT concat_ws(' ', v.indicator_code, v.value) FROM indicator_value v JOIN area a ON a.id = v.area_id WHERE a.code = 'W1' AND v.dataset_id = 'wide' ORDER BY 1"));
        Assert.Equal("Deprivation: Income deprivation (decile)", await town.ScalarAsync("SELECT name FROM indicator WHERE code = 'income_deprivation_decile'"));
    }

    [Fact]
    public async Task Trap_68_Two_areas_of_one_name_are_two_areas()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("wards-later", NewWards, "boundary", Wards("2025"));
        await town.ImportTextAsync("people", "period,area_code,area_name,all_ages\n2024-06-30,V1,West,100\n2024-06-30,V2,West,50\n", "population", Of("ward", "2025"));
        Assert.Equal(["V1 100", "V2 50"], await town.ColumnAsync("SELECT concat_ws(' ', code, area_population(id)) FROM area WHERE vintage = '2025' ORDER BY 1"));
    }

    [Fact]
    public async Task Trap_83_Tables_that_do_not_agree_are_each_kept_as_they_are()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("by-sex", "area_code,period,indicator,measure,unit,value\nW1,2021-03-21,All persons,Count,Persons,342\nW2,2021-03-21,All persons,Count,Persons,300\n", "indicator", Census("sex", "indicator"));
        await town.ImportTextAsync("by-age", "area_code,period,indicator,measure,unit,value\nW1,2021-03-21,Aged 0 to 64,Count,Persons,300\nW1,2021-03-21,Aged 65 and over,Count,Persons,41\nW2,2021-03-21,Aged 0 to 64,Count,Persons,300\n", "indicator", Census("age", "indicator"));
        Assert.Equal(["age_aged_0_to_64 300", "age_aged_65_and_over 41", "sex_all_persons 342"], await town.ColumnAsync(
            "SELECT concat_ws(' ', v.indicator_code, v.value) FROM indicator_value v JOIN area a ON a.id = v.area_id WHERE a.code = 'W1' ORDER BY 1"));
        Assert.Equal(["t persons"], await town.ColumnAsync("SELECT DISTINCT concat_ws(' ', is_additive, unit) FROM indicator"));
    }

    [Fact]
    public async Task Trap_84_The_category_stands_in_its_own_column_or_in_the_indicators()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("cars", "area_code,area_name,period,indicator,availability_category,measure,unit,value\nW1,W1,2021-03-21,\"The number of cars or vans, a long sentence\",No cars or vans,Count,Households,14\nW2,W2,2021-03-21,\"The number of cars or vans, a long sentence\",No cars or vans,Count,Households,3\n",
            "indicator", m => Census("cars", "availability_category")(m) with { Indicator = new ManifestIndicator { Code = "cars", Name = "Households by cars", IsAdditive = true, Categories = new Dictionary<string, string> { ["No cars or vans"] = "none" } } });
        await town.ImportTextAsync("ages", "area_code,area_name,period,indicator,measure,unit,value\nW1,W1,2021-03-21,Aged 4 years and under,Count,Persons,25\nW2,W2,2021-03-21,Aged 4 years and under,Count,Persons,24\n", "indicator", Census("age", "indicator"));
        Assert.Equal(["age_aged_4_years_and_under|age: Aged 4 years and under|persons", "cars_none|Households by cars: No cars or vans|households"],
            await town.ColumnAsync("SELECT concat_ws('|', code, name, unit) FROM indicator ORDER BY code"));
    }

    [Fact]
    public async Task Trap_85_Label_points_as_text_or_number_in_any_order_do_no_harm()
    {
        await using var town = await Milltown.NewAsync();
        var summary = await town.ImportTextAsync("wards-later", NewWards, "boundary", Wards("2025"));
        Assert.Equal((2, 0), (summary.RowsNew, summary.RowsRejected));
        Assert.Equal(["true", "true"], await town.ColumnAsync("SELECT ST_Covers(geom, label_point)::text FROM area WHERE vintage = '2025'"));
    }

    [Fact]
    public async Task Trap_86_Numbers_in_a_spreadsheets_notation_are_read_as_what_they_are()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("authorities", "lad19cd,index_domain,average_score,proportion_bottom_decile,year\nA,Income,35.036999999999999,5.0700000000000002E-2,2019\nE06000001,Income,1,1,2019\n",
            "deprivation", m => Of("authority")(m) with { IsWider = true });
        Assert.Equal(["income_deprivation_average_score 35.037", "income_deprivation_proportion_bottom_decile 0.0507"], await town.ColumnAsync("SELECT concat_ws(' ', indicator_code, value) FROM indicator_value ORDER BY 1"));
        // A file of the whole country is no file of faults.
        Assert.Equal(["area-elsewhere"], await town.IssuesAsync("authorities"));
    }

    [Fact]
    public async Task Trap_87_Counts_and_percentages_in_one_column_are_two_measures_and_periods_are_days_or_years()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("young", "area_code,indicator,period,measure,unit,value\nW1,Aged 0-15,2022-06-30,Count,Persons,1845\nW1,Aged 0-15,2022-06-30,Percentage,Persons,20.9\nW2,Aged 0-15,2021,Percentage,Persons,18\nW2,Aged 0-15,2021/22,Percentage,Persons,17\n", "indicator",
            m => Of("ward")(m) with { Indicator = new ManifestIndicator { Code = "young", Name = "People aged 0 to 15", IsAdditive = true } });
        Assert.Equal(["young 2022-06-30 2022-07-01 1845", "young_percent 2021-01-01 2022-01-01 18", "young_percent 2021-04-01 2022-04-01 17", "young_percent 2022-06-30 2022-07-01 20.9"],
            await town.ColumnAsync("SELECT concat_ws(' ', indicator_code, lower(period), upper(period), value) FROM indicator_value ORDER BY 1"));
        Assert.Equal(["persons t", "percent f"], await town.ColumnAsync("SELECT concat_ws(' ', unit, is_additive) FROM indicator ORDER BY code"));
    }

    [Fact]
    public async Task Trap_88_Areas_are_measured_on_the_spheroid_whatever_the_file_states()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("wards-later", NewWards, "boundary", Wards("2025"));
        Assert.Equal(["true", "true"], await town.ColumnAsync("SELECT (abs(area_m2 - ST_Area(geom::geography)) < 0.001)::text FROM area WHERE vintage = '2025'"));
    }

    [Fact]
    public async Task A_newer_file_replaces_what_it_says_again_and_undo_puts_the_older_back()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("cars", "area_code,period,measure,value\nW1,2021,Count,10\nW2,2021,Count,20\n", "indicator", Census("cars", null));
        await town.ImportTextAsync("cars", "area_code,period,measure,value\nW1,2021,Count,11\nW1,2022,Count,12\n", "indicator", Census("cars", null));
        const string values = "SELECT concat_ws(' ', a.code, lower(period), value) FROM indicator_value v JOIN area a ON a.id = v.area_id ORDER BY 1";
        Assert.Equal(["W1 2021-01-01 11", "W1 2022-01-01 12"], await town.ColumnAsync(values));
        await new Importer(town.Writer).UndoAsync("cars", TestContext.Current.CancellationToken);
        Assert.Equal(["W1 2021-01-01 10", "W2 2021-01-01 20"], await town.ColumnAsync(values));
        await new Importer(town.Writer).UndoAsync("cars", TestContext.Current.CancellationToken);
        Assert.Empty(await town.ColumnAsync(values));
    }

    private static Func<Manifest, Manifest> Wards(string vintage) => m => m with { Area = new ManifestArea { Kind = "ward", Vintage = vintage } };

    private static Func<Manifest, Manifest> Of(string kind, string vintage = "2023") => m => m with { Theme = "population", Area = new ManifestArea { Kind = kind, Vintage = vintage }, Organisation = null };

    private static Func<Manifest, Manifest> Census(string code, string? category) => m => Of("ward")(m) with
    {
        Indicator = new ManifestIndicator { Code = code, Name = code, IsAdditive = true },
        Columns = category is null ? null : new Dictionary<string, string[]> { ["category"] = [category] },
    };
}
