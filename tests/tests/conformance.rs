//! Every example, and every construct of the language: reachable states × actions × arguments give the
//! same state, result, events or error in the evaluator, the checker's program, the generated Rust, the
//! generated TypeScript and the Wasm module.

use speckl_core::eval;
use speckl_tests::cases::{Case, Question, cases};
use speckl_tests::conform::{Everybody, Who, parts};
use speckl_tests::constructs::compiled;
use speckl_tests::specs::{Example, examples, found};

#[expect(clippy::print_stdout, reason = "how much was asked")]
fn agree(examples: &[Example], folder: &str) {
    let asked: Vec<Vec<Case>> = examples
        .iter()
        .map(|example| cases(parts(example).0))
        .collect();
    let total: usize = asked.iter().map(Vec::len).sum();
    let outcome = Everybody::build(examples, folder, Who::ALL).compare(examples, &asked);
    outcome.assert_equal();
    let in_rust = outcome.in_rust;
    println!(
        "{} specs, {total} questions, {in_rust} of them in Rust",
        examples.len()
    );
    assert!(
        in_rust * 10 > total * 9,
        "Rust was asked {in_rust} of {total}"
    );
}

#[test]
fn all_executions_agree_on_the_examples() {
    agree(&examples(), "examples");
}

#[test]
fn all_executions_agree_on_what_was_once_wrong() {
    agree(&found(), "found");
}

#[test]
fn all_executions_agree_on_every_construct() {
    agree(&compiled(None), "constructs");
}

/// The checker visits exactly the states that the evaluator reaches, and counts exactly its steps, of
/// those examples that are small enough to be gone through here.
#[test]
fn the_checker_sees_what_the_evaluator_reaches() {
    let mut compared = 0;
    for example in examples().iter().filter(|example| !example.broken) {
        let (model, _) = parts(example);
        let checked = example.compilation.units[0]
            .checked
            .as_ref()
            .expect("type-checks");
        let verdict = checked.verdict.as_ref().expect("was checked");
        if verdict.states >= 80 || !model.externs.is_empty() || verdict.limit.is_some() {
            continue;
        }
        let mut states = std::collections::BTreeSet::new();
        let mut steps = 0;
        let mut complete = true;
        for case in &cases(model) {
            if let Question::Act {
                state,
                action,
                args,
                ..
            } = &case.question
            {
                states.insert(state.clone());
                let done = eval::step(model, state, *action, args, &mut eval::no_host);
                steps += u64::from(done.is_ok());
                complete &= speckl_tests::cases::asks_all(model, *action);
            }
        }
        if !complete {
            continue;
        }
        compared += 1;
        assert_eq!(verdict.states, states.len() as u64, "{}", example.name);
        assert_eq!(verdict.transitions, steps, "{}", example.name);
    }
    assert!(compared > 6, "only {compared} examples were compared");
}
