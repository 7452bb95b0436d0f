using Xunit;

namespace EstateMap.Import.Tests.Matching;

/// <summary>Names in the one form that matching compares.</summary>
public sealed class NameKeysTests
{
    [Theory]
    [InlineData("St Oswin's CofE (Aided) Primary School", "St. Oswins C of E Primary Sch", "saint oswins cofe", "school/primary")]
    [InlineData("St Oswin's Church of England Primary", "ST OSWIN'S C.E. PRIMARY SCHOOL", "saint oswins cofe", "school/primary")]
    [InlineData("Our Lady of the Ford RC Prim Sch", "Our Lady of the Ford Roman Catholic Primary School, a Voluntary Academy", "our lady ford catholic", "school/primary")]
    [InlineData("Millbrook Leisure Centre", "Millbrook Sports Village", "millbrook", "centre/leisure")]
    [InlineData("The Mill Comm. Ctr", "Mill Community Centre", "mill", "centre/community")]
    [InlineData("King's Mill Library & Learning", "Kings Mill Library and Learning", "kings mill library learning", null)]
    [InlineData("Millbrook Surgery", "Millbrook Medical Practice", "millbrook", "centre/health")]
    [InlineData("Mill Brook Rec", "Mill Brook Playing Fields", "mill brook", "ground")]
    public void Spellings_of_one_name_have_one_key(string one, string other, string identity, string? kind)
    {
        Assert.Equal((identity, kind), (NameKeys.Of(one)!.Value.Identity, NameKeys.Of(one)!.Value.Kind));
        Assert.Equal((identity, kind), (NameKeys.Of(other)!.Value.Identity, NameKeys.Of(other)!.Value.Kind));
    }

    [Theory]
    [InlineData("Mill Infant School", "school/primary/infant")]
    [InlineData("Mill Infant and Nursery School", "school/primary/infant")]
    [InlineData("Mill Junior School.", "school/primary/junior")]
    [InlineData("Mill Infant & Junior School", "school/primary")]
    [InlineData("Mill High School", "school/secondary")]
    [InlineData("Mill Community College", "school/secondary")]
    [InlineData("Mill School", "school")]
    [InlineData("Mill Day Nursery", "nursery")]
    [InlineData("Mill Dental Surgery", "dental")]
    [InlineData("Mill Park", "ground")]
    [InlineData("Mill Park Primary School", "school/primary")]
    [InlineData("Mill Town Hall Library", "library")]
    [InlineData("St Mary's Church Hall", "worship/hall")]
    [InlineData("Mill Road", "street")]
    [InlineData("Mill Rd (81-83)", "street")]
    [InlineData("Mill Road Allotments", "allotments")]
    [InlineData("The Windmill", null)]
    public void A_name_says_what_kind_of_place_it_is(string name, string? kind) => Assert.Equal(kind, NameKeys.Of(name)!.Value.Kind);

    [Theory]
    [InlineData("St John St", "saint john street")]
    [InlineData("John St., Hay St.", "john street hay street")]
    [InlineData("Hay St 12", "hay street 12")]
    [InlineData("Old St Johns Road", "old saint johns road")]
    [InlineData("Dr Mill Dr", "doctor mill drive")]
    public void Saint_and_street_doctor_and_drive_are_told_apart_by_where_they_stand(string name, string text) => Assert.Equal(text, NameKeys.Of(name)!.Value.Text);

    [Theory]
    [InlineData("Fields adj Mill Primary School")]
    [InlineData("Land at the rear of Mill Primary School")]
    [InlineData("Former Mill Library")]
    [InlineData("Scouts and former Mill Library")]
    [InlineData("Part of Mill Park")]
    public void A_description_names_nothing(string name) => Assert.Null(NameKeys.Of(name)!.Value.Identity);

    [Theory]
    [InlineData("Library", "library", null)]
    [InlineData("The", "the", null)]
    [InlineData("& Co.", "co", "co")]
    public void A_name_of_nothing_but_kind_has_no_identity(string name, string text, string? identity) =>
        Assert.Equal((text, identity), (NameKeys.Of(name)!.Value.Text, NameKeys.Of(name)!.Value.Identity));

    [Theory]
    [InlineData("Mill Shops - 90 High Street", "mill shops")]
    [InlineData("Mill Park, Public Toilets", "mill")]
    [InlineData("Mill Park (8 Blocks): Stables", "mill")]
    [InlineData("Mill-upon-Brook Library", "mill upon brook")]
    public void What_is_before_the_first_comma_bracket_or_dash_names_the_place(string name, string identity) => Assert.Equal(identity, NameKeys.Of(name)!.Value.Identity);

    [Fact]
    public void Nothing_has_no_key()
    {
        Assert.Null(NameKeys.Of(null));
        Assert.Null(NameKeys.Of(" "));
        Assert.Null(NameKeys.Of("---"));
    }
}
