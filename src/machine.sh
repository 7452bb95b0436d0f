#!/bin/sh
# machine.sh run|test|browser|bench|tiles: sees to the tools and Debian packages that running, testing or measuring needs.
# Installs what is missing where it may (root, or sudo without a password); else prints the command and stops.
set -eu

say() { printf '%s\n' "$*" >&2; }

sdk=$(dotnet --version 2>/dev/null || true)
case ${sdk%%.*} in
    '' | [0-9]) say "The .NET SDK 10 or newer is needed (found: ${sdk:-none}): see https://dotnet.microsoft.com/download"; exit 2 ;;
esac
node=$(node --version 2>/dev/null || true)
node_major=${node#v}
node_major=${node_major%%.*}
if [ "${node_major:-0}" -lt 20 ] || ! command -v npm >/dev/null; then
    say "Node 20 or newer with npm is needed to build the client (found: ${node:-none}): see https://nodejs.org/download"
    exit 2
fi

has_postgis() {
    for control in /usr/share/postgresql/*/extension/postgis.control; do
        version=${control#/usr/share/postgresql/}
        version=${version%%/*}
        [ -f "$control" ] && [ -x "/usr/lib/postgresql/$version/bin/initdb" ] && [ "$version" -ge 14 ] && return 0
    done
    return 1
}

packages=
# An external server, or binaries of one's own, need none of Debian's; tests always run their own server.
if [ "$1" != run ] || [ -z "${ESTATEMAP_DATABASE:-}" ]; then
    [ -n "${ESTATEMAP_POSTGRES_BIN:-}" ] || has_postgis || packages="postgresql postgresql-postgis"
    [ -f /usr/share/proj/proj.db ] || packages="$packages proj-data"
fi
case $1 in
    test | browser) command -v chromium >/dev/null || packages="$packages chromium" ;;
    tiles)
        command -v mapserv >/dev/null || packages="$packages cgi-mapserver"
        command -v lighttpd >/dev/null || [ -x /usr/sbin/lighttpd ] || packages="$packages lighttpd"
        ;;
esac
install() {
    [ -n "$*" ] || return 0
    if ! command -v apt-get >/dev/null; then
        say "This machine lacks, by Debian's names: $*. Install them its own way, then start again."
        exit 2
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        say "This machine lacks: $*"
        say "Ask someone who may to run: sudo apt-get update && sudo apt-get install -y $*"
        exit 2
    fi
    say "Installing $*"
    # The words in $as_root are ours and meant to split.
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# The words in $packages are ours and meant to split.
install $packages

# GDAL reads OpenStreetMap's files and is a peer of imports, pgRouting one of walks; the latter's package is named after the server that is there by now.
case $1 in
    test | bench)
        peers=
        command -v ogr2ogr >/dev/null || peers=gdal-bin
        for control in /usr/share/postgresql/*/extension/postgis.control; do
            [ -f "$control" ] || continue
            folder=${control%/postgis.control}
            major=${folder#/usr/share/postgresql/}
            [ -f "$folder/pgrouting.control" ] || peers="$peers postgresql-${major%%/*}-pgrouting"
        done
        install $peers
        ;;
esac
