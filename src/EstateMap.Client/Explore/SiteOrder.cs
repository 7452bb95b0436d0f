namespace EstateMap.Client.Explore;

/// <summary>The columns that the table can be ordered by, and the GraphQL order each asks for.</summary>
public static class SiteOrder
{
    private static readonly string[] Columns = ["name", "street", "postcode", "owner", "floor_area", "updated"];

    public static bool IsKnown(string column) => Columns.Contains(column);

    /// <summary>Always ends with the name, so that equal values have a steady order.</summary>
    public static object[] ToOrder(TableSort sort)
    {
        var direction = sort.Descending ? "DESC" : "ASC";
        var byName = new Dictionary<string, object> { ["name"] = "ASC" };
        return sort.Column switch
        {
            "street" => [new Dictionary<string, object> { ["streetName"] = direction }, byName],
            "postcode" => [new Dictionary<string, object> { ["postcode"] = direction }, byName],
            "owner" => [new Dictionary<string, object> { ["owner"] = new Dictionary<string, object> { ["name"] = direction } }, byName],
            "floor_area" => [new Dictionary<string, object> { ["floorArea_m2"] = direction }, byName],
            "updated" => [new Dictionary<string, object> { ["updatedAt"] = direction }, byName],
            _ => [new Dictionary<string, object> { ["name"] = direction }],
        };
    }
}
