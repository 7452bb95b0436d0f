curl -s http://127.0.0.1:5080/graphql \
  -H 'Content-Type: application/json' \
  -d '{ "query": "{ sites(first: 50, where: { theme: { eq: \"libraries\" } }) { features } }" }' |
  python3 -c 'import json, sys; json.dump(json.load(sys.stdin)["data"]["sites"]["features"], sys.stdout)' > libraries.geojson
