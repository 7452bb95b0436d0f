#!/bin/sh
# Builds once, runs every test project, and ends with "N passed, N failed, N skipped"; fails when a test fails, a project
# ends without a result, or nothing ran.
set -u
cd "$(dirname "$0")/.."
results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"

dotnet build EstateMap.sln -c Release -v quiet || exit 1
# Programs and pages are tried as people get them.
make --no-print-directory artifacts/built || exit 1
ESTATEMAP_PROGRAM=$PWD/artifacts/app/estatemap
export ESTATEMAP_PROGRAM

broken=0
patience=2400 # seconds, four times what the longest takes
for project in tests/*.Tests; do
    name=$(basename "$project")
    printf '\n== %s\n' "$name"
    # One that hangs is named, and ended before it keeps the others from being run.
    timeout -k 30 "$patience" "$project/bin/Release/net10.0/$name" -noLogo -noColor -longRunning 120 -result-trx "$results/$name.trx" </dev/null
    code=$?
    if [ ! -s "$results/$name.trx" ] || { [ "$code" != 0 ] && ! grep -q 'failed="[1-9]' "$results/$name.trx"; }; then
        printf '%s ended with code %s and no failed test: the project itself is broken.\n' "$name" "$code"
        broken=$((broken + 1))
    fi
done

# <Counters total="9" executed="8" passed="8" failed="0" error="0" ... notExecuted="1" ... />
sum() { cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*' | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(sum passed)
failed=$(($(sum failed) + $(sum error) + broken))
skipped=$(sum notExecuted)

# The last lines say which, for a log is often kept by its end alone.
grep -ho '<UnitTestResult [^>]*outcome="Failed"[^>]*' "$results"/*.trx 2>/dev/null | grep -o ' testName="[^"]*"' | sed 's/^ testName="\(.*\)"$/failed: \1/'

printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
