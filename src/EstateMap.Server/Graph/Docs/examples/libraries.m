let
    Query = "query Libraries($after: String) { sites(first: 50, after: $after, where: { theme: { eq: ""libraries"" } }) { nodes { name postcode floorArea_m2 owner { name } } pageInfo { hasNextPage endCursor } } }",
    Ask = (after) => Json.Document(
        Web.Contents("http://127.0.0.1:5080", [
            RelativePath = "graphql",
            Headers = [#"Content-Type" = "application/json", Accept = "application/json"],
            Content = Json.FromValue([query = Query, variables = [after = after]])
        ]))[data][sites],
    Pages = List.Generate(
        () => Ask(null),
        each _ <> null,
        each if [pageInfo][hasNextPage] then Ask([pageInfo][endCursor]) else null,
        each [nodes]),
    Sites = Table.FromRecords(List.Combine(Pages), {"name", "postcode", "floorArea_m2", "owner"}),
    WithOwner = Table.ExpandRecordColumn(Sites, "owner", {"name"}, {"owner name"}),
    Typed = Table.TransformColumnTypes(WithOwner, {{"name", type text}, {"postcode", type text}, {"floorArea_m2", type number}, {"owner name", type text}})
in
    Typed
