//! Sets, maps, lists and strings as blocks.

use super::Heap;
use crate::model::{Builtin, SUBSETS_MOST, SetOp};
use crate::program::{Shape, ShapeId};
use std::cmp::Ordering;

impl Heap {
    /// The shapes of what a collection holds: of its elements, or of keys and values.
    fn parts(&self, shape: ShapeId) -> (ShapeId, Option<ShapeId>) {
        match *self.shape(shape) {
            Shape::Set(item) | Shape::List(item) => (item, None),
            Shape::Map(key, value) => (key, Some(value)),
            ref other => unreachable!("{other:?} is no collection"),
        }
    }

    /// How many elements or entries a collection has.
    pub(super) fn size(&self, shape: ShapeId, id: i64) -> usize {
        match self.shape(shape) {
            Shape::Map(..) => self.block(id).len() / 2,
            Shape::String => self.text(id).chars().count(),
            _ => self.block(id).len(),
        }
    }

    /// Makes a collection of what was added to it.
    pub(super) fn build(&mut self, shape: ShapeId, added: &mut Vec<i64>) -> i64 {
        match *self.shape(shape) {
            Shape::Set(item) => {
                added.sort_unstable_by(|a, b| self.order(item, *a, *b));
                added.dedup();
            }
            Shape::Map(key, _) => {
                let mut entries: Vec<(i64, i64)> =
                    added.chunks_exact(2).map(|it| (it[0], it[1])).collect();
                // Of equal keys the last one counts: it comes first, and the others are dropped.
                entries.reverse();
                entries.sort_by(|a, b| self.order(key, a.0, b.0));
                entries.dedup_by_key(|entry| entry.0);
                added.clear();
                added.extend(entries.into_iter().flat_map(|(key, value)| [key, value]));
            }
            _ => {}
        }
        self.add(added)
    }

    /// Where a value stands among the elements of a set or the keys of a map.
    pub(super) fn find(&self, shape: ShapeId, id: i64, value: i64) -> Result<usize, usize> {
        let (item, second) = self.parts(shape);
        let words = self.block(id);
        let stride = if second.is_some() { 2 } else { 1 };
        let (mut lo, mut hi) = (0, words.len() / stride);
        while lo < hi {
            let mid = lo.midpoint(hi);
            match self.order(item, words[mid * stride], value) {
                Ordering::Less => lo = mid + 1,
                Ordering::Equal => return Ok(mid),
                Ordering::Greater => hi = mid,
            }
        }
        Err(lo)
    }

    pub(super) fn contains(&self, shape: ShapeId, id: i64, value: i64) -> bool {
        match self.shape(shape) {
            Shape::List(_) => self.block(id).contains(&value),
            _ => self.find(shape, id, value).is_ok(),
        }
    }

    pub(super) fn set_op(&mut self, shape: ShapeId, op: SetOp, left: i64, right: i64) -> i64 {
        let (item, _) = self.parts(shape);
        let mut result = Vec::new();
        {
            let (mut left, mut right) = (self.block(left), self.block(right));
            while let (Some(a), Some(b)) = (left.first(), right.first()) {
                let order = self.order(item, *a, *b);
                match (op, order) {
                    (SetOp::Union, Ordering::Greater) => result.push(*b),
                    (SetOp::Union, _)
                    | (SetOp::Minus, Ordering::Less)
                    | (SetOp::Intersect, Ordering::Equal) => result.push(*a),
                    _ => {}
                }
                left = &left[usize::from(order != Ordering::Greater)..];
                right = &right[usize::from(order != Ordering::Less)..];
            }
            if op != SetOp::Intersect {
                result.extend(left);
            }
            if op == SetOp::Union {
                result.extend(right);
            }
        }
        self.add(&result)
    }

    pub(super) fn subset_of(&self, shape: ShapeId, left: i64, right: i64) -> bool {
        let mut elements = self.block(left).iter();
        elements.all(|&it| self.find(shape, right, it).is_ok())
    }

