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

/// Collections, payloads, hosts, loops and matches, with long names, so that they have to break too.
const WIDE_COLLECTIONS: &str = r#"
spec WideCollections
  type Account = { ownerOfTheAccount: String, balance: Int, historyOfChanges: List(Int) }
  type Standing = enum { unknown, frozen { since: 0..1_000, reason: String }, open { limit: Int? } }
  const SOME_NAMES: Set(String) = { "first of several names", "second of several names", "third" }
  extern currentExchangeRate(nameOfTheCurrency: String, amounts: List(Int)): 1..1_000
  state accounts: Map(String, Account) = {}
  state standings: Map(String, Standing) = {}
  state seenIdentifiers: Set(0..200) = {}
  state lastOne: (String, 0..9)? = null
  event Changed { name: String, after: Account, standing: Standing }
  action openAnAccount(nameOfTheOwner: String, initialAmounts: List(Int), identifier: 0..200)
    require nameOfTheOwner notin accounts and identifier notin seenIdentifiers and (forall amount in initialAmounts: amount > 0 and amount < 1_000_000)
    require size(initialAmounts) > 0 and nameOfTheOwner in SOME_NAMES
    accounts[nameOfTheOwner] := { ownerOfTheAccount: nameOfTheOwner, balance: sum(amount in initialAmounts where amount > 1: amount), historyOfChanges: initialAmounts }
    standings[nameOfTheOwner] := frozen { since: identifier, reason: "it has just been opened" }
    seenIdentifiers := seenIdentifiers union { identifier }
    lastOne := (nameOfTheOwner, 3)
    emit Changed { name: nameOfTheOwner, after: accounts[nameOfTheOwner], standing: standings[nameOfTheOwner] }
  action changeEverything(factorOfTheChange: 0..9, exceptFor: Set(String)): Map(String, Int)
    let rate := currentExchangeRate("some currency", [factorOfTheChange, 2, 3])
    for name in keys(accounts) minus exceptFor {
      accounts[name].balance := accounts[name].balance * rate + factorOfTheChange
      accounts[name].historyOfChanges := append(accounts[name].historyOfChanges, rate)
      match standings[name] {
        unknown => standings[name] := open { limit: null }
        frozen { since } => {
          if since > 500 {
            standings[name] := unknown
          }
        }
        open { limit } => standings[name] := open { limit: limit }
      }
      emit Changed { name, after: accounts[name], standing: standings[name] }
    }
    return { name: accounts[name].balance for name in keys(accounts) where accounts[name].balance > 100 and name notin exceptFor }
  invariant EveryAccountHasAStandingAndItsBalanceIsWhatItsHistorySays
    forall name in keys(accounts): name in standings and size(accounts[name].historyOfChanges) > 0
    keys(prev(accounts)) subsetof keys(accounts)
"#;

#[test]
fn collections_break_as_prettyplease_breaks_them() {
    let mut options = Options::build();
    options.check = None;
    let compilation = compile("wide.speckdl", WIDE_COLLECTIONS, &options);
    assert!(!compilation.failed(), "{:#?}", compilation.diagnostics);
    let rust = &compilation.units[0].artifacts[0];
    assert_laid_out("wide.speckdl", rust.text());
}

/// Collections in a spec whose names are those that the generated code itself might want.
const HOSTILE_COLLECTIONS: &str = r"
spec Option
  type Result = { Vec: Int, match: Bool, self: Int? }
  type Vec = enum { Some { value: Int }, None, Ok { err: Set(Bool) } }
  type H = 0..9
  extern clone(self: H, item: List(H)): H
  state alloc: Map(H, Vec) = {}
  state vec: List(H) = []
  state core: Result = { Vec: 1, match: true, self: null }
  state host: Set(H) = {}
  event Vec { total: Vec, items: Set(H) }
  action add(total: H, items: List(H), key: H, value: Vec): Int
    let count := sum(item in items: item + total)
    let entries := { item: count + key for item in items }
    require forall holds in items: holds in entries and (exists found in items: found == holds)
    alloc[key] := value
    for item in items {
      vec := append(vec, item)
      host := host union { item, total }
    }
    emit Vec { total: value, items: host }
    return count
  action within(next: H, before: Result?, result: Set(H), events: (H, Bool))
    let given := clone(next, vec)
    core := if before == null then core else before
    core.Vec := given
    host := result
    match alloc[next] {
      Some { value } => core.Vec := value
      _ => core.match := events.1
    }
  invariant size: size(alloc) <= 10 and (forall key in keys(alloc): key in alloc)
";

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
    let wide = compile("wide.speckdl", WIDE_COLLECTIONS, &options);
    let wide = wide.units[0].artifacts[0].text();
    let collections = compile("option.speckdl", HOSTILE_COLLECTIONS, &options);
    assert!(!collections.failed(), "{:#?}", collections.diagnostics);
    let collections = collections.units[0].artifacts[0].text();
    assert_laid_out("option.speckdl", collections);
    let examples = examples();
    let folder = scratch("no_std");
    let mut source = String::from(
        "#![no_std]\n#![forbid(unsafe_code)]\n#![deny(warnings)]\n\
         pub struct State; pub struct Result; pub struct String; pub struct Option; pub struct Error;\n\
         pub struct Vec; pub struct BTreeMap; pub mod core {} pub mod std {}\n",
    );
    for (at, text) in examples
        .iter()
        .map(code)
        .chain([hostile.as_str(), wide, collections])
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
