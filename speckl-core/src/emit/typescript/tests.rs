//! The class as text. That it compiles and means what the reference says is tested with a TypeScript
//! compiler and Node, in the workspace's tests.

use crate::compile::{Options, compile};
use crate::emit::{Artifact, ArtifactKind, Map};
use std::collections::BTreeSet;

/// The class and its map.
fn emitted(spec: &str) -> [Artifact; 2] {
    let options = Options {
        check: None,
        emit: BTreeSet::from([ArtifactKind::TypeScript, ArtifactKind::SourceMap]),
        timestamp: None,
    };
    let compilation = compile("specs/test.speckdl", spec, &options);
    assert!(!compilation.failed(), "{:#?}", compilation.diagnostics);
    let subject = |unit: &crate::compile::Unit| {
        let checked = unit.checked.as_ref().expect("it type-checks");
        let class = super::emit(&checked.subject(&compilation.sources));
        let map = crate::emit::source_map::emit(&checked.subject(&compilation.sources), &class);
        [class, map]
    };
    subject(&compilation.units[0])
}

fn class(spec: &str) -> String {
    emitted(spec)[0].text().to_owned()
}

/// The lines from the first that begins with `start` to the next that is as far out and ends with `}`.
fn part<'t>(text: &'t str, start: &str) -> &'t str {
    let at = text
        .find(start)
        .unwrap_or_else(|| panic!("no {start:?} in\n{text}"));
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = format!("\n{}}}", &text[line..at]);
    let length = text[at..]
        .find(&end)
        .map_or(text.len() - at, |length| length + end.len());
    &text[at..at + length]
}

const TOGGLE_SWITCH: &str = "\
/// A switch that can be turned on, once.
spec ToggleSwitch
  type State = enum { on, off }
  state active: State = off
  /// Turns it on.
  action flip
    require active == off
    active := on
  invariant Mutex
    active == on implies prev(active) == off
";

const LIBRARY: &str = "\
spec Library
  /// How many copies there are.
  type Copies = 0..5
  type Book = enum {
    /// By Frank Herbert.
    dune,
    emma
  }
  const TOP: Copies = 5
  const LARGE: Int = 9007199254740993
  state copies: Copies
  state total: Nat
  state last_book: Book = dune
  state is_open: Bool
  event Lent { book: Book, left: Copies, total: Nat }
  event Closed
  init(start: Nat, copies_left: Copies)
    require start < 1000
    total := start
    copies := copies_left
    if copies > 0 {
      is_open := true
    } else {
      is_open := false
    }
  /// Lends a book.
  action lend(book: Book, n: 1..3): Copies
    require is_open
    require copies >= n
    let left := copies - n
    copies := left
    total := total + n
    last_book := book
    emit Lent { book: book, left: left, total: total }
    if copies == 0 {
      is_open := false
      emit Closed
      return 0
    } else if copies == 1 {
      return 1
    }
    return left
  action bring(n: Nat)
    let tenth := 10 / n
    require n in 1..10 and (tenth == 1 implies last_book < emma)
    copies := copies + n
    is_open := not (copies == 0)
  action twist(a: -3..3, b: -3..3): Int
    return a / b * 100 + a % b - (if a * b < 0 then -a else a) + (let c := a + b in c * c)
  invariant Bounds
    copies <= TOP
    total >= prev(total)
";

#[test]
fn a_toggle_switch() {
    let [class, map] = emitted(TOGGLE_SWITCH);
    insta::assert_snapshot!(class.text());
    insta::assert_snapshot!("a_toggle_switch_map", map.text());
}

#[test]
fn a_library() {
    insta::assert_snapshot!(class(LIBRARY));
}

#[test]
fn every_line_has_an_origin() {
    let [class, _] = emitted(LIBRARY);
    let Map::Lines(groups) = &class.map else {
        panic!("a text has lines")
    };
    let mut next = 1;
    for group in groups {
        assert_eq!(group.first, next);
        assert!(!group.origins.is_empty());
        next = group.last + 1;
    }
    assert_eq!(next as usize, class.text().lines().count() + 1);
}

