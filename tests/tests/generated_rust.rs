//! Laws of the generated Rust: it is laid out as prettyplease would lay it out, and compiles where
//! nothing is allowed.

use speckl_core::compile::{Options, compile};
use speckl_core::emit::ArtifactKind;
use speckl_tests::specs::{Example, examples, scratch};
use std::fmt::Write as _;
use std::process::Command;

fn code(example: &Example) -> &str {
    example.compilation.units[0]
        .artifacts
        .iter()
        .find(|artifact| artifact.kind == ArtifactKind::Rust)
        .expect("an example gives Rust")
        .text()
}

/// The text without what a pretty printer does not keep: empty lines and plain comments.
fn significant(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with("// "))
        .collect()
}

fn assert_laid_out(name: &str, code: &str) {
    let printed = prettyplease::unparse(&syn::parse_file(code).expect("generated Rust parses"));
    for (ours, theirs) in significant(code).iter().zip(significant(&printed)) {
        assert_eq!(*ours, theirs, "in the Rust of {name}");
    }
    assert_eq!(
        significant(code).len(),
        significant(&printed).len(),
        "in the Rust of {name}"
    );
}

#[test]
fn examples_are_laid_out_as_prettyplease_does() {
    for example in examples() {
        assert_laid_out(&example.name, code(&example));
    }
}

/// Long names and long expressions, so that everything has to break somewhere.
const WIDE: &str = r"
spec WideAndLong
  type LongName = enum { firstOfSeveralValues, secondOfSeveralValues, thirdOfSeveralValues }
  const SOME_LIMIT: Nat = 1_000
  state aVariableWithALongName: 0..1_000 = 0
  state anotherVariableWithALongName: Int = 0
  state which: LongName = firstOfSeveralValues
  event SomethingHappened { howMuchOfItThereWas: Int, whichOfThemItWas: LongName, whetherItDid: Bool }
  event Nothing
  action changeSomething(amountOfTheChange: 0..100, kindOfTheChange: LongName, again: Bool): Int
    require aVariableWithALongName + amountOfTheChange <= SOME_LIMIT and (which != kindOfTheChange or again) and not (anotherVariableWithALongName > 100 and kindOfTheChange == secondOfSeveralValues)
    let before := if kindOfTheChange == thirdOfSeveralValues then aVariableWithALongName + 1 else anotherVariableWithALongName - 1
    aVariableWithALongName := aVariableWithALongName + amountOfTheChange
    if before > 3 and amountOfTheChange in 1..SOME_LIMIT and anotherVariableWithALongName < 1_000_000_000 and again {
      which := kindOfTheChange
      emit Nothing
    } else if amountOfTheChange notin 2..9 {
      anotherVariableWithALongName := -before
    } else {
      assert anotherVariableWithALongName * anotherVariableWithALongName >= aVariableWithALongName / (amountOfTheChange + 1)
    }
    emit SomethingHappened { howMuchOfItThereWas: before * 2 + anotherVariableWithALongName, whichOfThemItWas: kindOfTheChange, whetherItDid: again iff before == 1 }
    return (let x := aVariableWithALongName % 7 in x * x + x) - (if again then 1 else anotherVariableWithALongName)
  invariant NothingEverGoesWrongInThisMachineWhateverSomebodyDoesWithIt
    aVariableWithALongName <= SOME_LIMIT and anotherVariableWithALongName < 1_000_000_000_000
    prev(aVariableWithALongName) <= aVariableWithALongName or prev(which) == thirdOfSeveralValues and which != firstOfSeveralValues
";

#[test]
fn long_lines_break_as_prettyplease_breaks_them() {
    let mut options = Options::build();
    options.check = None;
    let compilation = compile("wide.speckdl", WIDE, &options);
    assert!(!compilation.failed(), "{:#?}", compilation.diagnostics);
    let rust = &compilation.units[0].artifacts[0];
    assert_laid_out("wide.speckdl", rust.text());
}

/// Under `#![no_std]`, `#![forbid(unsafe_code)]` and `#![deny(warnings)]`, beside types of the user's
/// that are called what the generated code itself needs.
#[test]
fn generated_rust_compiles_where_nothing_is_allowed() {
    const HOSTILE: &str = r"
spec Result
  type State = enum { Ok, Err, Some, None, Self, self, match }
  type Error = 0..9
  type Option = enum { String, Vec, Box }
  type Action = 1..3
  state state: State = Ok
  state next: Error = 0
  state before: Option = Vec
  state new: Bool = true
  state apply: Int = 0
  event Event { next: Error, match: State }
  action new(self: Error, next: Option): Option
    require next != Box
    before := next
    emit Event { next: self, match: Ok }
    return next
  action snapshot(events: Bool, result: Action, observe: Bool)
    apply := if events then result else 0 - result
    new := observe
  action grow(add: Int, within: 0..9)
    apply := apply + add
    next := within + next
  action literals
    require 3_000_000_000 > 2 and 100_000 * 100_000 > 5 and 5_000_000_000 in 1..9_000_000_000
    apply := 0
  action type(before: Error)
    next := before
  action clone
    state := if state == self then Self else match
  invariant new: next <= 9
  invariant snapshot: apply < 100
";
    let mut options = Options::build();
    options.check = None;
    let compilation = compile("result.speckdl", HOSTILE, &options);
    assert!(!compilation.failed(), "{:#?}", compilation.diagnostics);
    let hostile = compilation.units[0].artifacts[0].text().to_owned();
    assert_laid_out("result.speckdl", &hostile);
    let examples = examples();
    let folder = scratch("no_std");
    let mut source = String::from(
        "#![no_std]\n#![forbid(unsafe_code)]\n#![deny(warnings)]\n\
         pub struct State; pub struct Result; pub struct String; pub struct Option; pub struct Error;\n",
    );
    for (at, text) in examples
        .iter()
        .map(code)
        .chain([hostile.as_str()])
        .enumerate()
    {
        std::fs::write(folder.join(format!("m{at}.rs")), text).expect("can be written");
        let _ = writeln!(source, "pub mod m{at} {{ include!(\"m{at}.rs\"); }}");
        // Private, and not one item of it used.
        let _ = writeln!(source, "mod unused{at} {{ include!(\"m{at}.rs\"); }}");
    }
    let path = folder.join("all.rs");
    std::fs::write(&path, source).expect("can be written");
    for edition in ["2021", "2024"] {
        let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
            .args([
                "--crate-type",
                "lib",
                "--emit",
                "metadata",
                "--edition",
                edition,
                "--out-dir",
            ])
            .arg(&folder)
            .arg(&path)
            .output()
            .expect("rustc runs");
        assert!(
            output.status.success(),
            "edition {edition}:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
