//! What a statement does.

use super::Emission;
use super::env::{Env, NoValue};
use super::place;
use crate::model::{Stmt, StmtKind};
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
    env: &mut Env<'_, '_>,
    events: &mut Vec<Emission>,
) -> Result<Flow, NoValue> {
    for stmt in block {
        let flow = match &stmt.kind {
            StmtKind::Require { condition, failure } | StmtKind::Assert { condition, failure } => {
                if !env.truth(*condition)? {
                    return Err(NoValue::Failure(*failure));
                }
                Flow::On
            }
            StmtKind::Let { local, value } => {
                let value = env.value(*value)?;
                env.bind(*local, value);
                Flow::On
            }
            StmtKind::Assign { var, path, value } => {
                place::assign(env, *var, path, *value)?;
                Flow::On
            }
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => {
                let holds = env.truth(*condition)?;
                run(if holds { then } else { otherwise }, env, events)?
            }
            StmtKind::Emit { event, fields } => {
                let fields = fields.iter().map(|field| env.value(*field));
                let fields = fields.collect::<Result<_, _>>()?;
                events.push(Emission {
                    event: *event,
                    fields,
                });
                Flow::On
            }
            StmtKind::For {
                local,
                source,
                body,
            } => {
                let mut flow = Flow::On;
                for item in env.elements(*source)? {
                    env.bind(*local, item);
                    flow = run(body, env, events)?;
                    if matches!(flow, Flow::Returned(_)) {
                        break;
                    }
                }
                flow
            }
            StmtKind::Match { value, arms } => {
                let value = env.value(*value)?;
                let body = env.matching(&value, arms);
                run(body, env, events)?
            }
            StmtKind::Call { call } => {
                env.value(*call)?;
                Flow::On
            }
            StmtKind::Return { value } => return env.value(*value).map(Flow::Returned),
        };
        if matches!(flow, Flow::Returned(_)) {
            return Ok(flow);
        }
    }
    Ok(Flow::On)
}
