#!/bin/sh
# Install what a lock file names, and durf itself, into a virtual environment.
#
#     scripts/install.sh requirements.lock .venv
#
# uv does it in seconds; where uv cannot be had, pip does the same in half a minute.
set -eu

lock=$1
venv=$2
python=${PYTHON:-python3}
uv_version=0.13.9
cd "$(dirname "$0")/.."

say() {
    echo "setting up: $*" >&2
}

give_up() {
    echo "setting up: $1: $2" >&2
    exit 2
}

# Says how to install, and installs by it: both programs take the same options.
install_with() {
    say "the packages of $lock, with $1"
    shift
    "$@" install --quiet --require-hashes -r "$lock" &&
        install_compiler "$@" &&
        "$@" install --quiet --no-deps --no-build-isolation -e .
}

# The vault's kernel is compiled here; a machine without a compiler gets one.
install_compiler() {
    for compiler in ${CC:-} cc gcc clang; do
        command -v "$compiler" >/dev/null && return
    done
    say "a C compiler, which this machine does not have"
    "$@" install --quiet --no-deps --require-hashes -r requirements-compiler.lock
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    give_up "$python is missing or older than 3.11" \
        "install Python 3.11 or newer, or name it: make PYTHON=python3.12"

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    say "a virtual environment in $venv"
    rm -rf "$venv"
    "$python" -m venv "$venv" ||
        give_up "$python has no venv" "install it (Debian: apt-get install python3-venv)"
fi

VIRTUAL_ENV=$PWD/$venv
PIP_DISABLE_PIP_VERSION_CHECK=1
export VIRTUAL_ENV PIP_DISABLE_PIP_VERSION_CHECK
"$venv/bin/python" -m pip install --quiet "uv==$uv_version" &&
    install_with uv "$venv/bin/uv" pip ||
    install_with pip "$venv/bin/python" -m pip ||
    give_up "the packages cannot be installed" "see above; is there a network?"
