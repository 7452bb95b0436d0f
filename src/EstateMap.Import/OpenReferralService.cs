using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EstateMap.Import.Phases;

namespace EstateMap.Import;

/// <summary>
/// One service of an Open Referral feed as GeoJSON features, a feature for each place where it is offered, or one without a place. Each has the same members, those of the layout `open_referral`.
/// People are not written down at all: a contact or a "for the attention of" is counted (`contacts`), and of its addresses only a role's is kept.
/// </summary>
internal static class OpenReferralService
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static List<byte[]> Features(JsonElement service)
    {
        var places = Items(service, "service_at_locations").Where(place => OpenReferralFeed.Find(place, "location") is not null).ToArray();
        return places.Length == 0 ? [Feature(service, null)] : [.. places.Select(place => Feature(service, place))];
    }

    private static byte[] Feature(JsonElement service, JsonElement? place)
    {
        var location = place is { } at ? OpenReferralFeed.Find(at, "location") : null;
        var isVirtual = Text(location, "location_type") is "virtual";
        var address = location is { } with ? Address(with) : null;
        var organisation = OpenReferralFeed.Find(service, "organization");
        var contacts = Items(service, "contacts").ToArray();
        var bytes = new ArrayBufferWriter<byte>(2_048);
        using (var json = new Utf8JsonWriter(bytes, Json))
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteNull("geometry");
            json.WriteStartObject("properties");
            Write("id", Text(place, "id") ?? Text(service, "id"));
            Write("service_id", Text(service, "id"));
            Write("location_id", isVirtual ? null : Text(location, "id") ?? Text(place, "location_id"));
            Write("name", Text(service, "name"));
            Write("description", Text(service, "description"));
            Write("organisation_name", Text(organisation, "name"));
            Write("site_name", Text(location, "name"));
            Write("uprn", Text(location, "external_identifier_type")?.Contains("UPRN", StringComparison.OrdinalIgnoreCase) == true ? Text(location, "external_identifier") : null);
            Write("address", Join(Text(address, "address_1"), Text(address, "address_2"), Text(address, "city")));
            Write("post_town", Text(address, "city"));
            Write("postcode", Text(address, "postal_code"));
            Write("longitude", Text(location, "longitude"));
            Write("latitude", Text(location, "latitude"));
            Write("url", Text(service, "url"));
            Write("email", Text(service, "email") ?? contacts.Select(contact => Text(contact, "email")).FirstOrDefault(mail => mail is not null && PersonalData.IsRoleAddress(mail)));
            Write("telephone", Items(service, "phones").Select(phone => Text(phone, "number")).FirstOrDefault(number => number is not null));
            Write("status", Text(service, "status"));
            Write("alert", Text(service, "alert"));
            Write("minimum_age", Text(service, "minimum_age"));
            Write("maximum_age", Text(service, "maximum_age"));
            Write("kinds", Join(" | ", Kinds(service)));
            Write("schedules", Schedules(service, place));
            json.WriteNumber("contacts", contacts.Count(contact => Text(contact, "name") is not null) + (Text(address, "attention") is null ? 0 : 1));
            json.WriteEndObject();
            json.WriteEndObject();

            void Write(string name, string? value)
            {
                if (value is null)
                    json.WriteNull(name);
                else
                    json.WriteString(name, value);
            }
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The physical address, else the first.</summary>
    private static JsonElement? Address(JsonElement location)
    {
        var addresses = Items(location, "addresses", "physical_addresses").ToArray();
        var physical = Array.FindIndex(addresses, address => Text(address, "address_type") is "physical");
        return addresses.Length == 0 ? null : addresses[Math.Max(physical, 0)];
    }

    private static IEnumerable<string?> Kinds(JsonElement service) =>
        Items(service, "attributes").Select(attribute => OpenReferralFeed.Find(attribute, "taxonomy_term")).Concat(Items(service, "service_taxonomys").Select(link => OpenReferralFeed.Find(link, "taxonomy")))
            .SelectMany(term => new[] { Text(term, "code"), Text(term, "name") ?? Text(term, "term") })
            .Distinct();

    /// <summary>Hours of the service at this place where the feed has them there, else those of the service.</summary>
    private static string? Schedules(JsonElement service, JsonElement? place)
    {
        var own = place is { } at ? Items(at, "schedules", "regular_schedules", "regular_schedule").ToArray() : [];
        return Join(" | ", (own.Length > 0 ? own : [.. Items(service, "schedules", "regular_schedules", "regular_schedule")]).Select(schedule => ScheduleText.Write(name => Text(schedule, name))));
    }

    private static IEnumerable<JsonElement> Items(JsonElement item, params ReadOnlySpan<string> names) =>
        OpenReferralFeed.Find(item, names) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object) : [];

    /// <summary>A text or number that says something, or null.</summary>
    private static string? Text(JsonElement? item, string name) => item is not { } from || OpenReferralFeed.Find(from, name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null,
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number.ToString("0.###########", CultureInfo.InvariantCulture) : value.GetRawText(),
        _ => null,
    };

    private static string? Join(params string?[] parts) => Join(", ", parts);

    private static string? Join(string between, IEnumerable<string?> parts) => string.Join(between, parts.Where(part => part is not null)) is { Length: > 0 } joined ? joined : null;
}
