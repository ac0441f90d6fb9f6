"""CycloneDX and SPDX through the validators of those who look after the formats."""

import contextlib
import io
import sys
from urllib.parse import unquote

from checks import file_of, for_each_base, load
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from ntia_conformance_checker.ntia_checker import NTIAChecker
from packageurl import PackageURL
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document


def cyclonedx(base):
    text = file_of(base, ".cdx.json").read_text(encoding="utf-8")
    errors = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    assert not errors, errors


def purls(base):
    """Each says name and version, and writing it again says the same.

    Compared decoded: libraries disagree about which characters of a version need not be encoded.
    """
    bom = load(base, ".cdx.json")
    rows = [bom["metadata"]["component"], *bom["metadata"]["tools"]["components"], *bom["components"]]
    for row in rows:
        purl = PackageURL.from_string(row["purl"])
        assert purl.version == row["version"], f"{purl.version} is not {row['version']}"
        assert unquote(purl.to_string()) == unquote(row["purl"]), row["purl"]
    return f"{len(rows)} purls"


def spdx(base):
    document = parse_file(str(file_of(base, ".spdx.json")))
    messages = validate_full_spdx_document(document, "SPDX-2.3")
    assert not messages, "; ".join(m.validation_message for m in messages)


def ntia(base):
    """All minimum elements. A supplier cannot be given for a spec that names nobody."""
    with contextlib.redirect_stdout(io.StringIO()):
        checker = NTIAChecker(str(file_of(base, ".spdx.json")), sbom_spec="spdx2")
    assert checker.doc, checker.parsing_error
    if checker.compliant:
        return None
    missing = [words for words, there in checker.table_elements if not there]
    supplier = load(base, ".spdx.json")["packages"][0]["supplier"]
    only_supplier = missing == ["All component suppliers provided?"] and not checker.validation_messages
    assert only_supplier and supplier == "NOASSERTION", f"{missing} {checker.validation_messages}"
    return "but for the supplier, whom the specification does not name"


def run(base, report):
    report.check(f"{base.name}: CycloneDX 1.6, strict (cyclonedx-python-lib)", lambda: cyclonedx(base))
    report.check(f"{base.name}: package URLs (packageurl-python)", lambda: purls(base))
    report.check(f"{base.name}: SPDX 2.3 (spdx-tools)", lambda: spdx(base))
    report.check(f"{base.name}: NTIA minimum elements (ntia-conformance-checker)", lambda: ntia(base))


if __name__ == "__main__":
    for_each_base(sys.argv[1], run)
