QUERY='{ place { name attributions } }'
HASH=$(printf '%s' "$QUERY" | sha256sum | cut -d ' ' -f 1)

# Once: text and hash together.
curl -s http://127.0.0.1:5080/graphql \
  -H 'Content-Type: application/json' \
  -d "{ \"query\": \"$QUERY\", \"extensions\": { \"persistedQuery\": { \"version\": 1, \"sha256Hash\": \"$HASH\" } } }"

# From then on the hash is enough, and caches on the way may keep the answer.
curl -s "http://127.0.0.1:5080/graphql?id=$HASH"
