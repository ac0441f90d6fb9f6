#!/usr/bin/env bash
# Proves that validate.sh refuses what is wrong: copies a folder that it accepts, spoils the copy in
# one way after another, and expects a certain check to fail each time.
#
#     tests/interop/refuses.sh DIR
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 1 ] || { echo "refuses.sh: give one folder" >&2; exit 2; }
good=$1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
base=$(basename "$(ls "$good"/*.speckdl | head -n 1)" .speckdl)
accepted=0

"$here/validate.sh" "$good" >/dev/null || { echo "refuses.sh: $good itself is refused" >&2; exit 2; }

# spoil WHO WORDS COMMAND…: runs the command in the copy, then expects the check WHO (a pattern) to
# fail, whatever else does.
spoil() {
    local who=$1 words=$2
    shift 2
    rm -rf "${copy:?}/"*
    cp "$good"/* "$copy/"
    (cd "$copy" && "$@")
    if diff -rq "$good" "$copy" >/dev/null; then
        echo "unchanged by: $words"
    elif "$here/validate.sh" "$copy" >"$copy.log" 2>&1; then
        echo "ACCEPTED  $words"
    elif ! grep -q "^fail .*$who" "$copy.log"; then
        echo "NOT SEEN BY $who  $words"
    else
        echo "refused   $words: $(grep -m 1 "^fail .*$who" "$copy.log" | cut -c 7-110)"
        rm -f "$copy.log"
        return
    fi
    accepted=$((accepted + 1))
}

once() { sed -i "0,\|$1|s||$2|" "$3"; }

for suffix in .rs .ts .wasm.ts .ts.map; do
    spoil "every line and byte" "one more line in $suffix" sed -i '$a // x' "$base$suffix"
    spoil "digests in trace.json" "another byte in $suffix" sed -i '1s/./x/' "$base$suffix"
done
spoil "digests in trace.json" "a comment in .speckdl" sed -i '$a // x' "$base.speckdl"
spoil "Wasm module" "one more byte in .wasm" bash -c "printf x >>'$base.wasm'"
spoil "trace.json can be read" "no .trace.json" rm "$base.trace.json"
spoil "JSON-LD (rdflib)" "no .prov.jsonld" rm "$base.prov.jsonld"
spoil "digests in trace.json" "no .wasm" rm "$base.wasm"
spoil "digests in trace.json" "a digest in .trace.json" \
    once '"sha256":"[0-9a-f]' '"sha256":"g' "$base.trace.json"
spoil "every line and byte" "a row less in the map" \
    sed -i '0,/^    {"file":"[^"]*","lines":.*/s///' "$base.trace.json"
spoil "PROV-O maps what trace.json maps" "another element in the map" \
    once '"elements":\["[^"]*"' "\"elements\":[$(grep -o '"id":"[^"]*"' "$good/$base.trace.json" | tail -n 1 | cut -d : -f 2)" "$base.trace.json"
spoil "trace.json can be read" "another element root" \
    once '"element_root": "[0-9a-f]' '"element_root": "x' "$base.trace.json"
spoil "cyclonedx-python-lib" "an unknown member in .cdx.json" \
    once '"specVersion"' '"x": 1, "specVersion"' "$base.cdx.json"
spoil "@cyclonedx.cyclonedx-library" "no type in .cdx.json" \
    once '"type": "library",' '' "$base.cdx.json"
spoil "CycloneDX references" "a dangling reference in .cdx.json" \
    once '"ref": "module"' '"ref": "nowhere"' "$base.cdx.json"
spoil "packageurl-python" "a package URL in .cdx.json" once '"pkg:generic' '"pkg:' "$base.cdx.json"
spoil "packageurl-js" "a version in .cdx.json" once '@' '@x' "$base.cdx.json"
spoil "CycloneDX agrees" "a word in .cdx.json" once '"symbol": "' '"symbol": "x' "$base.cdx.json"
spoil "SPDX agrees" "a checksum in .spdx.json" \
    once '"checksumValue": "[0-9a-f]' '"checksumValue": "g' "$base.spdx.json"
spoil "SPDX agrees" "a line of a snippet in .spdx.json" \
    once '"lineNumber": [0-9]*' '"lineNumber": 9999' "$base.spdx.json"
spoil "SPDX agrees" "a word in .spdx.json" once '"name": "' '"name": "x' "$base.spdx.json"
spoil "spdx-tools" "an identifier in .spdx.json" \
    sed -i 's/SPDXRef-File-1"/SPDXRef-File_1"/' "$base.spdx.json"
spoil "spdx-tools" "an unknown licence in .spdx.json" \
    once '"licenseDeclared": "[^"]*"' '"licenseDeclared": "No-Such-Licence"' "$base.spdx.json"
spoil "ntia-conformance-checker" "no version in .spdx.json" \
    once '"versionInfo": "[^"]*",' '' "$base.spdx.json"
spoil "pySHACL" "a derivation less in .prov.ttl" \
    sed -i '0,/^\tprov:wasDerivedFrom.*;$/{//d}' "$base.prov.ttl"
spoil "both are one graph" "another label in .prov.ttl" \
    once 'rdfs:label "' 'rdfs:label "x' "$base.prov.ttl"
spoil "PROV-O agrees" "another digest in .prov.ttl" \
    sed -i 's/speckl:elementRoot "../speckl:elementRoot "00/' "$base.prov.ttl"
spoil "Turtle (rdflib)" "no Turtle in .prov.ttl" sed -i '1s/^/</' "$base.prov.ttl"
spoil "what was derived from was used" "a use less in .prov.ttl" \
    sed -i 's/prov:used \(spec:[^,]*\), .* \([;.]\)$/prov:used \1\2/' "$base.prov.ttl"
spoil "both are one graph" "a class in .prov.jsonld" once '"prov:Plan"' '"prov:Agent"' "$base.prov.jsonld"
spoil "JSON-LD (rdflib)" "a comma less in .prov.jsonld" once ',$' '' "$base.prov.jsonld"
spoil "no compiled specification" "an empty folder" find . -type f -delete

echo "$accepted accepted that should not be"
[ "$accepted" -eq 0 ]
