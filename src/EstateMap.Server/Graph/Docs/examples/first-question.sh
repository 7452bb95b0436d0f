curl -s http://127.0.0.1:5080/graphql \
  -H 'Content-Type: application/json' \
  -d '{ "query": "{ sites(first: 5, where: { theme: { eq: \"libraries\" } }) { totalCount nodes { name postcode } } }" }'
