using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace EstateMap.Import.Tests;

/// <summary>Services of a made-up Open Referral UK feed, and how such a feed answers for them.</summary>
internal static class StubFeed
{
    /// <summary>A service of Milltown at one place.</summary>
    public static JsonObject Service(int number, string name, string kind = "Food bank") => new()
    {
        ["id"] = Id("a", number),
        ["name"] = name,
        ["status"] = "active",
        ["url"] = "https://feed.example/" + number,
        ["email"] = "info@feed.example",
        ["organization_id"] = Id("b", 1),
        ["organization"] = new JsonObject { ["id"] = Id("b", 1), ["name"] = "Milltown Pantry", ["description"] = "A charity" },
        ["attributes"] = new JsonArray(new JsonObject { ["taxonomy_term"] = new JsonObject { ["name"] = kind } }),
        ["schedules"] = new JsonArray(new JsonObject { ["freq"] = "WEEKLY", ["interval"] = 1, ["byday"] = "MO,TU", ["opens_at"] = "09:00Z", ["closes_at"] = "17:30+01:00" }),
        ["service_at_locations"] = new JsonArray(At(number, name + " House", -2.32 - number * 0.002, 53.44)),
    };

    public static JsonObject At(int number, string place, double longitude, double latitude, string postcode = "ZZ1 0AB") => new()
    {
        ["id"] = Id("c", number),
        ["location"] = new JsonObject
        {
            ["id"] = Id("d", number),
            ["location_type"] = "physical",
            ["name"] = place,
            ["longitude"] = longitude,
            ["latitude"] = latitude,
            ["addresses"] = new JsonArray(new JsonObject { ["address_1"] = number + " Mill Lane", ["city"] = "Millgate", ["state_province"] = "Millshire", ["postal_code"] = postcode, ["country"] = "GB", ["address_type"] = "physical" }),
        },
    };

    public static string Id(string kind, int number) => $"{kind}0000000-0000-4000-8000-{number:D12}";

    /// <summary>Answers as HSDS-UK 3.0 asks; at most <paramref name="mostPerPage"/> on a page, whatever is asked for.</summary>
    public static Task AnswerAsync(HttpContext context, IReadOnlyList<JsonObject> services, int mostPerPage = 100)
    {
        var path = context.Request.Path.Value!;
        if (path == "/oruk/services")
        {
            var number = int.Parse(context.Request.Query["page"]!, System.Globalization.CultureInfo.InvariantCulture);
            var pages = (services.Count + mostPerPage - 1) / mostPerPage;
            return WriteAsync(new JsonObject
            {
                ["total_items"] = services.Count,
                ["total_pages"] = pages,
                ["page_number"] = number,
                ["last_page"] = number >= pages,
                ["contents"] = new JsonArray([.. services.Skip((number - 1) * mostPerPage).Take(mostPerPage).Select(service => new JsonObject { ["id"] = service["id"]!.DeepClone(), ["name"] = service["name"]!.DeepClone() })]),
            });
        }

        if (services.FirstOrDefault(service => path == "/oruk/services/" + service["id"]) is { } asked)
            return WriteAsync(asked);
        context.Response.StatusCode = 404;
        return Task.CompletedTask;

        Task WriteAsync(JsonObject answer) => context.Response.WriteAsync(answer.ToJsonString(JsonSerializerOptions.Web));
    }
}
