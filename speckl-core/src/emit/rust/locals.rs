//! The locals of a routine in Rust: what they are called, and how they are represented.
//!
//! A local is called as in the spec, so two locals of one name may hide each other, as they do there.
//! Where lowering has put one name into the scope of another that it does not mean, the inner one gets
//! a name of its own.

use super::names::{Names, written};
use super::types::{Repr, WIDE, repr};
use crate::case::snake;
use crate::model::{
    ExprId, ExprKind, Form, Local, LocalId, MatchArm, Model, Pattern, Place, Stmt, StmtKind, Type,
};
use std::collections::BTreeSet;

/// The locals of a routine.
#[derive(Clone, Debug)]
pub(super) struct Locals {
    pub names: Vec<String>,
    pub reprs: Vec<Repr>,
}

/// What a routine does.
#[derive(Clone, Copy)]
pub(super) enum Routine<'a> {
    Body(&'a [Stmt]),
    Condition(ExprId),
}

impl Locals {
    pub(super) fn of(
        model: &Model,
        names: &Names,
        locals: &[Local],
        params: usize,
        routine: Routine<'_>,
    ) -> Self {
        let first = names.params(locals, params);
        let namer = names.local_namer();
        let bases = locals.iter().enumerate().map(|(at, local)| {
            if let Some(name) = first.get(at) {
                name.clone()
            } else {
                let mut name = snake(&local.name);
                while !namer.is_free(&name) {
                    name.push('_');
                }
                written(name)
            }
        });
        let bases: Vec<String> = bases.collect();
        // A `let` of an integer is what its value is, which is known when it is bound.
        let reprs = locals
            .iter()
            .enumerate()
            .map(|(at, local)| match repr(model, local.ty.ty) {
                Repr::Int(_) if at >= params => WIDE,
                known => known,
            });
        let mut walk = Walk {
            model,
            names: bases.clone(),
            reprs: reprs.collect(),
            visible: Vec::new(),
            hiding: BTreeSet::new(),
        };
        loop {
            walk.visible = (0..params as u32).map(LocalId).collect();
            match routine {
                Routine::Body(body) => walk.block(body),
                Routine::Condition(expr) => walk.expr(expr),
            }
            let found = std::mem::take(&mut walk.hiding);
            let mut changed = false;
            for at in found
                .into_iter()
                .map(LocalId::index)
                .filter(|at| *at >= params)
            {
                let own = format!("{}_{at}", bases[at].trim_start_matches("r#"));
                changed |= walk.names[at] != own;
                walk.names[at] = own;
            }
            if !changed {
                break;
            }
        }
        Self {
            names: walk.names,
            reprs: walk.reprs,
        }
    }
}

struct Walk<'a> {
    model: &'a Model,
    names: Vec<String>,
    reprs: Vec<Repr>,
    /// What may be named here, the innermost last.
    visible: Vec<LocalId>,
    /// Those that hide one that is meant.
    hiding: BTreeSet<LocalId>,
}

impl Walk<'_> {
    fn block(&mut self, block: &[Stmt]) {
        let outer = self.visible.len();
        for stmt in block {
            self.stmt(stmt);
        }
        self.visible.truncate(outer);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Require { condition, .. } | StmtKind::Assert { condition, .. } => {
                self.expr(*condition);
            }
            StmtKind::Let { local, value } => {
                self.expr(*value);
                self.visible.push(*local);
            }
            StmtKind::Assign { path, value, .. } => {
                for place in path {
                    match place {
                        Place::Index { index: key, .. } | Place::Key { key, .. } => self.expr(*key),
                        Place::Field(_) | Place::Unwrap { .. } => {}
                    }
                }
                self.expr(*value);
            }
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.expr(*condition);
                self.block(then);
                self.block(otherwise);
            }
            StmtKind::Emit { fields, .. } => fields.iter().for_each(|field| self.expr(*field)),
            StmtKind::For {
                local,
                source,
                body,
            } => {
                self.expr(*source);
                let outer = self.visible.len();
                self.bind(*local, *source);
                self.block(body);
                self.visible.truncate(outer);
            }
            StmtKind::Match { value, arms } => {
                self.expr(*value);
                for arm in arms {
                    let outer = self.visible.len();
                    self.pattern(arm);
                    self.block(&arm.body);
                    self.visible.truncate(outer);
                }
            }
            StmtKind::Call { call: value } | StmtKind::Return { value } => self.expr(*value),
        }
    }

    fn bind(&mut self, local: LocalId, source: ExprId) {
        if let Type::Set(item) | Type::List(item) = self.model.type_of(source) {
            self.reprs[local.index()] = repr(self.model, *item);
        }
        self.visible.push(local);
    }

    fn pattern<Body>(&mut self, arm: &MatchArm<Body>) {
        if let Pattern::Variant(of, index, bound) = &arm.pattern {
            let payload = &self.model.enums[of.index()].variants[*index as usize].payload;
            for (field, local) in bound {
                self.reprs[local.index()] = repr(self.model, payload[*field as usize].ty.ty);
                self.visible.push(*local);
            }
        }
    }

    fn expr(&mut self, id: ExprId) {
        let model = self.model;
        let outer = self.visible.len();
        match &model.expr(id).kind {
            ExprKind::Local(local) => {
                let name = &self.names[local.index()];
                let mut visible = self.visible.iter().rev();
                let meant = visible.find(|other| self.names[other.index()] == *name);
                if let Some(other) = meant.filter(|other| *other != local) {
                    self.hiding.insert(*other);
                }
            }
            ExprKind::Let { local, value, body } => {
                self.expr(*value);
                self.visible.push(*local);
                self.expr(*body);
            }
            ExprKind::Match { value, arms } => {
                self.expr(*value);
                for arm in arms {
                    self.pattern(arm);
                    self.expr(arm.body);
                    self.visible.truncate(outer);
                }
            }
            ExprKind::Each {
                binders,
                filter,
                form,
            } => {
                for binder in binders {
                    self.expr(binder.source);
                    self.bind(binder.local, binder.source);
                }
                if let Some(filter) = filter {
                    self.expr(*filter);
                }
                match *form {
                    Form::Count => {}
                    Form::Forall(it) | Form::Exists(it) | Form::Set(it) => self.expr(it),
                    Form::Sum { value, .. } => self.expr(value),
                    Form::Map { key, value } => {
                        self.expr(key);
                        self.expr(value);
                    }
                }
            }
            _ => model
                .expr(id)
                .parts()
                .into_iter()
                .for_each(|part| self.expr(part)),
        }
        self.visible.truncate(outer);
    }
}
