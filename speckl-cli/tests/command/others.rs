//! `speckl fmt`, `explain`, `completions`, and what imports do to `compile`.

use super::{folder, run, write};
use std::fs;

#[test]
fn a_file_is_rewritten_once() {
    let folder = folder("fmt");
    let ragged = "speck Lamp {\n// kept\nstate { lit: Bool }\ninit { lit := false }\n}\n";
    let spec = write(&folder, "lamp.speckdl", ragged);
    let told = run(&["fmt", "--check", &spec]);
    assert_eq!((told.code, told.stdout.trim()), (1, spec.as_str()));
    assert_eq!(fs::read_to_string(&spec).expect("it is there"), ragged);
    assert_eq!(run(&["fmt", &spec]).code, 0);
    let canonical = fs::read_to_string(&spec).expect("it is there");
    assert!(
        canonical.starts_with("spec Lamp\n") && canonical.contains("// kept"),
        "{canonical}"
    );
    assert_eq!(run(&["fmt", "--check", &spec]).code, 0);
    assert_eq!(run(&["fmt", &spec]).code, 0);
    assert_eq!(fs::read_to_string(&spec).expect("it is there"), canonical);
}

#[test]
fn a_wrong_file_stays_as_it_is() {
    let folder = folder("fmt-wrong");
    for (name, content) in [
        ("a.speckdl", &b"spec A\nstate x = 1\n"[..]),
        ("b.speckdl", b"spec \xff"),
    ] {
        let spec = write(&folder, name, content);
        let told = run(&["fmt", &spec]);
        assert_eq!(told.code, 1, "{}", told.stderr);
        assert_ne!(told.stderr, "");
        assert_eq!(fs::read(&spec).expect("it is there"), content);
    }
}

#[test]
fn a_code_is_explained() {
    for code in ["E0101", "e0101"] {
        let told = run(&["explain", code]);
        assert_eq!(told.code, 0);
        assert!(
            told.stdout
                .starts_with("# E0101: a name that is not declared\n"),
            "{}",
            told.stdout
        );
    }
    let told = run(&["explain", "E010"]);
    assert_eq!((told.code, told.stdout.as_str()), (2, ""));
}

#[test]
fn shells_are_helped() {
    for shell in ["bash", "zsh", "fish"] {
        let told = run(&["completions", shell]);
        assert_eq!(told.code, 0);
        assert!(told.stdout.contains("simulate"), "{shell}");
    }
}

#[test]
fn what_is_imported_lies_beside_the_copy() {
    let folder = folder("imports");
    fs::create_dir_all(folder.join("specs/lib")).expect("it can be made");
    write(
        &folder,
        "specs/lib/money.speckdl",
        "import \"../../base.speckdl\" as base\nspec Money\n  type Cents = 0..base.MOST\n",
    );
    write(
        &folder,
        "base.speckdl",
        "spec Base\n  const MOST: Int = 9\n",
    );
    let till = write(
        &folder,
        "specs/till.speckdl",
        "import \"lib/money.speckdl\" as money\nspec Till\n  state total: money.Cents = 0\n  action clear\n    total := 0\n",
    );
    let out = folder.join("out");
    let output = out.display().to_string();
    let told = run(&["compile", &till, "-o", &output]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    let copy = |name: &str| fs::read_to_string(out.join(name)).expect("it was written");
    assert!(copy("lib/money.speckdl").contains("type Cents"));
    assert!(copy("__/base.speckdl").contains("MOST"));
    for document in [
        "till.trace.json",
        "till.cdx.json",
        "till.spdx.json",
        "till.prov.ttl",
    ] {
        let text = copy(document);
        assert!(
            text.contains("lib/money.speckdl") || text.contains("lib%2Fmoney.speckdl"),
            "{document}"
        );
        assert!(!text.contains("imports/"), "{document} tells a path");
    }
    let missing = write(
        &folder,
        "m.speckdl",
        "import \"nowhere.speckdl\" as m\nspec M\n  state x: m.T = 0\n",
    );
    let told = run(&["check", &missing]);
    assert_eq!(told.code, 1);
    assert!(told.stderr.contains("E0107"), "{}", told.stderr);
}

#[test]
fn a_document_comes_with_those_that_it_names() {
    let folder = folder("named");
    let output = folder.display().to_string();
    let told = run(&[
        "compile",
        "--emit",
        "cyclonedx",
        "-o",
        &output,
        "examples/specs/toggle_switch.speckdl",
    ]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    let bom = fs::read_to_string(folder.join("toggle_switch.cdx.json")).expect("it was written");
    for name in [
        "toggle_switch.trace.json",
        "toggle_switch.prov.ttl",
        "toggle_switch.prov.jsonld",
    ] {
        assert!(bom.contains(name) && folder.join(name).exists(), "{name}");
    }
    assert!(!folder.join("toggle_switch.spdx.json").exists());
}

#[test]
fn a_licence_that_no_tool_knows_is_worth_a_warning() {
    let folder = folder("licence");
    let spec = write(
        &folder,
        "x.speckdl",
        "spec X\n  license \"mine\"\n  state x: Bool = true\n  final: x\n",
    );
    let output = folder.join("out").display().to_string();
    let told = run(&["compile", &spec, "-o", &output]);
    assert_eq!(told.code, 0);
    assert!(told.stderr.contains("warning[W0401]"), "{}", told.stderr);
}
