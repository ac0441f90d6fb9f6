//! The binding beside the class that it stands for.

use crate::emit::typescript;
use crate::emit::wasm::tests::composite;
use crate::emit::wasm::tests::fixture::{EVERYTHING, Fixture, TOGGLE_SWITCH};

#[test]
fn a_toggle_switch() {
    let fixture = Fixture::new(TOGGLE_SWITCH);
    insta::assert_snapshot!(super::emit(&fixture.subject()).text());
}

/// What a file exports, and the heads of the public members of its exported classes.
fn interface(text: &str) -> Vec<&str> {
    let mut exported = false;
    let belongs = |line: &&str| {
        if let Some(member) = line.strip_prefix("  ") {
            let head = member.ends_with('{') && member.starts_with(char::is_alphabetic);
            return exported && head && !member.contains('#');
        }
        exported = line.starts_with("export ");
        exported
    };
    text.lines()
        .filter(|line| !line.is_empty())
        .filter(belongs)
        .collect()
}

#[test]
fn it_has_the_interface_of_the_class() {
    for text in [TOGGLE_SWITCH, EVERYTHING, composite::EVERYTHING] {
        let fixture = Fixture::new(text);
        let class = typescript::emit(&fixture.subject());
        let binding = super::emit(&fixture.subject());
        // `load` is laid out over several lines.
        assert_eq!(interface(class.text()), interface(binding.text()));
    }
}

#[test]
fn names_and_texts_stay_where_they_belong() {
    let fixture = Fixture::new(
        "\
/// Ends */ the comment, and `${this}`.
spec Odd
  type T = enum { one, größe }
  state __proto__: T = größe
  action exports(class: T, constructor: Bool)
    require constructor
    __proto__ := class
  action größe: T
    return __proto__
",
    );
    let artifact = super::emit(&fixture.subject());
    let text = artifact.text();
    for expected in [
        "readonly exports: (class_: number, constructor: number) => number;",
        "this.#exports[\"größe\"]()",
        "this.#exports.get___proto__()",
        "* Ends *\\/ the comment",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}
