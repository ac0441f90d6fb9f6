//! Random specs that are well-typed by construction, as text: the whole language, made of choices.
//!
//! A spec is a function of a list of numbers ([`Choices`]). Where the list ends, every choice is the
//! simplest one, so a test that fails can be made small by making its list short and its numbers low.
//!
//! | module | makes |
//! | --- | --- |
//! | `choices` | choices from numbers |
//! | `types` | types, declared and anonymous |
//! | `names` | names, awkward ones too, and strings |
//! | `scope` | what an expression can see |
//! | `exprs` | expressions of a wanted type |
//! | `conditions` | expressions of type `Bool` |
//! | `collections` | expressions of collection types |
//! | `stmts` | statements |
//! | `spec` | a whole spec |
//! | `coverage` | nothing: it tells which constructs a spec has |

mod choices;
mod collections;
mod conditions;
pub mod coverage;
mod exprs;
mod names;
mod scope;
mod spec;
mod stmts;
mod types;

pub use choices::{Choices, Numbers};
pub use spec::spec;

/// A text for fuzzing: the bytes themselves, or, where they begin with a zero, a random spec whose
/// choices they are.
pub fn text_from(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0, choices @ ..] => {
            let numbers: Vec<u32> = choices
                .chunks(2)
                .map(|pair| pair.iter().fold(0, |sum, &byte| sum << 8 | u32::from(byte)))
                .collect();
            Some(spec("Random", &mut Choices::new(&numbers)))
        }
        bytes => std::str::from_utf8(bytes).ok().map(str::to_owned),
    }
}
