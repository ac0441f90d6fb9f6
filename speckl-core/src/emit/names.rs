//! Names in the targets: one rule per target, one namer.
//!
//! A namer hands out names in one scope. A name that is reserved or already given away gets an
//! underscore at its end until it is free, in the order in which names are asked for; so ask for what
//! the generator itself needs first, then for what the spec declares, in declaration order. What a
//! name becomes thus depends on the names in its own scope alone.

use std::collections::BTreeSet;
use std::sync::Arc;

/// A scope of names in a target.
#[derive(Clone, Debug, Default)]
pub struct Namer {
    /// What is taken in the scopes around.
    around: Arc<BTreeSet<String>>,
    taken: BTreeSet<String>,
}

impl Namer {
    /// A scope in which these names are taken from the start: reserved words, and names that the
    /// generator gives to what every machine has.
    pub fn reserving<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            around: Arc::default(),
            taken: reserved.into_iter().map(str::to_owned).collect(),
        }
    }

    /// A scope that is to be cloned for each of the scopes inside it: that copies none of its names.
    #[must_use]
    pub fn enclosing(mut self) -> Self {
        Arc::make_mut(&mut self.around).append(&mut self.taken);
        self
    }

    /// Whether a name is still free.
    pub fn is_free(&self, name: &str) -> bool {
        !self.around.contains(name) && !self.taken.contains(name)
    }

    /// Takes a name as it is, for the generator's own use; it may be taken already.
    pub fn reserve(&mut self, name: impl Into<String>) {
        self.taken.insert(name.into());
    }

    /// Takes a name that keeps clear of all others.
    pub fn take(&mut self, name: impl Into<String>) -> String {
        let mut name = name.into();
        while !self.is_free(&name) {
            name.push('_');
        }
        self.taken.insert(name.clone());
        name
    }

    /// Takes a name together with all that are made from it (`flip`, `can_flip`, `flip_with`), so
    /// that all of them are free; returns the name.
    pub fn take_family(
        &mut self,
        name: impl Into<String>,
        derive: impl Fn(&str) -> Vec<String>,
    ) -> String {
        let mut name = name.into();
        loop {
            let family = derive(&name);
            if self.is_free(&name) && family.iter().all(|member| self.is_free(member)) {
                self.taken.extend(family);
                self.taken.insert(name.clone());
                return name;
            }
            name.push('_');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_stay_together() {
        let mut namer = Namer::reserving(["new", "can_apply"]);
        assert_eq!(namer.take("new"), "new_");
        let family = |name: &str| vec![format!("can_{name}")];
        assert_eq!(namer.take_family("apply", family), "apply_");
        assert_eq!(namer.take("can_apply_"), "can_apply__");
    }

    #[test]
    fn inner_scopes_keep_clear_of_outer_ones_and_not_of_one_another() {
        let mut outer = Namer::reserving(["new"]);
        outer.reserve("flip");
        let outer = outer.enclosing();
        for _ in 0..2 {
            let mut inner = outer.clone();
            assert_eq!(inner.take("flip"), "flip_");
            assert_eq!(inner.take("flip"), "flip__");
            assert_eq!(inner.take("x"), "x");
        }
        assert!(outer.is_free("x") && !outer.is_free("new"));
    }
}
