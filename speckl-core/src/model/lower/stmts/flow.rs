//! What branches and repeats: `if`, `for`, `match`.
//!
//! After a branch only what every branch assigns surely has a value, and the body of a `for` may not
//! run at all.

use super::super::Lowering;
use super::super::exprs::Context;
use super::Place;
use crate::model::{Declared, MatchArm, StmtKind, VarId};
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use std::collections::BTreeSet;

impl Lowering<'_> {
    pub(super) fn if_stmt(
        &mut self,
        condition: &ast::Expr,
        [then, otherwise]: [Option<&[ast::Stmt]>; 2],
        place: Place<'_>,
        context: &mut Context,
    ) -> (Option<StmtKind>, bool) {
        let condition = self.condition(condition, context);
        let before = context.assigned.clone();
        let branch = |branch| Place { branch, ..place };
        let then = then.unwrap_or_default();
        let (then, then_returns) = self.inner_block(then, &branch("/then"), context);
        let after_then = std::mem::replace(&mut context.assigned, before);
        let (otherwise, otherwise_returns) = match otherwise {
            Some(body) => self.inner_block(body, &branch("/else"), context),
            None => (Vec::new(), false),
        };
        if let (Some(a), Some(b)) = (after_then, &context.assigned) {
            let both: BTreeSet<VarId> = a.intersection(b).copied().collect();
            context.assigned = Some(both);
        }
        let kind = condition.map(|condition| StmtKind::If {
            condition,
            then,
            otherwise,
        });
        (kind, then_returns && otherwise_returns)
    }

    pub(super) fn for_stmt(
        &mut self,
        name: &Name,
        source: &ast::Expr,
        body: &[ast::Stmt],
        place: Place<'_>,
        context: &mut Context,
    ) -> Option<StmtKind> {
        let (source, item) = self.source(source, None, context)?;
        let interval = self.elements_in(source, item);
        let declared = Declared {
            ty: item,
            named: None,
        };
        let depth = context.scope.len();
        let local = self.declare_local(name, declared, interval, context)?;
        let before = context.assigned.clone();
        let inside = Place {
            branch: "",
            ..place
        };
        let (lowered, _) = self.inner_block(body, &inside, context);
        context.assigned = before;
        self.leave_scope(depth, lowered.len() == body.len(), context);
        Some(StmtKind::For {
            local,
            source,
            body: lowered,
        })
    }

    pub(super) fn match_stmt(
        &mut self,
        span: Span,
        scrutinee: &ast::Expr,
        arms: &[ast::StmtArm],
        place: Place<'_>,
        context: &mut Context,
    ) -> (Option<StmtKind>, bool) {
        let Some((value, mut covered)) = self.scrutinee(scrutinee, context) else {
            return (None, false);
        };
        let before = context.assigned.clone();
        let mut after: Option<BTreeSet<VarId>> = None;
        let mut returns = !arms.is_empty();
        let mut lowered = Vec::new();
        let mut sound = true;
        for (at, arm) in arms.iter().enumerate() {
            let depth = context.scope.len();
            context.assigned.clone_from(&before);
            let pattern = self.pattern(&arm.pattern, &mut covered, context);
            let Some(pattern) = pattern else {
                // What the arm binds is not known.
                context.scope.truncate(depth);
                sound = false;
                continue;
            };
            let branch = format!("/arm/{at}");
            let inside = Place {
                branch: &branch,
                ..place
            };
            let (body, ends) = self.inner_block(&arm.body, &inside, context);
            self.leave_scope(depth, body.len() == arm.body.len(), context);
            returns &= ends;
            if let Some(assigned) = &context.assigned {
                after = Some(match after {
                    Some(known) => known.intersection(assigned).copied().collect(),
                    None => assigned.clone(),
                });
            }
            lowered.push(MatchArm { pattern, body });
        }
        self.require_exhaustive(span, &covered);
        context.assigned = after.or(before);
        let kind = sound.then_some(StmtKind::Match {
            value,
            arms: lowered,
        });
        (kind, returns)
    }
}
