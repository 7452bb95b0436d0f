using System.Text.RegularExpressions;
using EstateMap.Import;
using EstateMap.Import.Phases;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Community.Contributions;

/// <summary>
/// No private person is a record. What people write about a group is refused, kindly, where it names or reaches a person instead of a role: personal e-mail addresses and mobile numbers by the rules of imports
/// (<see cref="PersonalData"/>), names of people where they can be told by a form of address or by standing where a role should.
/// </summary>
internal static partial class RoleContact
{
    /// <summary>Words of roles beside those that e-mail addresses of roles are made of.</summary>
    private static readonly HashSet<string> Roles = Vocabulary.Of("role-addresses").SelectMany(term => term.Synonyms.Prepend(term.Code)).Concat(
    [
        "secretary", "chair", "chairman", "chairwoman", "chairperson", "treasurer", "coordinator", "co-ordinator", "organiser", "organizer", "leader", "manager", "warden", "caretaker", "volunteer", "volunteers", "worker", "officer",
        "builder", "champion", "connector", "councillor", "minister", "vicar", "imam", "rabbi", "priest", "steward", "trustee", "trustees", "committee", "desk", "booking", "bookings", "lead", "director", "curator", "coach", "captain",
        "teacher", "tutor", "librarian", "nurse", "gp", "pharmacist", "mentor", "navigator", "prescriber", "link", "neighbour", "gardener", "conductor", "storyteller", "historian", "artist", "host", "keeper", "keyholder", "representative", "president", "founder",
    ]).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Text that names and reaches nobody.</summary>
    /// <exception cref="MutationError">It holds a personal address, a mobile number, or asks for a person by name.</exception>
    public static string? Checked(string? text, string path)
    {
        if (text is null) return null;
        PersonalData.Clear(text, out var dropped);
        if (dropped > 0)
            throw MutationError.Invalid($"`{path}` holds a personal e-mail address or a mobile number. EstateMap keeps no private person's details: give a role's address such as info@ or bookings@, the telephone of a place, or leave it out.", path);
        if (AsksForPerson().IsMatch(text))
            throw MutationError.Invalid($"`{path}` asks for a person by name. People change and their names are theirs: say whom to ask for by role, such as “the secretary”.", path);
        return text;
    }

    /// <summary>Whom to ask for: a role.</summary>
    /// <exception cref="MutationError">It says no role.</exception>
    public static string? Title(string? title, string path)
    {
        if (Checked(title, path) is not { } said) return null;
        if (Honorific().IsMatch(said) || !Words().Matches(said).Any(word => Roles.Contains(word.Value)))
            throw MutationError.Invalid($"“{said}” says no role. Say whom to ask for by what they do, such as secretary, coordinator or booking desk; names of people are not kept.", path);
        return said;
    }

    /// <summary>The address of a role.</summary>
    /// <exception cref="MutationError">It is no address, or a person's own.</exception>
    public static string? Email(string? address, string path)
    {
        if (address is null) return null;
        if (!Address().IsMatch(address)) throw MutationError.Invalid($"“{address}” is no e-mail address, such as info@hall.example.", path);
        if (!PersonalData.IsRoleAddress(address))
            throw MutationError.Invalid($"“{address}” looks like a person's own address. EstateMap keeps only addresses of roles, such as info@, bookings@ or secretary@: give one of those, or leave it out.", path);
        return address;
    }

    /// <summary>The telephone of a place or an office.</summary>
    /// <exception cref="MutationError">It is no number, or a mobile telephone's.</exception>
    public static string? Telephone(string? number, string path)
    {
        if (number is null) return null;
        if (!Number().IsMatch(number)) throw MutationError.Invalid($"“{number}” is no telephone number, such as 0161 496 0000.", path);
        if (PersonalData.IsMobile(number))
            throw MutationError.Invalid("That is a mobile number, which is mostly a person's own. Give the telephone of a place or office, or leave it out.", path);
        return number;
    }

    [GeneratedRegex(@"\b(?i:ask for|contact|call|ring|phone|text|speak to|talk to|email)\s+(?:(?:Mr|Mrs|Ms|Miss|Mx)\b\.?\s*\p{Lu}|\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}+\s*(?:on|at|,|\.|$))", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AsksForPerson();

    [GeneratedRegex(@"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Cllr)\b\.?\s+\p{Lu}", RegexOptions.CultureInvariant)]
    private static partial Regex Honorific();

    [GeneratedRegex(@"[\p{L}-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"^[^\s@<>()\[\],;:""]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,180}[\p{L}\p{N}])?\.\p{L}{2,}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"^\+?[\d\s()-]{7,25}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
