curl -s http://127.0.0.1:5080/graphql \
  -H 'Content-Type: application/json' \
  -d '{ "query": "query Named($part: String!) { sites(where: { name: { contains: $part } }) { nodes { name } } }", "variables": { "part": "library" } }'
