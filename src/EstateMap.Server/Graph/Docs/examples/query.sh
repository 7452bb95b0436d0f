estatemap query libraries.graphql --format csv --bom --out libraries.csv
estatemap query libraries.graphql --format geojson --out libraries.geojson
estatemap query libraries.graphql --format parquet --out libraries.parquet
