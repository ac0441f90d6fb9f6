//! Record types that no declaration writes: two records met, and the least type that holds both is
//! neither of theirs. Generated code needs a name for them too.

use super::super::Lowering;
use super::super::elements::ROOT;
use crate::model::{ExprKind, Record, Type, TypeId};
use std::collections::BTreeSet;

impl Lowering<'_> {
    /// Gives every record type that an expression has a name: that of a declared one with the same
    /// fields, numbered.
    pub(in crate::model::lower) fn name_inferred_records(&mut self) {
        let mut seen: BTreeSet<TypeId> = BTreeSet::new();
        let mut next: Vec<TypeId> = self.exprs.iter().map(|expr| expr.ty).collect();
        next.extend(self.exprs.iter().filter_map(|expr| match expr.kind {
            ExprKind::Domain(ty) => Some(ty),
            _ => None,
        }));
        while let Some(ty) = next.pop() {
            if seen.insert(ty) {
                next.extend(self.types.get(ty).parts());
            }
        }
        for ty in seen {
            let Type::Record(fields) = self.types.get(ty) else {
                continue;
            };
            if self.records.iter().any(|known| known.ty == ty) {
                continue;
            }
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            let alike = self
                .records
                .iter()
                .find(|known| match self.types.get(known.ty) {
                    Type::Record(fields) => fields.iter().map(|(name, _)| name).eq(&names),
                    _ => false,
                });
            let (base, field_docs, element) = match alike {
                Some(known) => (known.name.clone(), known.field_docs.clone(), known.element),
                None => ("Record".to_owned(), vec![Vec::new(); names.len()], ROOT),
            };
            let name = self.unused_name(&base);
            self.records.push(Record {
                ty,
                name,
                field_docs,
                element,
            });
            self.record_is_declared.push(false);
        }
    }

    /// A name of a type that nothing has yet: the base with the least number that makes it new.
    fn unused_name(&self, base: &str) -> String {
        let named = self.named_types.iter().flatten().map(|known| &known.name);
        let records = self.records.iter().map(|known| &known.name);
        let enums = self.enums.iter().map(|known| &known.name);
        let used: BTreeSet<&String> = named.chain(records).chain(enums).collect();
        let mut numbered = (2_u64..).map(|number| format!("{base}{number}"));
        numbered
            .find(|name| !used.contains(name))
            .unwrap_or_else(|| base.to_owned())
    }
}
