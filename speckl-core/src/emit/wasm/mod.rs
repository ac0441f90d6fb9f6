//! WebAssembly: a module that imports nothing but the spec's `extern`s, one machine per instance, lowered from the same program
//! that the checker runs. `docs/wasm-abi.md` says how a host talks to it.
//!
//! | file | turns | into |
//! | --- | --- | --- |
//! | `exports` | the spec's names | the module's |
//! | `layout` | types and variables | scalars and memory |
//! | `routine`, `values`, `references`, `arithmetic`, `locals` | a routine | instructions |
//! | `statics` | shapes and constants | bytes that are there from the start |
//! | `asm`, `blocks/` | | the functions on values that fit no slot |
//! | `machine`, `steps`, `outcome`, `access` | routines | functions |
//! | `prune` | functions | those that are used |
//! | `module`, `evidence`, `source_map` | functions | a file, each byte with its origin |

mod access;
mod arithmetic;
mod asm;
mod blocks;
mod body;
mod evidence;
mod exports;
mod layout;
mod locals;
mod machine;
mod module;
mod outcome;
mod prune;
mod references;
mod routine;
mod source_map;
mod statics;
mod steps;
mod values;

#[cfg(test)]
pub(super) mod tests;

pub use evidence::PROVENANCE;
pub use exports::{
    ABANDON, ActionExports, BUSY, EVENT_COUNT, EVENTS_PTR, EXHAUSTED, Exports, HOST, INIT, MEMORY,
    MISFIT, NO_STATE, NO_VALUE, RESERVE, RESTORE, SNAPSHOT, SNAPSHOT_LEN,
};
pub use layout::{CELL, Scalar};

use super::{Artifact, ArtifactKind, Map, Subject};

/// The module of a spec.
pub fn emit(subject: &Subject<'_>) -> Artifact {
    let file = module::write(subject);
    Artifact {
        map: Map::Bytes(file.groups),
        ..Artifact::document(subject.model, ArtifactKind::Wasm, file.bytes)
    }
}
