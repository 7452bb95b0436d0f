namespace EstateMap.Client.Tests.Community;

/// <summary>A small network: a food bank, an advice morning that sends people there, the library where it meets, and a group on its own.</summary>
internal static class NetworkAnswers
{
    public const string Place = """
        {"data":{"place":{"name":"Milltown","bbox":[-2.1,53.4,-2.0,53.5],"isSample":true,"hasSchematicBoundaries":true,"attributions":["Made up"]},
          "areaKinds":[{"kind":"ward","label":"Ward","pluralLabel":"Wards","vintage":"2023","count":2,"isSchematic":true}],"vocabulary":[],"themes":[]}}
        """;

    public const string Kinds = """{"data":{"vocabulary":[{"code":"meets_at","label":"meets at"},{"code":"refers_to","label":"refers to"}]}}""";

    public const string Areas = """{"data":{"areas":{"nodes":[{"code":"W1","name":"West","bbox":null}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""";

    public const string Network = """
        {"data":{"answer":{"nodes":[
          {"id":"F","type":"COMMUNITY_ASSET","name":"Food Bank","abcdClass":"ECONOMY","isIllustrative":true,"longitude":null,"latitude":null,"site":null,"isInArea":true,"degree":1,"betweenness":0,"rank":2,"community":1,"partsWithout":1},
          {"id":"A","type":"COMMUNITY_ASSET","name":"Advice Morning","abcdClass":"INSTITUTIONS","isIllustrative":true,"longitude":-2.05,"latitude":53.45,"site":"L","isInArea":true,"degree":2,"betweenness":0.333,"rank":1,"community":1,"partsWithout":2},
          {"id":"L","type":"SITE","name":"Library","abcdClass":null,"isIllustrative":false,"longitude":-2.05,"latitude":53.45,"site":"L","isInArea":true,"degree":1,"betweenness":0,"rank":2,"community":1,"partsWithout":1},
          {"id":"W","type":"COMMUNITY_ASSET","name":"Walkers","abcdClass":"ASSOCIATIONS","isIllustrative":true,"longitude":null,"latitude":null,"site":null,"isInArea":true,"degree":0,"betweenness":0,"rank":2,"community":null,"partsWithout":0}],
         "links":[
          {"kind":"refers_to","from":"A","to":"F","words":"Advice Morning sends people to Food Bank.","evidence":"Leaflet","basis":"FACT","isIllustrative":true},
          {"kind":"meets_at","from":"A","to":"L","words":"Advice Morning meets at Library.","evidence":"Poster","basis":"ASSUMPTION","isIllustrative":false}],
         "stats":{"isolates":1,"cutPoints":1,"communities":1},"words":["4 stand in it, with 2 links."]}}}
        """;

    public const string Linked = """
        {"data":{"answer":{"routes":[{"nodes":[{"id":"F","name":"Food Bank"},{"id":"A","name":"Advice Morning"},{"id":"L","name":"Library"}],"words":"By advice.",
          "steps":[{"link":{"words":"Advice Morning sends people to Food Bank.","evidence":"Leaflet"}},{"link":{"words":"Advice Morning meets at Library.","evidence":"Poster"}}]}],
         "askNext":[{"node":{"id":"A","name":"Advice Morning"},"why":"Advice Morning is linked to both."}],"words":["Food Bank and Library are 2 links apart."]}}}
        """;

    public const string AreaCommunities = """
        {"data":{"answer":[
         {"area":{"code":"W1","name":"West","kind":"ward","vintage":"2023"},"nodes":8,"communities":2,"largest":{"name":"Advice Morning","size":3},"brokers":[{"node":{"id":"A","name":"Advice Morning"}},{"node":{"id":"L","name":"Library"}}],
          "isolates":{"count":4,"nodes":[{"id":"W","name":"Walkers"},{"id":"C","name":"Choir"},{"id":"B","name":"Band"},{"id":"D","name":"Drama"}]}},
         {"area":{"code":"W2","name":"East","kind":"ward","vintage":"2023"},"nodes":0,"communities":0,"largest":null,"brokers":[],"isolates":{"count":0,"nodes":[]}}]}}
        """;

    public const string Closes = """
        {"data":{"answer":{"sites":[{"id":"L","name":"Library"}],"lostLinks":[{"kind":"meets_at","from":"A","to":"L","words":"Advice Morning meets at Library.","evidence":"Poster","basis":"ASSUMPTION","isIllustrative":false}],
         "withoutPlace":[{"node":{"id":"A","name":"Advice Morning"},"words":"No other place."}],"onTheirOwn":[],"cutOff":[{"nodes":[{"id":"F","name":"Food Bank"},{"id":"A","name":"Advice Morning"}],"words":["Lost."]}],"words":["If Library closes, 1 link is lost."]}}}
        """;
}
