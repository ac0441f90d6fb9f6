#!/usr/bin/env bash
# Fills the corpora with the example specs, the constructs of the language reference, and some zeros and
# ones for random specs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
for target in parse type_check_and_format compile_everything; do
    mkdir -p "corpus/$target"
    cp ../../examples/specs/*.speckdl ../../examples/specs/broken/*.speckdl "corpus/$target/"
    awk -v folder="corpus/$target" '/^```speckdl/ { n++; on = 1; next } /^```/ { on = 0 } on { print > (folder "/construct" n) }' \
        ../../docs/constructs.md
    for seed in 1 2 3 4 5 6 7 8; do
        { printf '\0'; head -c 1200 < <(yes "$seed speckl" | sha256sum | cut -c1-64 | while read -r line; do for i in $(seq 40); do echo "$line$i" | sha256sum; done; done); } \
            > "corpus/$target/random$seed"
    done
done
