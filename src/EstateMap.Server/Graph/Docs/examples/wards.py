import json
from urllib.request import Request, urlopen

import pandas as pd

QUERY = '{ areas(first: 50, where: { kind: { eq: "ward" } }) { nodes { code name vintage population area_m2 } } }'

request = Request(
    "http://127.0.0.1:5080/graphql",
    json.dumps({"query": QUERY}).encode(),
    {"Content-Type": "application/json", "Accept": "application/json"},
)
with urlopen(request) as response:
    nodes = json.load(response)["data"]["areas"]["nodes"]

wards = pd.json_normalize(nodes).set_index("code")
print(wards.to_string())
