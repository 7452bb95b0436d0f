using GraphQL.Types;

namespace EstateMap.Server.Graph;

/// <summary>
/// Describes what means the same wherever it stands: arguments of lists and geometries, operations of conditions. A condition or sort key on a field is described as that field is.
/// Rooms describe the rest, and what they say goes before this.
/// </summary>
internal static class Descriptions
{
    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["first"] = "Returns the first _n_ elements from the list.",
        ["after"] = "Returns the elements in the list that come after the specified cursor.",
        ["last"] = "Returns the last _n_ elements from the list.",
        ["before"] = "Returns the elements in the list that come before the specified cursor.",
        ["where"] = "Which rows are wanted; several conditions are ANDed.",
        ["order"] = "Sort keys, the most important first.",
        ["bbox"] = "[west, south, east, north] in WGS84 degrees: what its box overlaps.",
        ["near"] = "Nearest first from a geometry; what is not located is left out.",
        ["crs"] = "EPSG code of the coordinates wanted: 4326 (default), 27700 or 3857.",
        ["precision"] = "Decimals of coordinates, 0 to 9; 6 for degrees and 2 for metres unless given.",
        ["simplify"] = "Tolerance in metres by which the outline may be simplified.",
        ["to"] = "What to measure to.",
        ["id"] = "Global id.",
        ["kind"] = "Code of vocabulary `area-kinds`.",
        ["vintage"] = "Year in which boundaries were drawn.",
        ["group"] = "Code of vocabulary `population-groups`.",
        ["asAt"] = "The instant or day that is asked about.",
        ["code"] = "Code of the area.",
        ["codes"] = "Codes of the measures wanted; all when left out.",
        ["dataset"] = "Key of one dataset; all when left out.",
        ["area"] = "Global id of an area; everywhere when left out.",
        ["text"] = "What somebody typed.",
        ["name"] = "Name of the vocabulary.",
        ["input"] = "What to change, and how.",
        ["groupBy"] = "What to group by, up to three dimensions; all in one group when left out.",
    };

    private static readonly Dictionary<string, string> Operations = new(StringComparer.Ordinal)
    {
        ["and"] = "All of these.",
        ["or"] = "Any of these.",
        ["eq"] = "Equal; null keeps rows without a value.",
        ["neq"] = "Not equal; null keeps rows with a value.",
        ["in"] = "Equal to any of these.",
        ["nin"] = "Equal to none of these.",
        ["gt"] = "Greater than.",
        ["ngt"] = "Not greater than.",
        ["gte"] = "Greater than or equal.",
        ["ngte"] = "Neither greater nor equal.",
        ["lt"] = "Less than.",
        ["nlt"] = "Not less than.",
        ["lte"] = "Less than or equal.",
        ["nlte"] = "Neither less nor equal.",
        ["contains"] = "Contains it.",
        ["ncontains"] = "Does not contain it.",
        ["startsWith"] = "Starts with it; letter case does not count.",
        ["nstartsWith"] = "Does not start with it; letter case does not count.",
        ["endsWith"] = "Ends with it; letter case does not count.",
        ["nendsWith"] = "Does not end with it; letter case does not count.",
        ["intersects"] = "Shares a point with the geometry.",
        ["nintersects"] = "Shares no point with the geometry.",
        ["within"] = "Lies within the geometry.",
        ["nwithin"] = "Does not lie within the geometry.",
        ["overlaps"] = "Overlaps the geometry in part.",
        ["noverlaps"] = "Does not overlap the geometry in part.",
        ["touches"] = "Touches the geometry's boundary alone.",
        ["ntouches"] = "Does not touch the geometry's boundary alone.",
        ["distance"] = "Lies so many metres from the geometry.",
        ["geometry"] = "The geometry to compare with, in the CRS that it names.",
        ["buffer"] = "Metres by which the geometry is widened first.",
    };

    public static void Fill(ISchema schema)
    {
        // Every room extends it, so none declares it.
        if (schema.Mutation is { } changes) changes.Description ??= "Changes to what people keep here: plans, scenarios, decisions. Each answers with what came of it, or with `errors` and nothing changed. They are sent by POST with the header `X-EstateMap: 1`, at the computer that EstateMap runs on.";
        foreach (var type in schema.AllTypes.Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal)))
        {
            if (type is IInputObjectGraphType input)
            {
                foreach (var field in input.Fields) field.Description ??= OfInput(schema, input, field);
            }
            else if (type is IComplexGraphType complex)
            {
                foreach (var argument in complex.Fields.SelectMany(field => field.Arguments ?? [])) argument.Description ??= Arguments.GetValueOrDefault(argument.Name);
            }
        }
    }

    private static string? OfInput(ISchema schema, IInputObjectGraphType input, FieldType field)
    {
        if (field.Name is "and" or "or" || input.Name.EndsWith("OperationFilterInput", StringComparison.Ordinal) || input.Name == "GeometryFilterInput") return Operations.GetValueOrDefault(field.Name);
        var of = input.Name.Replace("FilterInput", "", StringComparison.Ordinal).Replace("SortInput", "", StringComparison.Ordinal);
        return (schema.AllTypes[of] as IComplexGraphType)?.Fields.Find(field.Name)?.Description;
    }
}
