using EstateMap.Server.Community.Contributions;
using EstateMap.Server.Graph;
using Xunit;

namespace EstateMap.Server.Tests.Community;

/// <summary>No private person becomes a record by way of a form.</summary>
public class RoleContactTests
{
    [Theory]
    [InlineData("info@hall.example")]
    [InlineData("bookings.mill-road@hall.example")]
    [InlineData("mill-road.library@village.example")]
    public void The_address_of_a_role_is_taken(string address) => Assert.Equal(address, RoleContact.Email(address, "contactEmail"));

    [Theory]
    [InlineData("ann.smith@mail.example")]
    [InlineData("asmith77@mail.example")]
    [InlineData("no address")]
    public void A_persons_own_address_is_refused_kindly(string address) =>
        Assert.Equal("contactEmail", Assert.Throws<MutationError>(() => RoleContact.Email(address, "contactEmail")).Details["path"]);

    [Theory]
    [InlineData("07700 900123")]
    [InlineData("+44 7700 900123")]
    public void A_mobile_number_is_refused(string number) => Assert.Throws<MutationError>(() => RoleContact.Telephone(number, "contactTelephone"));

    [Fact]
    public void The_telephone_of_a_place_is_taken() => Assert.Equal("0161 496 0000", RoleContact.Telephone("0161 496 0000", "contactTelephone"));

    [Theory]
    [InlineData("Secretary")]
    [InlineData("Booking desk")]
    [InlineData("Volunteer coordinator")]
    public void A_role_is_taken(string title) => Assert.Equal(title, RoleContact.Title(title, "contactTitle"));

    [Theory]
    [InlineData("Ann Smith")]
    [InlineData("Mrs Smith, secretary")]
    public void A_name_in_the_place_of_a_role_is_refused(string title) => Assert.Throws<MutationError>(() => RoleContact.Title(title, "contactTitle"));

    [Theory]
    [InlineData("Meets on Tuesdays; ask for Mrs Smith.")]
    [InlineData("Call Ann Smith on Tuesdays.")]
    [InlineData("Write to ann.smith@mail.example.")]
    [InlineData("Text 07700 900123 first.")]
    public void Words_that_lead_to_a_person_are_refused(string words) => Assert.Throws<MutationError>(() => RoleContact.Checked(words, "description"));

    [Theory]
    [InlineData("Meets in the hall on St Mary's Road, every Tuesday at 7.30.")]
    [InlineData("Contact the secretary at info@hall.example.")]
    [InlineData("Named after Emmeline Pankhurst.")]
    public void Words_that_lead_to_nobody_are_kept(string words) => Assert.Equal(words, RoleContact.Checked(words, "description"));
}
