using System.Reflection;
using System.Text.RegularExpressions;
using EstateMap.Server.Areas;
using EstateMap.Server.Areas.Profiles;
using EstateMap.Server.Community;
using EstateMap.Server.Community.Contributions;
using EstateMap.Server.Consultations;
using EstateMap.Server.Decisions;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Plans.Studies;
using EstateMap.Server.Services;
using EstateMap.Server.Sources;
using EstateMap.Server.Travel;
using GraphQL;
using GraphQL.Types;
using GraphQL.Utilities;

namespace EstateMap.Server.Graph;

/// <summary>
/// The schema: each room declares its part in a <c>.graphql</c> file and attaches its resolvers; connections and scalars come from here.
/// </summary>
internal static partial class EstateMapSchema
{
    /// <summary>Every connection: name, item type.</summary>
    private static readonly (string Name, Entity Entity)[] Lists =
    [
        ("Sites", SiteSql.Entity), ("Properties", PropertySql.Entity), ("Organisations", OrganisationSql.Entity), ("Occupations", PropertySql.Occupation), ("Services", ServiceSql.Entity),
        ("ServiceAtLocations", ServiceAtLocationSql.Entity),
        ("CommunityAssets", CommunityAssetSql.Entity), ("Links", LinkSql.Entity), ("Contributions", ContributionSql.Entity), ("OffersAndAsks", ExchangeSql.Entity), ("Comments", ExchangeSql.Comment), ("Areas", AreaSql.Entity), ("Indicators", IndicatorSql.Entity), ("IndicatorValues", IndicatorSql.Value),
        ("DemandPoints", DemandSql.Point), ("Datasets", DatasetSql.Entity), ("ImportIssues", ImportIssueSql.Entity),
        ("ImportRuns", ImportRunSql.Entity), ("ImportChanges", ImportChangeSql.Entity), ("HandEdits", HandEditSql.Entity), ("MatchCandidates", MatchCandidateSql.Entity),
        ("MatchDecisions", MatchDecisionSql.Entity), ("WalkingNetworks", TravelSql.Network), ("TravelMatrices", TravelSql.Matrix),
        ("Studies", StudySql.Entity), ("Solves", SolveSql.Entity), ("Scenarios", ScenarioSql.Entity), ("Decisions", DecisionSql.Entity),
        ("Consultations", ConsultationSql.Entity), ("ConsultationComments", ConsultationSql.Comment),
        ("Accounts", PeopleSql.Account), ("AccountRights", PeopleSql.Right), ("ApiKeys", PeopleSql.Key), ("AuditEntries", PeopleSql.Entry),
    ];

    private static readonly string[] GeoJsonTypes = ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"];

    public static IReadOnlyList<Entity> Entities => [.. Lists.Select(list => list.Entity)];

    public static ISchema Build(IServiceProvider services)
    {
        var builder = new SchemaBuilder { ServiceProvider = services };
        var resolvers = new Resolvers(builder);
        EstateQueries.Attach(resolvers);
        Aggregates.Attach(resolvers);
        SearchQueries.Attach(resolvers);
        ServiceQueries.Attach(resolvers);
        CommunityQueries.Attach(resolvers);
        AreaQueries.Attach(resolvers);
        ProfileQueries.Attach(resolvers);
        SourceQueries.Attach(resolvers);
        TravelQueries.Attach(resolvers);
        StudyQueries.Attach(resolvers);
        SolveQueries.Attach(resolvers);
        ScenarioQueries.Attach(resolvers);
        DecisionQueries.Attach(resolvers);
        ConsultationQueries.Attach(resolvers);
        PeopleQueries.Attach(resolvers);
        foreach (var (name, entity) in Lists) resolvers.Connection(name, entity);
        foreach (var type in GeoJsonTypes) resolvers.IsTypeOf($"GeoJSON{type}Type", value => value is GeoJson geometry && geometry.Type == type);
        NodeQueries.Attach(resolvers);
        Subscriptions.Attach(resolvers);
        resolvers.MutationErrors();

        var schema = builder.Build(Declarations());
        schema.RegisterTypes(new GeometryScalar(), new LocalDateScalar(), new InstantScalar(),
            new OutputScalar("Position", "One position: [x, y]; longitude first in WGS84."), new OutputScalar("Coordinates", "Coordinates of any nesting."),
            new OutputScalar("JSON", "Any JSON value."), new OutputScalar("FeatureCollection", "A GeoJSON FeatureCollection (RFC 7946)."));
        schema.Initialize();
        Descriptions.Fill(schema);
        return schema;
    }

    /// <summary>The schema in the schema definition language, as clients see it.</summary>
    public static string Print(ISchema schema) => schema.Print(new PrintOptions { IncludeDescriptions = true, StringComparison = StringComparison.Ordinal }).ReplaceLineEndings("\n").Trim() + "\n";

    /// <summary>The language of Graph/ first, then the rooms in the order of their names, then what is the same for every list.</summary>
    private static string Declarations()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var files = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".graphql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .OrderByDescending(name => name.Contains("Graph/", StringComparison.Ordinal));
        var rooms = files.Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        });
        var declared = string.Join("\n", rooms.Concat(Lists.Select(list => Connections.Sdl(list.Name, list.Entity.Type, list.Entity.Feature is not null))));
        return declared + string.Concat(ListFilter().Matches(declared).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal).Select(ListFilterSdl));
    }

    /// <summary>HotChocolate's conditions on the rows of a list, for each kind of row that a room names.</summary>
    private static string ListFilterSdl(string rows) => $$"""

        "Conditions on the rows of a list; several are ANDed."
        input ListFilterInputTypeOf{{rows}} {
          "Every row fits; so does an empty list."
          all: {{rows}}
          "No row fits."
          none: {{rows}}
          "At least one row fits."
          some: {{rows}}
          "Whether there is any row."
          any: Boolean
        }
        """;

    [GeneratedRegex(@"\bListFilterInputTypeOf(\w+)")]
    private static partial Regex ListFilter();
}
