//! WebAssembly: a module without imports, one machine per instance, lowered from the same program
//! that the checker runs. `docs/wasm-abi.md` says how a host talks to it.
//!
//! | file | turns | into |
//! | --- | --- | --- |
//! | `exports` | the spec's names | the module's |
//! | `layout` | types and variables | scalars and memory |
//! | `routine`, `values`, `arithmetic`, `locals` | a routine | instructions |
//! | `machine`, `steps`, `access` | routines | functions |
//! | `module`, `evidence`, `source_map` | functions | a file, each byte with its origin |

mod access;
mod arithmetic;
mod body;
mod evidence;
mod exports;
mod layout;
mod locals;
mod machine;
mod module;
mod routine;
mod source_map;
mod steps;
mod values;

#[cfg(test)]
pub(super) mod tests;

pub use evidence::PROVENANCE;
pub use exports::{
    ActionExports, EVENT_COUNT, EVENTS_PTR, Exports, INIT, MEMORY, NO_SNAPSHOT, NO_STATE, RESTORE,
    SCRATCH, SNAPSHOT, SNAPSHOT_LEN,
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
