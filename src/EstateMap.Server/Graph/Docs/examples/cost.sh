curl -s http://127.0.0.1:5080/graphql \
  -H 'Content-Type: application/json' -H 'GraphQL-Cost: validate' \
  -d '{ "query": "{ sites(first: 50) { nodes { services(first: 50) { nodes { name } } } } }" }'
