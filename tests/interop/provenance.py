"""PROV-O through rdflib and pySHACL, and against the files and trace.json."""

import hashlib
import sys

import pyshacl
from checks import file_of, for_each_base, load, same
from rdflib import Graph, Namespace
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, PROV, RDF

SPECKL = Namespace("urn:speckl:ns#")


class Provenance:
    """The two documents of one compiled spec."""

    def __init__(self, base):
        self.base = base
        self.turtle = None
        self.jsonld = None

    def parse_turtle(self):
        self.turtle = Graph().parse(file_of(self.base, ".prov.ttl"), format="turtle")
        assert len(self.turtle) > 0, "the graph is empty"
        return f"{len(self.turtle)} triples"

    def parse_jsonld(self):
        self.jsonld = Graph().parse(file_of(self.base, ".prov.jsonld"), format="json-ld")
        return f"{len(self.jsonld)} triples"

    def same_graph(self):
        assert isomorphic(self.turtle, self.jsonld), "Turtle and JSON-LD are different graphs"

    def shapes(self, shapes):
        conforms, _, text = pyshacl.validate(
            self.turtle, shacl_graph=shapes, shacl_graph_format="turtle", meta_shacl=True
        )
        assert conforms, text

    def acyclic(self):
        """PROV-CONSTRAINTS section 6.2: nothing was derived from itself, however far back."""
        sources = {}
        for derived, source in self.turtle.subject_objects(PROV.wasDerivedFrom):
            sources.setdefault(derived, set()).add(source)
        done = set()
        for start in sources:
            path, stack = set(), [(start, False)]
            while stack:
                node, leaving = stack.pop()
                if leaving:
                    path.discard(node)
                    done.add(node)
                elif node in path:
                    raise AssertionError(f"{node} was derived from itself")
                elif node not in done:
                    path.add(node)
                    stack.append((node, True))
                    stack.extend((source, False) for source in sources.get(node, ()))
        return f"{len(done)} entities"

    def used_before(self):
        """PROV-CONSTRAINTS section 5.3: what an activity derives from, it used."""
        rows = self.turtle.subject_objects(PROV.qualifiedDerivation)
        for derived, how in rows:
            source = self.turtle.value(how, PROV.entity)
            activity = self.turtle.value(how, PROV.hadActivity)
            assert (activity, PROV.used, source) in self.turtle, f"{activity} did not use {source}"
            assert (derived, PROV.wasGeneratedBy, activity) in self.turtle, f"{derived}, {activity}"
            assert (derived, PROV.wasDerivedFrom, source) in self.turtle, f"{derived}, {source}"

    def digests(self):
        trace = load(self.base, ".trace.json")
        files = {}
        for node, name in self.turtle.subject_objects(SPECKL.fileName):
            data = (self.base.parent / str(name)).read_bytes()
            same(f"sha256 of {name}", self.said(node, SPECKL.sha256), hashlib.sha256(data).hexdigest())
            same(f"size of {name}", self.said(node, SPECKL["size"]), len(data))
            files[str(name)] = data
        same("files", {row["file"] for row in trace["files"]} - set(files), set())
        (spec,) = self.turtle.subjects(SPECKL.specDigest)
        same("spec digest", self.said(spec, SPECKL.specDigest), trace["spec_digest"])
        same("element root", self.said(spec, SPECKL.elementRoot), trace["element_root"])
        elements = {
            self.said(node, DCTERMS.identifier): self.said(node, SPECKL.sha256)
            for node in self.turtle.subjects(RDF.type, SPECKL.Element)
        }
        same("elements", elements, {row["id"]: row["sha256"] for row in trace["elements"]})
        outcomes = [self.said(node, SPECKL.outcome) for node in self.turtle.subjects(RDF.type, SPECKL.Verdict)]
        same("verdict", outcomes or ["unchecked"], [trace["verdict"]])
        return f"{len(files)} files, {len(elements)} elements"

    def groups(self):
        """Each group of lines or bytes of trace.json, with its digest and the same sources."""
        trace = load(self.base, ".trace.json")
        said = {}
        for node in self.turtle.subjects(RDF.type, SPECKL.LineGroup):
            place = ("lines", self.said(node, SPECKL.firstLine), self.said(node, SPECKL.lastLine))
            said[(self.file(node), *place)] = node
        for node in self.turtle.subjects(RDF.type, SPECKL.ByteGroup):
            place = ("bytes", self.said(node, SPECKL.firstByte), self.said(node, SPECKL.endByte))
            said[(self.file(node), *place)] = node
        traced = [row for row in trace["map"] if row.get("rule") != "source-map"]
        places = {}
        for row in traced:
            unit = "bytes" if "bytes" in row else "lines"
            places[(row["file"], unit, *row[unit])] = row
        same("groups", set(said), set(places))
        for place, row in places.items():
            node = said[place]
            elements = {
                self.said(source, DCTERMS.identifier)
                for source in self.turtle.objects(node, PROV.wasDerivedFrom)
                if (source, RDF.type, SPECKL.Element) in self.turtle
            }
            same(f"sources of {place}", elements, set(row.get("elements", [])))
            same(f"sha256 of {place}", self.said(node, SPECKL.sha256), self.content(place))
        return f"{len(said)} groups"

    def content(self, place):
        name, unit, start, end = place
        data = (self.base.parent / name).read_bytes()
        if unit == "bytes":
            return hashlib.sha256(data[start:end]).hexdigest()
        lines = data.split(b"\n")
        kept = [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
        return hashlib.sha256(b"".join(kept[start - 1 : end])).hexdigest()

    def file(self, node):
        for whole in self.turtle.objects(node, DCTERMS.isPartOf):
            name = self.turtle.value(whole, SPECKL.fileName)
            if name is not None:
                return str(name)
        raise AssertionError(f"{node} is part of no file")

    def said(self, node, predicate):
        (value,) = self.turtle.objects(node, predicate)
        return value.toPython()


def run(base, report, shapes):
    provenance = Provenance(base)
    name = base.name
    report.check(f"{name}: PROV-O, Turtle (rdflib)", provenance.parse_turtle)
    report.check(f"{name}: PROV-O, JSON-LD (rdflib)", provenance.parse_jsonld)
    if provenance.turtle is not None and provenance.jsonld is not None:
        report.check(f"{name}: both are one graph (rdflib)", provenance.same_graph)
    if provenance.turtle is not None:
        report.check(f"{name}: shapes (pySHACL)", lambda: provenance.shapes(shapes))
        report.check(f"{name}: no derivation goes in a circle", provenance.acyclic)
        report.check(f"{name}: what was derived from was used", provenance.used_before)
        report.check(f"{name}: PROV-O agrees with the files and trace.json", provenance.digests)
        report.check(f"{name}: PROV-O maps what trace.json maps", provenance.groups)


if __name__ == "__main__":
    for_each_base(sys.argv[1], lambda base, report: run(base, report, sys.argv[2]))
