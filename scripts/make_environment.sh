#!/bin/sh
# Makes the virtual environment for one purpose: `audit` (the product and the example), `test` (all of it),
# or `bench` (the peers to measure against).
set -eu

environment=$1
purpose=$2

find_python() {
    for name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "make: pytest-bulkhead needs Python 3.11 or later, and none is on PATH. Name one with PYTHON=…" >&2
    exit 1
}

# Debian ships Python without the part that makes environments.
add_venv_package() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        apt-get update -qq >/dev/null && apt-get install -y -qq "python$version-venv" >/dev/null
    else
        echo "make: $1 cannot make virtual environments; on Debian: apt-get install python3-venv" >&2
        exit 1
    fi
}

# The tests of what is watched inside servers want real ones.
find_postgres() {
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1
}
add_servers() {
    packages=
    find_postgres || packages="$packages postgresql"
    command -v redis-server >/dev/null 2>&1 || packages="$packages redis-server"
    [ -x "$HOME/go/bin/openfga" ] || command -v openfga >/dev/null 2>&1 || find_go >/dev/null || packages="$packages golang-go"
    # The report is looked at in a browser.
    command -v chromium >/dev/null 2>&1 || packages="$packages chromium"
    if [ -n "$packages" ]; then
        if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
            echo "make: the tests need servers that are not installed:$packages; on Debian: apt-get install$packages" >&2
            exit 1
        fi
        # shellcheck disable=SC2086 - several names
        apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null
    fi
    add_openfga
}
find_go() {
    command -v go || { [ -x /usr/local/go/bin/go ] && echo /usr/local/go/bin/go; }
}
# Built once, into the place where Go puts programs; an older Go fetches the one that it takes.
add_openfga() {
    [ -x "$HOME/go/bin/openfga" ] || command -v openfga >/dev/null 2>&1 || {
        go=$(find_go) || { echo "make: OpenFGA is built with Go, and there is none: see https://go.dev/dl" >&2; exit 1; }
        GOBIN="$HOME/go/bin" GOTOOLCHAIN=auto "$go" install github.com/openfga/openfga/cmd/openfga@v1.22.1 || {
            echo "make: OpenFGA could not be built with $go; it needs a later Go: see https://go.dev/dl" >&2
            exit 1
        }
    }
}

python=$(find_python)
if [ ! -x "$environment/bin/python" ]; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || add_venv_package "$python"
    "$python" -m venv "$environment"
fi
pip() {
    "$environment/bin/python" -m pip --disable-pip-version-check install --quiet --constraint constraints.txt "$@"
}
case $purpose in
    audit) pip --editable ".[harbour]" ;;
    test) pip "pip>=25.1" && pip --editable ".[harbour]" --group dev && add_servers ;;
    bench) pip "pip>=25.1" && pip --editable ".[harbour]" --group bench ;;
esac
