#!/bin/bash
# The readers under a fuzzer led by coverage: tests/fuzz/guided.sh INPUTS [TARGET].
# atheris is not in the lock: it gets a venv in build/ that sees the packages of the project.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=build/fuzz/venv

if [ ! -e "$venv/made" ]; then
    .venv/bin/python -m venv --clear "$venv"
    packages='import site; print(site.getsitepackages()[0])'
    .venv/bin/python -c "$packages" > "$("$venv/bin/python" -c "$packages")/project.pth"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "atheris>=3" || {
        echo "atheris could not be installed: the readers are not fuzzed by coverage"
        exit 0
    }
    touch "$venv/made"
fi
PYTHONPATH=lib:tests exec "$venv/bin/python" tests/fuzz/guided.py "$@"