#[test]
fn names_of_a_spec_are_never_in_the_way() {
    let text = class(
        "\
spec Error
  type Error = enum { __proto__, constructor }
  type ErrorState = enum { a }
  const failures: Int = 3
  state __proto__: Error = constructor
  state toString: Nat = 1
  state größe: 0..3 = 0
  event on { __proto__: Error }
  action apply(next: Error, class: Bool)
    require class
    __proto__ := next
    emit on { __proto__: next }
  action canFlip
  action flip
",
    );
    for expected in [
        "export class Error_ {",
        "export class Error_Error extends Error ",
        "export type Error__ = ",
        "export type ErrorState = ",
        "export const FAILURES: bigint = 3n;",
        "get __proto(): Error__ {",
        "get toString_(): bigint {",
        "apply_(next_: Error__, class_: boolean): void {",
        "canCanFlip(): boolean {",
        "flip_(): void {",
        "canFlip_(): boolean {",
        "    return {\n      [\"__proto__\"]: this.#state.__proto,",
        "      \"größe\": this.#state.größe,",
        "fields: { [\"__proto__\"]: next_ }",
        "args: { next: next_, class: class_ }",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn words_of_a_spec_stay_in_their_comments_and_literals() {
    let text = class(
        "\
/// Ends */ the comment, </script> too.
spec Odd
  state x: 0..1 = 0
  invariant I
    x == 0 /* `a` */
",
    );
    assert!(
        text.contains("/** Ends *\\/ the comment, <\\/script> too. */"),
        "{text}"
    );
}

#[test]
fn numbers_where_they_are_exact_and_bigints_otherwise() {
    let text = class(
        "\
spec Sums
  state small: 0..9 = 0
  state safe: 0..9007199254740991 = 0
  state wide: Int = 0
  action sums
    small := small + 1
    safe := safe + small
    wide := wide + small
    wide := safe * 2
    safe := wide % 7
    small := -small * 2
    wide := wide / -2
    require wide > small and small in 1..5 and small notin 2..3
",
    );
    insta::assert_snapshot!(part(&text, "#sums({ next }"));
}

#[test]
fn comparisons_that_typescript_would_find_pointless() {
    let text = class(
        "\
spec Pointless
  type M = enum { a, b, c }
  const K: M = b
  state m: M = a
  state n: 0..9 = 0
  action natural
    require m == a or m == b
    if n == 1 {
      n := 2
    } else if n == 2 {
      n := 3
    }
    if m == a {
      n := 4
    }
    if m == b {
      n := 5
    }
  action pointless(x: M)
    require m == a implies m == b
    require n == 1 implies n == 2
    m := a
    require m == b
    require K == c
    let is_a := x == a
    if is_a {
      require x == b
    }
",
    );
    insta::assert_snapshot!("natural", part(&text, "#natural({ next }"));
    insta::assert_snapshot!("pointless", part(&text, "#pointless({ next }"));
}

#[test]
fn actions_with_too_many_arguments_are_not_listed() {
    let text = class(
        "\
spec Many
  state n: 0..9 = 0
  action few(b: Bool, n: 0..3)
    require b
  action many(n: 0..4096)
    require n == 0
",
    );
    insta::assert_snapshot!(part(&text, "enabled(): readonly"));
    assert!(text.contains("Left out, having more than 4096 of them: `many`."));
}

#[test]
fn composite_values_are_what_a_typescript_programmer_expects() {
    let text = class(
        "\
spec Ledger
  type Phase = enum { active, frozen { by: String } }
  type Account = { balance: Nat, tags: Set(String), phase: Phase, __proto__: Bool }
  state accounts: Map(String, Account) = {}
  extern limit(account: Account): Nat
  action freeze(id: String, by: String)
    require id in accounts
    require accounts[id].phase == active
    accounts[id].phase := frozen { by: by }
  action tag(id: String, tags: Set(String))
    let most := limit(accounts[id])
    require size(tags) <= most
    accounts[id].tags := tags
",
    );
    for expected in [
        "{ readonly tag: \"active\" }",
        "readonly tags: LedgerSet<string>;",
        "constructor(host: LedgerHost);",
        "get accounts(): LedgerMap<string, Account> {",
        "tag(id: string, tags: Iterable<string>): void {",
        ".phase.tag === \"active\"",
        "{ ...place, phase: { tag: \"frozen\", by } }",
        "[\"__proto__\"]: anyBoolean",
        "export type { LedgerSet, LedgerMap };",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}
