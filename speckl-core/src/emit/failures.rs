//! The failure table as every back end writes it: which failures it can report, in order.

use crate::model::{FailureId, FailureKind, Model};

/// A row: the status of the Wasm ABI and what the error says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureRow {
    /// Its id.
    pub id: FailureId,
    /// Its kind.
    pub kind: FailureKind,
    /// The id of the element at fault.
    pub element: String,
    /// The source text that refused.
    pub requirement: String,
    /// A whole sentence.
    pub message: String,
}

/// All rows, in the order of their ids.
pub fn failure_table(model: &Model) -> Vec<FailureRow> {
    model
        .failure_ids()
        .map(|(id, failure)| FailureRow {
            id,
            kind: failure.kind,
            element: model.element(failure.element).id.clone(),
            requirement: failure.requirement.clone(),
            message: failure.message.clone(),
        })
        .collect()
}
