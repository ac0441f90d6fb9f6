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
    /// The TypeScript compiler, which else only takes the types away.
    pub types: bool,
}

impl Who {
    /// Everybody.
    pub const ALL: Self = Self {
        rust: true,
        wasm: true,
        types: true,
    };
}

/// All who can run some examples, ready to be asked.
pub struct Everybody {
    who: Who,
    node: PathBuf,
    rust: Option<PathBuf>,
    refused: Vec<String>,
}

/// What came of asking.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many questions the compiled Rust was asked: what its types cannot hold is left out there, and
    /// nothing else.
    pub in_rust: usize,
    /// What a compiler refused, and the first answer to each example that is not the expected one.
    pub differences: Vec<String>,
}

impl Everybody {
    /// Compiles what was generated for some examples, in a scratch folder of a given name.
    pub fn build(examples: &[Example], folder: &str, who: Who) -> Self {
        let node = node::build(examples, folder, who.types);
        let (rust, refused) = match who.rust.then(|| rust::build(examples, folder)) {
            Some(Ok(driver)) => (Some(driver), None),
            Some(Err(refused)) => (None, Some(refused)),
            None => (None, None),
        };
        let refused = node.refused.into_iter().chain(refused).collect();
        Self {
            who,
            node: node.folder,
            rust,
            refused,
        }
    }

    /// Asks all of them, and holds their answers against what is expected.
    pub fn compare(self, examples: &[Example], asked: &[Vec<Case>]) -> Outcome {
        let mut outcome = Outcome {
            in_rust: 0,
            differences: self.refused,
        };
        for (example, asked) in examples.iter().zip(asked) {
            let answers = program::answers(example, asked);
            outcome.compare("the program", example, asked, &answers);
        }
        for target in [Target::TypeScript, Target::Wasm] {
            if target == Target::Wasm && !self.who.wasm {
                continue;
            }
            let answers = node::answers(&self.node, examples, asked, target);
            for ((example, asked), answers) in examples.iter().zip(asked).zip(&answers) {
                outcome.compare(&format!("{target:?}"), example, asked, answers);
            }
        }
        if let Some(driver) = &self.rust {
            let answers = rust::answers(driver, examples, asked);
            for ((example, asked), answers) in examples.iter().zip(asked).zip(&answers) {
                outcome.in_rust += outcome.compare("Rust", example, asked, answers);
            }
        }
        outcome
    }
}

impl Outcome {
    /// # Panics
    /// With all differences, if there are any.
    pub fn assert_equal(&self) {
        let differences = &self.differences;
        assert!(
            differences.is_empty(),
            "{} differences:\n{}",
            differences.len(),
            differences.join("\n\n")
        );
    }

    /// How many answers were compared; the first that differs is noted.
    fn compare(&mut self, who: &str, example: &Example, cases: &[Case], answers: &[Json]) -> usize {
        let mut compared = 0;
        if cases.len() != answers.len() {
            self.differences.push(format!(
                "{who} of {} answers {} of {} questions\n{}",
                example.name,
                answers.len(),
                cases.len(),
                example.text
            ));
        }
        for (case, answer) in cases.iter().zip(answers) {
            if answer == rust::UNREPRESENTABLE {
                continue;
            }
            compared += 1;
            if *answer != case.expected {
                self.differences.push(format!(
                    "{who} of {} on {:?}\n{}\nsays: {answer}\nmust: {}",
                    example.name, case.question, example.text, case.expected
                ));
                break;
            }
        }
        compared
    }
}
