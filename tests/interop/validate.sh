#!/usr/bin/env bash
# Runs validators that are not ours over folders that `speckl compile` wrote:
#
#     tests/interop/validate.sh DIR…
#
# One line per check, then `N passed, M failed`. Exit 0 if nothing failed, 1 if something did, 2 if
# the checks could not be run. Packages are installed under target/ on the first run.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../../target}
# Nothing is written beside the sources.
export PYTHONDONTWRITEBYTECODE=1

missing() {
    echo "validate.sh: $1" >&2
    exit 2
}

[ $# -gt 0 ] || missing "no folder was given: tests/interop/validate.sh DIR…"
for folder in "$@"; do
    [ -d "$folder" ] || missing "$folder is not a folder"
done
command -v python3 >/dev/null || missing "python3 is not installed; version 3.10 or later is needed"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    missing "$(python3 --version) is too old; version 3.10 or later is needed"

venv=$target/interop/venv
if ! cmp -s "$here/requirements.txt" "$venv/installed"; then
    rm -rf "$venv"
    mkdir -p "$target/interop"
    python3 -m venv "$venv" || missing "python3 has no venv module (python3-venv)"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" ||
        missing "pip could not install the packages of $here/requirements.txt"
    cp "$here/requirements.txt" "$venv/installed"
fi
packages=$(bash "$here/../node/install.sh")

results=$(mktemp)
trap 'rm -f "$results"' EXIT

# A program of checks prints lines that begin with `pass` or `fail`. One that prints none, or does
# not come to its end, has failed too.
run() {
    local name=$1 output status=0
    shift
    output=$("$@") || status=$?
    if [ "$status" -ne 0 ] || ! grep -qE '^(pass|fail) ' <<<"$output"; then
        output+=${output:+$'\n'}"fail  $name: ended with status $status and did not finish"
    fi
    printf '%s\n' "$output" | tee -a "$results"
}

for folder in "$@"; do
    echo "# $folder"
    run "digests, coverage, agreement" "$venv/bin/python" "$here/independent.py" "$folder"
    run "bills of materials" "$venv/bin/python" "$here/bills.py" "$folder"
    run "PROV-O" "$venv/bin/python" "$here/provenance.py" "$folder" "$here/prov-shapes.ttl"
    run "CycloneDX and Wasm in Node" node "$here/validate.mjs" "$packages" "$folder"
done

passed=$(grep -c '^pass ' "$results" || true)
failed=$(grep -c '^fail ' "$results" || true)
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
