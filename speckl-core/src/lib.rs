//! The `SpeckDL` compiler: text in, checked state machines, code and evidence out.
//!
//! The library does no I/O: it reads no file, no clock and no environment, and prints nothing. The
//! shells (`speckl`, `speckl-build`, `speckl-macros`) do that, and call [`compile`](fn@compile::compile).
//!
//! The flow, each module reading only those before it:
//!
//! | module | turns | into |
//! | --- | --- | --- |
//! | [`source`], [`diagnostic`] | | files, spans, findings |
//! | [`syntax`] | text | a syntax tree, and canonical text again |
//! | [`given`] | settings of a check | constants and bounds |
//! | [`library`] | a file, and a loader | all that it imports, parsed |
//! | [`model`] | a syntax tree | the meaning, resolved and typed |
//! | [`identity`] | a model | digests of its elements |
//! | [`program`] | a model | slots and small instructions |
//! | [`eval`] | a model | its reference meaning, step by step |
//! | [`check`] | a program | a verdict |
//! | [`simulate`] | requests | answers, by the reference meaning |
//! | [`emit`] | a model, a program | artifacts, line by line traced |
//! | [`evidence`] | all of it | documents |
//! | [`compile`] | text | all of it |

pub mod case;
pub mod check;
pub mod compile;
pub mod diagnostic;
pub mod emit;
pub mod eval;
#[cfg(feature = "evidence")]
pub mod evidence;
pub mod given;
pub mod identity;
pub mod import_path;
pub mod library;
pub mod model;
pub mod program;
#[cfg(feature = "json")]
pub mod simulate;
pub mod source;
mod stack;
pub mod syntax;
pub mod value;
#[cfg(feature = "json")]
pub mod value_json;
