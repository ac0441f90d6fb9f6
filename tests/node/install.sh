#!/usr/bin/env bash
# Installs the pinned Node packages of this folder under target/node, once per lock file, and
# prints that folder. Used by tests/interop/validate.sh and by the tests that need tsc.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../../target}
folder=$target/node

missing() {
    echo "install.sh: $1" >&2
    exit 2
}

command -v node >/dev/null || missing "node is not installed; version 20.18 or later is needed"
command -v npm >/dev/null || missing "npm is not installed; it comes with node"
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 18) ? 0 : 1)' ||
    missing "node $(node --version) is too old; version 20.18 or later is needed"

if ! cmp -s "$here/package-lock.json" "$folder/installed"; then
    mkdir -p "$folder"
    rm -f "$folder/installed"
    cp "$here/package.json" "$here/package-lock.json" "$folder/"
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) ||
        missing "npm could not install the packages of $here/package-lock.json"
    cp "$here/package-lock.json" "$folder/installed"
fi
(cd "$folder" && pwd)
