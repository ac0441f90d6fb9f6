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
    # A zero, and 1,280 bytes that look random and are the same every time.
    for seed in 1 2 3 4 5 6 7 8; do
        {
            printf '\0'
            for part in $(seq 40); do
                printf '%b' "$(printf 'speckl %s %s' "$seed" "$part" | sha256sum | cut -c1-64 | sed 's/../\\x&/g')"
            done
        } >"corpus/$target/random$seed"
    done
done
