//! Random specs of the whole language: the executions agree on random ways through them, and the
//! formatter keeps what they mean. With a fixed seed, and with a fresh one, which is printed.
//!
//! `SPECKL_RANDOM_SPECS` and `SPECKL_RANDOM_STEPS` make the run longer, `SPECKL_RANDOM_SEED` repeats
//! one, and `SPECKL_RANDOM_WITHOUT=rust` leaves the compiled Rust out, which takes most of the time
//! (`wasm`, the module; `types`, what the TypeScript compiler says of types; `rust,types`, both).

#![expect(
    clippy::print_stdout,
    reason = "a seed that repeats a failure, and how much was asked"
)]

use proptest::prelude::*;
use speckl_core::compile::{Compilation, Options, compile};
use speckl_core::diagnostic::Code;
use speckl_core::emit::ArtifactKind;
use speckl_tests::cases::{Case, walk};
use speckl_tests::conform::{Everybody, Outcome, Who, parts};
use speckl_tests::program;
use speckl_tests::random::coverage::{ALL, Coverage, count};
use speckl_tests::random::{Choices, Numbers, spec};
use speckl_tests::specs::Example;
use speckl_tests::specs::formatted;
use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

fn number(name: &str, otherwise: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} is a number")),
        Err(_) => otherwise,
    }
}

/// How many specs go to one call of the TypeScript compiler and of rustc.
const BATCH: usize = 250;

#[test]
fn executions_agree_on_the_specs_of_a_fixed_seed() {
    let seed = number("SPECKL_RANDOM_SEED", 20) as u64;
    run(seed, number("SPECKL_RANDOM_SPECS", 150), "fixed");
}

#[test]
fn executions_agree_on_the_specs_of_a_fresh_seed() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let seed = now.map_or(1, |now| now.as_nanos() as u64) % 1_000_000_007;
    println!("SPECKL_RANDOM_SEED={seed}");
    run(seed, number("SPECKL_RANDOM_SPECS", 40).min(250), "fresh");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// The same without the slow back ends, where proptest makes a spec that fails small: a shorter list
    /// of lower numbers is a simpler spec.
    #[test]
    fn the_program_means_what_the_evaluator_says(
        list in prop::collection::vec(any::<u32>(), 0..600),
        seed in any::<u64>(),
    ) {
        let options = Options {
            check: None,
            emit: BTreeSet::new(),
            ..Options::build()
        };
        if let Some(example) = made("Random", &list, &options) {
            let asked = walk(parts(&example).0, &mut Numbers::new(seed), 20);
            for (case, answer) in asked.iter().zip(program::answers(&example, &asked)) {
                prop_assert_eq!(&answer, &case.expected, "{:?}\n{}", case.question, &example.text);
            }
        }
    }
}

/// Whatever the language has is in some random spec.
#[test]
fn random_specs_have_every_construct() {
    let mut numbers = Numbers::new(7);
    let mut coverage = Coverage::new();
    let options = Options {
        check: None,
        emit: BTreeSet::new(),
        ..Options::build()
    };
    for at in 0..1_500 {
        let list = numbers.list(200 + at % 5 * 200);
        let text = spec("Random", &mut Choices::new(&list));
        let compilation = compile("random.speckdl", &text, &options);
        let units = compilation.units.iter();
        for checked in units.filter_map(|unit| unit.checked.as_ref()) {
            count(&checked.model, &mut coverage);
        }
    }
    let found: BTreeSet<&str> = coverage.keys().map(String::as_str).collect();
    let all: BTreeSet<&str> = ALL.iter().copied().collect();
    let missing: Vec<_> = all.difference(&found).collect();
    assert!(missing.is_empty(), "no random spec has: {missing:?}");
    let unknown: Vec<_> = found.difference(&all).collect();
    assert!(unknown.is_empty(), "not in the list: {unknown:?}");
}

