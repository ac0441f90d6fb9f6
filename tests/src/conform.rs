//! One meaning: whoever can run a spec gives the answers that the reference evaluator gives.

use crate::cases::Case;
use crate::node::{self, Target};
use crate::specs::Example;
use crate::{program, rust};
use serde_json::Value as Json;
use speckl_core::model::Model;
use speckl_core::program::Program;
use std::path::PathBuf;

/// The meaning of an example and its machine form.
pub fn parts(example: &Example) -> (&Model, &Program) {
    let checked = example.compilation.units[0]
        .checked
        .as_ref()
        .expect("an example type-checks");
    (&checked.model, &checked.program)
}

/// Who is asked besides the checker's program and the TypeScript class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    /// The compiled Rust, which takes the longest.
    pub rust: bool,
    /// The Wasm module.
    pub wasm: bool,
}

impl Who {
    /// Everybody.
    pub const ALL: Self = Self {
        rust: true,
        wasm: true,
    };
}

/// All who can run some examples, ready to be asked.
pub struct Everybody {
    who: Who,
    node: PathBuf,
    rust: Option<PathBuf>,
}

impl Everybody {
    /// Compiles what was generated for some examples, in a scratch folder of a given name.
    pub fn build(examples: &[Example], folder: &str, who: Who) -> Self {
        Self {
            who,
            node: node::build(examples, folder),
            rust: who.rust.then(|| rust::build(examples, folder)),
        }
    }

    /// Asks all of them, and holds their answers against what is expected. Returns how many questions
    /// the compiled Rust was asked: what its types cannot hold is left out there, and nothing else.
    pub fn compare(&self, examples: &[Example], asked: &[Vec<Case>]) -> usize {
        for (example, asked) in examples.iter().zip(asked) {
            compare(
                "the program",
                example,
                asked,
                &program::answers(example, asked),
            );
        }
        for target in [Target::TypeScript, Target::Wasm] {
            if target == Target::Wasm && !self.who.wasm {
                continue;
            }
            let answers = node::answers(&self.node, examples, asked, target);
            for ((example, asked), answers) in examples.iter().zip(asked).zip(&answers) {
                compare(&format!("{target:?}"), example, asked, answers);
            }
        }
        let Some(driver) = &self.rust else { return 0 };
        let answers = rust::answers(driver, examples, asked);
        let each = examples.iter().zip(asked).zip(&answers);
        each.map(|((example, asked), answers)| compare("Rust", example, asked, answers))
            .sum()
    }
}

fn compare(who: &str, example: &Example, cases: &[Case], answers: &[Json]) -> usize {
    let count = (cases.len(), answers.len());
    assert_eq!(
        count.0, count.1,
        "{who} of {} answers them all",
        example.name
    );
    let mut compared = 0;
    for (case, answer) in cases.iter().zip(answers) {
        if answer == rust::UNREPRESENTABLE {
            continue;
        }
        assert_eq!(
            answer, &case.expected,
            "{who} of {} on {:?}\n{}",
            example.name, case.question, example.text
        );
        compared += 1;
    }
    compared
}
