# Verbs of the house; longer shell stands in src/machine.sh and tests/run-all.sh.
.DEFAULT_GOAL := help
.PHONY: help run test soak check geodata bench bench-client bench-graphql bench-network bench-planning bench-tiles screenshots schema format clean

export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
# No compiler or build server outlives its make.
export MSBUILDDISABLENODEREUSE := 1

ESTATEMAP := artifacts/app/estatemap
# Folders too, so that a deleted file is noticed; but geodata is also a verb.
SOURCES := $(filter-out geodata,$(shell find src migrations geodata Directory.*.props global.json \( -name bin -o -name obj -o -name node_modules \) -prune -o -print))

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: artifacts/built ## serve the map and the API on http://127.0.0.1:5080 (PORT changes it)
	@exec $(ESTATEMAP) serve

test: ## install what tests need and run them all
	@sh src/machine.sh test
	@sh tests/run-all.sh

soak: ## kill, cut off and fuzz imports for long (TIMES=20 as often as in the tests)
	@sh src/machine.sh test
	dotnet build EstateMap.sln -c Release -v quiet
	@for name in Import Server; do \
	    ESTATEMAP_SOAK=$(or $(TIMES),20) tests/EstateMap.$$name.Tests/bin/Release/net10.0/EstateMap.$$name.Tests -noLogo -noColor -trait soak=yes || exit 1; \
	done

check: ## what CI runs: formatting, then everything that test does
	dotnet format whitespace --verify-no-changes --folder src
	dotnet format whitespace --verify-no-changes --folder tests
	@$(MAKE) --no-print-directory test

geodata: artifacts/built ## load the official files (MIRROR=folder takes them from there)
	@$(ESTATEMAP) geodata

bench: ## measure, and print one table
	@sh src/machine.sh bench
	dotnet run -c Release --project tests/EstateMap.Benchmarks -- $(ARGS)

bench-graphql: ## measure GraphQL against PostGraphile and bare SQL (SITES="1000 1000000" unless said); needs Node and npm
	@sh src/machine.sh bench
	dotnet run -c Release --project tests/EstateMap.Benchmarks -- graphql $(or $(SITES),1000 1000000)

bench-client: artifacts/built ## measure the map in a browser (SITES="1000 100000" unless said)
	@sh src/machine.sh browser
	dotnet run -c Release --project tests/EstateMap.Benchmarks -- client $(or $(SITES),1000 100000)

bench-tiles: artifacts/built ## measure tiles against MapServer and PostGIS (SITES=100000 unless said)
	@sh src/machine.sh tiles
	dotnet run -c Release --project tests/EstateMap.Benchmarks -- tiles $(or $(SITES),100000)

bench-network: ## measure the questions of the community's network (SIZE="10000 40000" unless said), beside igraph and networkx where python3 has them
	@sh src/machine.sh bench
	dotnet run -c Release --project tests/EstateMap.Benchmarks -- network $(SIZE)

bench-planning: ## measure the planner against OR-Tools and the literature (PARTS="literature curve" some of it)
	@sh src/machine.sh bench
	dotnet run -c Release --project tests/EstateMap.Benchmarks -- planning $(PARTS)

screenshots: artifacts/built ## picture every state into artifacts/screenshots (ONLY=explore-card some; README=1 the README's too)
	@sh src/machine.sh browser
	dotnet run -c Release --project tests/EstateMap.Benchmarks -- screenshots $(ONLY)

schema: artifacts/built ## write src/EstateMap.Server/schema.graphql
	$(ESTATEMAP) schema --out src/EstateMap.Server/schema.graphql

format: ## format the sources
	dotnet format EstateMap.sln

clean: ## remove what builds made; the data folder stays
	find src tests \( -name bin -o -name obj -o -name node_modules \) -type d -prune -exec rm -rf {} +
	rm -rf artifacts TestResults

artifacts/built: $(SOURCES)
	@sh src/machine.sh run
	# Published, not only built: the client is trimmed and compressed, a tenth of the size.
	dotnet publish src/EstateMap.Server -c Release -o artifacts/app -v quiet
	@mkdir -p artifacts && touch $@
