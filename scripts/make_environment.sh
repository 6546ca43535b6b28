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
    test) pip "pip>=25.1" && pip --editable ".[harbour]" --group dev ;;
    bench) pip "pip>=25.1" && pip --editable ".[harbour]" --group bench ;;
esac
