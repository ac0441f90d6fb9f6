//! Verdicts that must not be overstated, nor an alarm be false.

use speckl_core::check::{CheckOptions, Deadlocks, Outcome};
use speckl_core::compile::{Options, compile};

fn verdict(text: &str, deadlocks: Deadlocks) -> (Outcome, Vec<&'static str>) {
    let mut options = Options::build();
    options.check = Some(CheckOptions {
        deadlocks,
        ..CheckOptions::default()
    });
    options.emit.clear();
    let compilation = compile("verdict.speckdl", text, &options);
    let checked = compilation.units[0].checked.as_ref().expect("type-checks");
    let codes = compilation
        .diagnostics
        .iter()
        .map(|it| it.code.name())
        .collect();
    let verdict = checked.verdict.as_ref().expect("was checked");
    (verdict.outcome, codes)
}

#[test]
fn a_let_in_a_first_value_does_not_take_the_place_of_a_parameter() {
    let text = "spec S\nstate x: 0..9 = let a := 1 in a + 1\nstate on: Bool\ninit(b: Bool)\non := b\n\
                action idle\nx := x\ninvariant Off\nnot on\n";
    let (outcome, codes) = verdict(text, Deadlocks::Warn);
    assert_eq!(outcome, Outcome::Violated, "{codes:?}");
}

#[test]
fn narrowed_parameters_prove_nothing_and_accuse_nobody() {
    let init = "spec S\nstate x: Int\ninit(n: Int)\nrequire n > 10\nx := n\naction a\nx := 0\n";
    assert_eq!(
        verdict(init, Deadlocks::Deny),
        (Outcome::Bounded, vec!["W0303"])
    );
    let action = "spec S\nstate x: Int = 0\naction a(n: Nat)\nrequire n > 5\nx := 0\n";
    assert_eq!(
        verdict(action, Deadlocks::Deny),
        (Outcome::Bounded, vec!["W0303"])
    );
}

#[test]
fn a_deadlock_is_one_only_where_everything_was_tried() {
    let text = "spec S\nstate x: 0..1 = 0\naction a\nrequire x == 0\nx := 1\n";
    assert_eq!(
        verdict(text, Deadlocks::Warn),
        (Outcome::Proved, vec!["W0301"])
    );
    assert_eq!(
        verdict(text, Deadlocks::Deny),
        (Outcome::Violated, vec!["E0505"])
    );
    assert_eq!(verdict(text, Deadlocks::Allow), (Outcome::Proved, vec![]));
    let ended = format!("{text}final: x == 1\n");
    assert_eq!(verdict(&ended, Deadlocks::Deny), (Outcome::Proved, vec![]));
}
