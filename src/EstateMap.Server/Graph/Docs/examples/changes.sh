curl -s -N http://127.0.0.1:5080/graphql \
  -H 'Content-Type: application/json' -H 'Accept: text/event-stream' \
  -d '{ "query": "subscription { siteChanged { isMany site { id name } } }" }'