fn run(seed: u64, specs: usize, folder: &str) {
    let steps = number("SPECKL_RANDOM_STEPS", 30);
    let without = std::env::var("SPECKL_RANDOM_WITHOUT").unwrap_or_default();
    let who = Who {
        rust: !without.contains("rust"),
        wasm: !without.contains("wasm"),
        types: !without.contains("types"),
    };
    let mut numbers = Numbers::new(seed);
    let (mut valid, mut asked_in_all) = (0, 0);
    let mut outcome = Outcome::default();
    for batch in (0..specs).step_by(BATCH) {
        let count = BATCH.min(specs - batch);
        let examples: Vec<Example> = (batch..batch + count)
            .filter_map(|at| example(&mut numbers, at, who))
            .collect();
        valid += examples.len();
        let asked: Vec<Vec<Case>> = examples
            .iter()
            .map(|example| walk(parts(example).0, &mut numbers, steps))
            .collect();
        asked_in_all += asked.iter().map(Vec::len).sum::<usize>();
        let everybody = Everybody::build(&examples, &format!("random-{folder}"), who);
        let compared = everybody.compare(&examples, &asked);
        outcome.in_rust += compared.in_rust;
        outcome.differences.extend(compared.differences);
    }
    println!(
        "{valid} of {specs} specs are valid; {asked_in_all} questions, {} of them in Rust, seed {seed}",
        outcome.in_rust
    );
    outcome.assert_equal();
    // Something is often wrong that only the compiler can see: a constant out of range, a division by zero.
    assert!(
        valid * 2 >= specs,
        "only {valid} of {specs} specs are valid"
    );
}

/// The next random spec, if it is valid.
fn example(numbers: &mut Numbers, at: usize, who: Who) -> Option<Example> {
    let list = numbers.list(200 + at % 5 * 200);
    let options = Options {
        check: None,
        emit: kinds(who),
        ..Options::build()
    };
    made(&format!("Random{at}"), &list, &options)
}

/// The spec that a list of numbers makes, if it is valid.
fn made(name: &str, list: &[u32], options: &Options) -> Option<Example> {
    let text = spec(name, &mut Choices::new(list));
    let compilation = compile("random.speckdl", &text, options);
    let codes: Vec<Code> = compilation.diagnostics.iter().map(|it| it.code).collect();
    // Random specs are well-formed, whatever else they are.
    let forbidden = |code: &Code| *code == Code::Internal || code.name().starts_with("E00");
    assert!(
        !codes.iter().any(forbidden),
        "{text}\n{:#?}",
        compilation.diagnostics
    );
    if compilation.failed() {
        if std::env::var_os("SPECKL_RANDOM_SHOW").is_some() {
            show(&text, &compilation);
        }
        return None;
    }
    keeps_its_meaning(&text, &compilation, options);
    Some(Example {
        name: name.to_owned(),
        text,
        broken: false,
        compilation,
    })
}

fn kinds(who: Who) -> BTreeSet<ArtifactKind> {
    let mut kinds = BTreeSet::from([ArtifactKind::TypeScript]);
    if who.rust {
        kinds.insert(ArtifactKind::Rust);
    }
    if who.wasm {
        kinds.extend([ArtifactKind::Wasm, ArtifactKind::WasmBinding]);
    }
    kinds
}

fn show(text: &str, compilation: &Compilation) {
    use speckl_core::diagnostic::{Color, render};
    let wrong = compilation.diagnostics.iter().filter(|it| it.is_error());
    for finding in wrong.take(1) {
        println!("{}", render(finding, &compilation.sources, Color::Never));
    }
    if std::env::var("SPECKL_RANDOM_SHOW").as_deref() == Ok("text") {
        println!("{text}");
    }
}

/// The formatted text is its own formatted text, and has the same elements with the same digests.
fn keeps_its_meaning(text: &str, compilation: &Compilation, options: &Options) {
    let canonical = formatted(text).unwrap_or_else(|wrong| panic!("{text}\n{wrong:#?}"));
    let again = formatted(&canonical).unwrap_or_else(|wrong| panic!("{canonical}\n{wrong:#?}"));
    assert_eq!(canonical, again, "formatting twice is formatting once");
    let options = Options {
        emit: BTreeSet::new(),
        ..options.clone()
    };
    let second = compile("random.speckdl", &canonical, &options);
    assert!(!second.failed(), "{canonical}\n{:#?}", second.diagnostics);
    let root = |compilation: &Compilation| {
        let checked = compilation.units[0].checked.as_ref();
        checked.map(|checked| checked.identity.root)
    };
    assert_eq!(
        root(compilation),
        root(&second),
        "{text}\n----\n{canonical}"
    );
}
