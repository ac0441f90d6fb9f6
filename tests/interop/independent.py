"""Recomputes, knowing nothing of the compiler, what its evidence says.

Every digest in trace.json, CycloneDX and SPDX, the Merkle root over the elements, the coverage of
every line and byte, and that all documents tell the same story. Standard library only.
"""

import getpass
import hashlib
import json
import os
import re
import socket
import sys
import uuid
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

from checks import file_of, for_each_base, load, same

CODE = {".rs", ".ts", ".ts.map", ".wasm", ".wasm.ts"}
DOCUMENTS = {".trace.json", ".prov.ttl", ".prov.jsonld", ".cdx.json", ".spdx.json"}
HEX = re.compile(r"[0-9a-f]{64}")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def line_count(data):
    return data.count(b"\n") + (not data.endswith(b"\n") and len(data) > 0)


def merkle(leaves):
    """RFC 6962 section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + merkle(leaves[:split]) + merkle(leaves[split:])).digest()


class Folder:
    """One compiled spec."""

    def __init__(self, base):
        self.base = base
        self.trace = load(base, ".trace.json")

    def data(self, name):
        # Only the copy of an imported file may lie in a folder, and none lies outside.
        inside = not Path(name).is_absolute() and ".." not in Path(name).parts
        same("a file name inside the folder", True, inside)
        return (self.base.parent / name).read_bytes()

    def digest(self, name):
        return sha256(self.data(name))

    def digests_of_trace(self):
        listed = [row["file"] for row in self.trace["files"]]
        same("files listed twice", [n for n, c in Counter(listed).items() if c > 1], [])
        for row in self.trace["files"]:
            same(f"sha256 of {row['file']}", self.digest(row["file"]), row["sha256"])
            same(f"size of {row['file']}", len(self.data(row["file"])), row["size"])
        there = {
            self.base.name + suffix for suffix in CODE if file_of(self.base, suffix).exists()
        }
        same("files not in trace.json", there - set(listed), set())
        same("spec_sha256", self.digest(self.trace["spec_file"]), self.trace["spec_sha256"])
        return f"{len(listed)} files"

    def element_root(self):
        elements = self.trace["elements"]
        leaves = sorted((row["id"].encode(), bytes.fromhex(row["sha256"])) for row in elements)
        same("element ids that are not unique", len({i for i, _ in leaves}), len(leaves))
        hashes = [hashlib.sha256(b"\x00" + i + b"\x00" + d).digest() for i, d in leaves]
        same("element root", merkle(hashes).hex(), self.trace["element_root"])
        specs = [row["sha256"] for row in elements if row["kind"] == "spec"]
        same("spec digest", specs, [self.trace["spec_digest"]])
        last = line_count(self.data(self.trace["spec_file"]))
        for row in elements:
            first_line, last_line = row["lines"]
            assert 1 <= first_line <= last_line <= last, f"{row['id']} at lines {row['lines']} of {last}"
        return f"{len(elements)} elements"

    def coverage(self):
        known = {row["id"] for row in self.trace["elements"]}
        explained = {}
        for row in self.trace["map"]:
            assert ("elements" in row) != ("rule" in row), f"{row} has not one of elements and rule"
            same("unknown elements", set(row.get("elements", [])) - known, set())
            assert row.get("elements") or row.get("rule"), f"{row} explains nothing"
            if "bytes" in row:
                start, end = row["bytes"]
            else:
                start, end = row["lines"][0], row["lines"][1] + 1
            assert start < end, f"{row} is empty"
            explained.setdefault(row["file"], []).append((start, end, "bytes" in row))
        total = 0
        for suffix in sorted(CODE):
            path = file_of(self.base, suffix)
            if not path.exists():
                continue
            data = path.read_bytes()
            in_bytes = suffix == ".wasm"
            at, end = (0, len(data)) if in_bytes else (1, line_count(data) + 1)
            total += end - at
            for start, stop, counts_bytes in sorted(explained.pop(path.name, [])):
                same(f"unit of {path.name}", counts_bytes, in_bytes)
                same(f"what comes next in {path.name}", start, at)
                at = stop
            same(f"the end of the map of {path.name}", at, end)
        same("files in the map that are no artifacts", set(explained), set())
        return f"{total} lines and bytes, 100 %"

    def cyclonedx(self):
        bom = load(self.base, ".cdx.json")
        same("order of the first members", list(bom)[:2], ["bomFormat", "specVersion"])
        same("specVersion", bom["specVersion"], "1.6")
        spec = self.trace["spec_file"]
        names = set()

        def component(row, name):
            (entry,) = row["hashes"]
            same(f"hash of {name}", (entry["alg"], entry["content"]), ("SHA-256", self.digest(name)))
            assert f"checksum=sha256:{entry['content']}" in row["purl"], row["purl"]

        imports = {row["file"] for row in self.trace["files"] if row["kind"] == "import"}
        for row in bom["components"]:
            names.add(row["name"])
            component(row, row["name"])
            if row["name"] not in imports and row["name"] != spec:
                same("ancestors", [a["name"] for a in row["pedigree"]["ancestors"]], [spec])
                component(row["pedigree"]["ancestors"][0], spec)
            self.occurrences(row)
        same("components", names, {row["file"] for row in self.trace["files"]})
        listing = "".join(f"{self.digest(name)}  {name}\n" for name in sorted(names))
        module = bom["metadata"]["component"]["hashes"][0]["content"]
        same("hash of the module", module, sha256(listing.encode()))
        for row in bom["externalReferences"]:
            same(row["url"], row["hashes"][0]["content"], self.digest(unquote(row["url"])))
        self.named_by_content(bom, "serialNumber")
        self.agree({p["name"].removeprefix("speckl:"): p["value"] for p in bom["metadata"]["properties"]})
        return f"{len(names)} components"

    def occurrences(self, component):
        """Each element at the place where trace.json first maps it, and no element left out."""
        first = {}
        for row in self.trace["map"]:
            if row["file"] == component["name"]:
                for element in row.get("elements", []):
                    first.setdefault(element, (row.get("lines") or row.get("bytes"))[0])
        said = {
            row["symbol"]: row.get("line", row.get("offset"))
            for row in component.get("evidence", {}).get("occurrences", [])
        }
        same(f"occurrences in {component['name']}", said, first)

    def spdx(self):
        document = load(self.base, ".spdx.json")
        names, ones = {}, []
        for row in document["files"]:
            name = row["fileName"].removeprefix("./")
            names[row["SPDXID"]] = name
            data = self.data(name)
            sums = {c["algorithm"]: c["checksumValue"] for c in row["checksums"]}
            one = hashlib.sha1(data).hexdigest()
            same(f"checksums of {name}", sums, {"SHA1": one, "SHA256": sha256(data)})
            ones.append(one)
        self.named_by_content(document, "documentNamespace")
        (package,) = document["packages"]
        code = hashlib.sha1("".join(sorted(ones)).encode()).hexdigest()
        said = package["packageVerificationCode"]
        same("package verification code", said["packageVerificationCodeValue"], code)
        expected = CODE | DOCUMENTS | {".speckdl"}
        there = {s for s in expected if file_of(self.base, s).exists()} - {".spdx.json"}
        imports = {row["file"] for row in self.trace["files"] if row["kind"] == "import"}
        written = {self.base.name + suffix for suffix in there}
        same("files", set(names.values()), written | imports)
        for row in package["externalRefs"]:
            if row["referenceType"].startswith("speckl-"):
                key = row["referenceType"].removeprefix("speckl-").replace("-", "_")
                self.agree({key: row["referenceLocator"].removeprefix("sha256:")})
        ids = [row["SPDXID"] for part in ("packages", "files", "snippets") for row in document[part]]
        same("identifiers that are not unique", [i for i, c in Counter(ids).items() if c > 1], [])
        for row in ids:
            assert re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", row), row
        self.snippets(document, names)
        return f"{len(names)} files, {len(document['snippets'])} snippets"

    def snippets(self, document, names):
        """Line and byte ranges fit each other, and snippets come from the elements of trace.json."""
        pairs, elements = {}, {}
        imports = {row["file"] for row in self.trace["files"] if row["kind"] == "import"}
        sources = imports | {self.trace["spec_file"]}
        for row in document["snippets"]:
            name = names[row["snippetFromFile"]]
            data = self.data(name)
            ranges = {}
            for r in row["ranges"]:
                (key,) = r["startPointer"].keys() - {"reference"}
                ranges[key] = (r["startPointer"][key], r["endPointer"][key])
            start, end = ranges["offset"]
            assert 1 <= start <= end <= len(data), f"{row['SPDXID']}: bytes {start}-{end} of {len(data)}"
            lines = ranges.get("lineNumber")
            if lines:
                before = data[: start - 1].count(b"\n") + 1
                last = data[: end - 1].count(b"\n") + 1
                same(f"lines of {row['SPDXID']}", lines, (before, last))
            if name in sources:
                elements[row["SPDXID"]] = row["name"]
            else:
                place = ("lines", *lines) if lines else ("bytes", start - 1, end)
                pairs[row["SPDXID"]] = (name, *place)
        said = {place: set() for place in pairs.values()}
        for row in document["relationships"]:
            place = pairs.get(row["spdxElementId"])
            if row["relationshipType"] == "GENERATED_FROM" and place:
                said[place].add(elements[row["relatedSpdxElement"]])
        traced = {}
        for row in self.trace["map"]:
            if row.get("rule") != "source-map":
                unit = "bytes" if "bytes" in row else "lines"
                traced[(row["file"], unit, *row[unit])] = set(row.get("elements", []))
        same("snippets", said, traced)

    def named_by_content(self, document, key):
        """The UUID of a document is made from all the rest of it (RFC 9562 section 5.5)."""
        rest = {k: v for k, v in document.items() if k != key}
        content = json.dumps(rest, ensure_ascii=False, separators=(",", ":"))
        namespace = uuid.uuid5(uuid.NAMESPACE_URL, "urn:speckl:ns#")
        same(key, document[key], f"urn:uuid:{uuid.uuid5(namespace, content)}")

    def agree(self, said):
        for key, value in said.items():
            if key in self.trace:
                same(key, value, self.trace[key])

    def code(self):
        """Each artifact names what it was made from."""
        for suffix in sorted(CODE - {".ts.map"}):
            path = file_of(self.base, suffix)
            if path.exists():
                data = path.read_bytes()
                for key in ("spec_digest", "element_root"):
                    assert self.trace[key].encode() in data, f"{path.name} does not name {key}"

    def no_leaks(self):
        """No path, user or host. Short names are words that may stand anywhere by right."""
        secrets = {str(self.base.parent.resolve()), str(Path.home()), os.getcwd()}
        secrets |= {name for name in (getpass.getuser(), socket.gethostname()) if len(name) > 5}
        spec = self.data(self.trace["spec_file"])
        for suffix in sorted(CODE | DOCUMENTS):
            path = file_of(self.base, suffix)
            data = path.read_bytes() if path.exists() else b""
            for secret in secrets - {"/"}:
                if secret.encode() not in spec:
                    assert secret.encode() not in data, f"{path.name} tells {secret}"


def run(base, report):
    name = base.name
    folder = None

    def read():
        nonlocal folder
        folder = Folder(base)
        for key in ("spec_sha256", "spec_digest", "element_root"):
            assert HEX.fullmatch(folder.trace[key]), f"{key} is {folder.trace[key]!r}"

    report.check(f"{name}: trace.json can be read", read)
    if folder:
        report.check(f"{name}: digests in trace.json", folder.digests_of_trace)
        report.check(f"{name}: element root", folder.element_root)
        report.check(f"{name}: every line and byte is explained", folder.coverage)
        report.check(f"{name}: CycloneDX agrees with the files and trace.json", folder.cyclonedx)
        report.check(f"{name}: SPDX agrees with the files and trace.json", folder.spdx)
        report.check(f"{name}: artifacts name their spec", folder.code)
        report.check(f"{name}: no path, user or host", folder.no_leaks)


if __name__ == "__main__":
    for_each_base(sys.argv[1], run)
