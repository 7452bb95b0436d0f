# python3 libraries.py > libraries.csv
import csv
import json
import sys
from urllib.request import Request, urlopen

ADDRESS = "http://127.0.0.1:5080/graphql"
QUERY = """
query Libraries($after: String) {
  sites(first: 50, after: $after, where: { theme: { eq: "libraries" } }) {
    nodes { name postcode floorArea_m2 owner { name } }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def ask(query, variables=None):
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    # With this Accept an error is an answer like any other, with status 200 and a sentence in it.
    request = Request(ADDRESS, body, {"Content-Type": "application/json", "Accept": "application/json"})
    with urlopen(request) as response:
        answer = json.load(response)
    if "errors" in answer:
        sys.exit("; ".join(error["message"] for error in answer["errors"]))
    return answer["data"]


def all_sites():
    after = None
    while True:
        page = ask(QUERY, {"after": after})["sites"]
        yield from page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


out = csv.writer(sys.stdout)
out.writerow(["name", "postcode", "floorArea_m2", "owner"])
for site in all_sites():
    owner = site["owner"]["name"] if site["owner"] else None
    out.writerow([site["name"], site["postcode"], site["floorArea_m2"], owner])
