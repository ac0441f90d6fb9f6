//! What a module exports, by name: shared by the module, its host binding, and whoever runs it.
//!
//! The names are the spec's own, verbatim: `flip`, `can_flip`, `draw_result`, `get_active`, beside the
//! fixed ones below. The namer keeps them apart (an action called `init` is exported as `init_`), so
//! no two exports can ever share a name, whatever a spec calls its things.

use super::super::names::Namer;
use crate::model::Model;

/// The linear memory.
pub const MEMORY: &str = "memory";
/// Makes the first state.
pub const INIT: &str = "init";
/// Where the state lies in memory.
pub const SNAPSHOT: &str = "snapshot";
/// How many bytes the state takes.
pub const SNAPSHOT_LEN: &str = "snapshot_len";
/// Gives a host room for what it wants to pass.
pub const RESERVE: &str = "reserve";
/// Takes a snapshot back.
pub const RESTORE: &str = "restore";
/// How many events the last step emitted.
pub const EVENT_COUNT: &str = "event_count";
/// Where they lie in memory.
pub const EVENTS_PTR: &str = "events_ptr";

/// Forgets a step that a host's function has not come back to.
pub const ABANDON: &str = "abandon";
/// The status of a step whose host gives no value of the type that the waiting call has.
pub const MISFIT: &str = "misfit";
/// The module that a host's functions are imported from.
pub const HOST: &str = "extern";

const FIXED: [&str; 10] = [
    MEMORY,
    INIT,
    SNAPSHOT,
    SNAPSHOT_LEN,
    RESERVE,
    RESTORE,
    EVENT_COUNT,
    EVENTS_PTR,
    ABANDON,
    MISFIT,
];

/// The status of a call that needs a state, made before there is one.
pub const NO_STATE: i32 = -1;
/// The status for bytes that encode no value: of the wrong length, outside the memory, not canonical.
pub const NO_VALUE: i32 = -2;
/// The status of a step that found no more memory.
pub const EXHAUSTED: i32 = -3;
/// The status of a call that came from a host's function while a step was waiting for it.
pub const BUSY: i32 = -4;

/// The names that depend on the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exports {
    /// One per action, in the model's order; `None` where `next` does not allow it.
    pub actions: Vec<Option<ActionExports>>,
    /// The accessor of every variable, in the model's order.
    pub vars: Vec<String>,
}

/// The exports of one action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionExports {
    /// Does it.
    pub run: String,
    /// Whether its guards hold and nothing faults.
    pub can: String,
    /// What it returned last; exported only where it returns something.
    pub result: String,
}

impl Exports {
    /// Of a model.
    pub fn of(model: &Model) -> Self {
        let mut namer = Namer::reserving(FIXED);
        let actions = model.actions.iter().map(|action| {
            action.allowed.then(|| {
                let run =
                    namer.take_family(action.name.as_str(), |name| vec![can(name), result(name)]);
                ActionExports {
                    can: can(&run),
                    result: result(&run),
                    run,
                }
            })
        });
        Self {
            actions: actions.collect(),
            vars: model
                .vars
                .iter()
                .map(|var| namer.take(format!("get_{}", var.name)))
                .collect(),
        }
    }
}

fn can(name: &str) -> String {
    format!("can_{name}")
}

fn result(name: &str) -> String {
    format!("{name}_result")
}