    pub(super) fn map_minus(&mut self, shape: ShapeId, map: i64, keys: i64) -> i64 {
        let (key, _) = self.parts(shape);
        let mut result = Vec::new();
        let mut keys = self.block(keys);
        for entry in self.block(map).chunks_exact(2) {
            while keys
                .first()
                .is_some_and(|it| self.order(key, *it, entry[0]).is_lt())
            {
                keys = &keys[1..];
            }
            if keys.first() != Some(&entry[0]) {
                result.extend(entry);
            }
        }
        self.add(&result)
    }

    pub(super) fn map_get(&self, shape: ShapeId, map: i64, key: i64) -> Option<i64> {
        let at = self.find(shape, map, key).ok()?;
        Some(self.block(map)[2 * at + 1])
    }

    pub(super) fn map_put(&mut self, shape: ShapeId, map: i64, key: i64, value: i64) -> i64 {
        let place = self.find(shape, map, key);
        let mut words = self.block(map).to_vec();
        match place {
            Ok(at) => words[2 * at + 1] = value,
            Err(at) => {
                words.splice(2 * at..2 * at, [key, value]);
            }
        }
        self.add(&words)
    }

    /// The element of a list at a 1-based place, if it is there.
    pub(super) fn list_get(&self, list: i64, index: i64) -> Option<i64> {
        let at = usize::try_from(index.checked_sub(1)?).ok()?;
        self.block(list).get(at).copied()
    }

    /// A block with one word replaced.
    pub(super) fn replaced(&mut self, id: i64, at: usize, value: i64) -> i64 {
        let mut words = self.block(id).to_vec();
        words[at] = value;
        self.add(&words)
    }

    /// What a built-in function gives; `None` if it faults.
    pub(super) fn call(
        &mut self,
        function: Builtin,
        shape: ShapeId,
        src: i64,
        other: i64,
    ) -> Option<i64> {
        let count = || usize::try_from(other.max(0)).unwrap_or(usize::MAX);
        let words = self.block(src);
        let result: Vec<i64> = match function {
            Builtin::Size => return Some(self.size(shape, src) as i64),
            Builtin::Keys => words.iter().step_by(2).copied().collect(),
            Builtin::Values => words.iter().skip(1).step_by(2).copied().collect(),
            Builtin::Append => words.iter().copied().chain([other]).collect(),
            Builtin::Concat => [words, self.block(other)].concat(),
            Builtin::Head => return words.first().copied(),
            Builtin::Last => return words.last().copied(),
            Builtin::Tail => words.split_first()?.1.to_vec(),
            Builtin::Take => words.iter().take(count()).copied().collect(),
            Builtin::Drop => words.iter().skip(count()).copied().collect(),
            Builtin::Indices => (1..=words.len() as i64).collect(),
            Builtin::MinOf | Builtin::MaxOf => {
                let (item, _) = self.parts(shape);
                let items = words.iter().copied();
                return if function == Builtin::MinOf {
                    items.min_by(|a, b| self.order(item, *a, *b))
                } else {
                    items.max_by(|a, b| self.order(item, *a, *b))
                };
            }
            Builtin::Subsets => return self.subsets(shape, src),
            Builtin::Min | Builtin::Max | Builtin::Abs => {
                unreachable!("{function:?} is made of other instructions")
            }
        };
        Some(self.add(&result))
    }

    fn subsets(&mut self, shape: ShapeId, src: i64) -> Option<i64> {
        let items = self.block(src).to_vec();
        if items.len() > SUBSETS_MOST {
            return None;
        }
        let mut subsets: Vec<Vec<i64>> = (0u32..1 << items.len())
            .map(|bits| {
                let chosen = items.iter().enumerate();
                let chosen = chosen.filter(|(at, _)| bits >> at & 1 == 1);
                chosen.map(|(_, item)| *item).collect()
            })
            .collect();
        // The places in `items` are in the order of the elements, so words could be compared by place;
        // the blocks are made first, and compared as what they are.
        let mut blocks: Vec<i64> = subsets.drain(..).map(|it| self.add(&it)).collect();
        blocks.sort_unstable_by(|a, b| self.order(shape, *a, *b));
        Some(self.add(&blocks))
    }
}
