using System.Text.Json;
using Bunit;
using EstateMap.Client.Community;
using EstateMap.Client.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EstateMap.Client.Tests.Community;

/// <summary>Pages of the Community workspace over canned answers; maps and subscriptions draw and hear nothing.</summary>
public abstract class CommunityContext : BunitContext
{
    /// <summary>An asset of version 4 at a site, met on Mondays and Tuesdays.</summary>
    internal const string Asset = """
        {"id":"A1","name":"Old Hall Club","abcdClass":"ASSOCIATIONS","description":"Cards and tea","url":null,"version":4,"meetingNote":"Back room","contactTitle":"Secretary","contactEmail":"info@hall.example","contactTelephone":null,
         "contactConsentOn":null,"lastConfirmedOn":"2026-11-01","needsALook":false,"isRemoved":false,"isIllustrative":false,"keptFields":[],"mayChange":true,"organisation":null,"site":{"id":"S1","name":"Old Hall","postcode":"ZZ1 1AA"},"area":null,
         "dataset":{"title":"Groups"},"geometry":{"coordinates":[-2.3,53.4]},
         "schedules":[{"freq":"WEEKLY","interval":1,"byday":"TU,MO","bymonthday":null,"opensAt":"10:00","closesAt":"12:00","validFrom":null,"validTo":null,"description":null,"notes":null}],
         "offersAndAsks":{"nodes":[]},"links":{"nodes":[]},"versions":[],"waiting":[]}
        """;

    private const string Nowhere = """{"data":{"place":{"name":"Nowhere","bbox":null,"isSample":false,"hasSchematicBoundaries":false,"attributions":["Its owners"]},"areaKinds":[],"vocabulary":[],"themes":[]}}""";

    protected CommunityContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Server.On("Place", Nowhere);
        Services.AddSingleton(Server.Api);
        Services.AddSingleton(new RegisterApi(new HttpClient(Server) { BaseAddress = new Uri("http://localhost/") }));
        Services.AddScoped(_ => new WalkNotes(Device, Server.Api));
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
    }

    internal CannedServer Server { get; } = new();

    /// <summary>Where what waits is kept.</summary>
    internal Device Device { get; } = new();

    internal static AssetFacts Facts => JsonSerializer.Deserialize<AssetFacts>(Asset, JsonSerializerOptions.Web)!;

    internal static string Accepted(string mutation) => Came(mutation, "ACCEPTED");

    internal static string InReview(string mutation) => Came(mutation, "IN_REVIEW");

    internal static string Refused(string mutation, string message, string path) => Answer(mutation, """{"contribution":null,"errors":[{"__typename":"InvalidInputError","message":"MESSAGE","path":"PATH"}]}""".Replace("MESSAGE", message, StringComparison.Ordinal).Replace("PATH", path, StringComparison.Ordinal));

    /// <summary>Somebody renamed it and moved it meanwhile; name and description were sent.</summary>
    internal static string Conflict(string mutation) => Answer(mutation, """
        {"contribution":null,"errors":[{"__typename":"ContributionConflictError","message":"Somebody else changed it.","currentVersion":7,"fields":[
          {"field":"description","base":"Cards and tea","kept":"Cards and tea","sent":"Cards","isKeptChanged":false,"isSentChanged":true},
          {"field":"latitude","base":null,"kept":"53.5","sent":null,"isKeptChanged":true,"isSentChanged":false},
          {"field":"name","base":"Old Hall Club","kept":"Card Club","sent":"Hall Club","isKeptChanged":true,"isSentChanged":true},
          {"field":"site","base":"Old Hall","kept":null,"sent":"Old Hall","isKeptChanged":true,"isSentChanged":false}]}]}
        """);

    /// <summary>What a mutation was sent last.</summary>
    internal JsonElement Sent(string mutation) => Server.Asked.Last(asked => asked.Operation == mutation).Variables.GetProperty("input");

    internal int Count(string operation) => Server.Asked.Count(asked => asked.Operation == operation);

    private static string Came(string mutation, string status) => Answer(mutation, """{"contribution":{"id":"C1","status":"STATUS","asset":{"id":"A1"}},"errors":null}""".Replace("STATUS", status, StringComparison.Ordinal));

    private static string Answer(string mutation, string payload) => "{\"data\":{\"" + mutation + "\":" + payload + "}}";
}
