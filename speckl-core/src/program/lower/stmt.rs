//! Statements.

use super::Lowering;
use crate::model::{ElementId, Stmt, StmtKind};
use crate::program::{Op, ShapeId, Slot};

impl Lowering<'_> {
    pub(super) fn block(&mut self, block: &[Stmt]) {
        for stmt in block {
            self.element = stmt.element;
            self.stmt(&stmt.kind, stmt.element);
        }
    }

    fn stmt(&mut self, kind: &StmtKind, element: ElementId) {
        match kind {
            StmtKind::Require { condition, failure } | StmtKind::Assert { condition, failure } => {
                let condition = self.expr(*condition);
                let failure = *failure;
                self.push(Op::Demand { condition, failure });
            }
            StmtKind::Let { local, value } => {
                let src = self.expr(*value);
                let dst = self.locals[local.index()];
                self.copy(dst, src);
            }
            StmtKind::Assign { var, path, value } => self.assign(*var, path, *value),
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.expr(*condition);
                let mut open = self.open(condition);
                self.block(then);
                self.element = element;
                if !otherwise.is_empty() {
                    open = self.otherwise(open);
                    self.block(otherwise);
                    self.element = element;
                }
                self.end(open);
            }
            StmtKind::Emit { event, fields } => {
                let declared = &self.model.events[event.index()].fields;
                let shapes = declared.iter().map(|it| super::Shapes::id(it.ty.ty));
                let values: Vec<(Slot, ShapeId)> = fields
                    .iter()
                    .zip(shapes)
                    .map(|(field, shape)| (self.expr(*field), shape))
                    .collect();
                let first = self.neighbours(&values);
                self.push(Op::Emit {
                    event: *event,
                    first,
                });
            }
            StmtKind::For {
                local,
                source,
                body,
            } => {
                let open = self.begin(*local, *source, true);
                self.block(body);
                self.element = element;
                self.repeat(&open);
            }
            StmtKind::Match { value, arms } => {
                let value = self.scrutinee(*value);
                self.arms(value, arms, |lowering, body| {
                    lowering.block(body);
                    lowering.element = element;
                });
            }
            StmtKind::Call { call } => {
                self.expr(*call);
            }
            StmtKind::Return { value } => {
                let src = self.expr(*value);
                if let Some(dst) = self.result {
                    self.copy(dst, src);
                }
                self.push(Op::Finish);
            }
        }
    }
}
