//! What a statement does.

use super::Emission;
use super::expr::Env;
use crate::model::{FailureId, Stmt, StmtKind};
use crate::value::Value;

/// How a block ended.
pub(super) enum Flow {
    /// It came to its end.
    On,
    /// It returned a result.
    Returned(Value),
}

/// Runs a block; events are staged in order.
pub(super) fn run(
    block: &[Stmt],
    env: &mut Env<'_>,
    events: &mut Vec<Emission>,
) -> Result<Flow, FailureId> {
    for stmt in block {
        match &stmt.kind {
            StmtKind::Require { condition, failure } | StmtKind::Assert { condition, failure } => {
                if !env.truth(*condition)? {
                    return Err(*failure);
                }
            }
            StmtKind::Let { local, value } => {
                let value = env.value(*value)?;
                env.locals[local.index()] = Some(value);
            }
            StmtKind::Assign { var, value } => {
                let value = env.value(*value)?;
                env.now[var.index()] = Some(value);
            }
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => {
                let branch = if env.truth(*condition)? {
                    then
                } else {
                    otherwise
                };
                if let Flow::Returned(value) = run(branch, env, events)? {
                    return Ok(Flow::Returned(value));
                }
            }
            StmtKind::Emit { event, fields } => {
                let fields = fields
                    .iter()
                    .map(|field| env.value(*field))
                    .collect::<Result<_, _>>()?;
                events.push(Emission {
                    event: *event,
                    fields,
                });
            }
            StmtKind::Return { value } => return env.value(*value).map(Flow::Returned),
        }
    }
    Ok(Flow::On)
}
