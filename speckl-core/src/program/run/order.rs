//! The canonical order of values.

use super::Heap;
use crate::program::{Shape, ShapeId};
use std::cmp::Ordering;

impl Heap {
    /// How two words of one shape are ordered.
    pub(super) fn order(&self, shape: ShapeId, left: i64, right: i64) -> Ordering {
        if left == right {
            return Ordering::Equal;
        }
        let words = |left, right| (self.block(left), self.block(right));
        match self.shape(shape) {
            Shape::Word(_) | Shape::Int(..) => left.cmp(&right),
            Shape::String => {
                // The first word is the length in bytes; the others are eight bytes each, the first of
                // them the most significant.
                let (left, right) = words(left, right);
                let text =
                    |words: &[i64]| words[1..].iter().map(|&it| it as u64).collect::<Vec<_>>();
                let (texts, lengths) = ((text(left), text(right)), (left[0], right[0]));
                texts.0.cmp(&texts.1).then(lengths.0.cmp(&lengths.1))
            }
            Shape::Struct(parts) => {
                let (left, right) = words(left, right);
                self.order_fields(parts, left, right)
            }
            Shape::Union(variants) => {
                let (left, right) = words(left, right);
                left[0].cmp(&right[0]).then_with(|| {
                    self.order_fields(&variants[left[0] as usize], &left[1..], &right[1..])
                })
            }
            Shape::Option(inner) => match (left, right) {
                (0, _) => Ordering::Less,
                (_, 0) => Ordering::Greater,
                _ if self.is_boxed(*inner) => {
                    let (left, right) = words(left, right);
                    self.order(*inner, left[0], right[0])
                }
                _ => self.order(*inner, left, right),
            },
            Shape::Set(item) | Shape::List(item) => {
                let (left, right) = words(left, right);
                let pairs = left.iter().zip(right);
                self.first_difference(pairs.map(|(left, right)| (*item, *left, *right)))
                    .then(left.len().cmp(&right.len()))
            }
            Shape::Map(key, value) => {
                let (left, right) = words(left, right);
                let pairs = left.iter().zip(right).enumerate();
                let pairs = pairs.map(|(at, (left, right))| {
                    let shape = if at % 2 == 0 { *key } else { *value };
                    (shape, *left, *right)
                });
                self.first_difference(pairs)
                    .then(left.len().cmp(&right.len()))
            }
        }
    }

    /// Whether a value of a shape stands in a block of its own where it is a `T?`.
    pub(super) fn is_boxed(&self, inner: ShapeId) -> bool {
        matches!(self.shape(inner), Shape::Word(_) | Shape::Int(..))
    }

    fn order_fields(&self, parts: &[ShapeId], left: &[i64], right: &[i64]) -> Ordering {
        let pairs = left.iter().zip(right).zip(parts);
        self.first_difference(pairs.map(|((left, right), shape)| (*shape, *left, *right)))
    }

    fn first_difference(&self, pairs: impl Iterator<Item = (ShapeId, i64, i64)>) -> Ordering {
        let mut orders = pairs.map(|(shape, left, right)| self.order(shape, left, right));
        orders
            .find(|order| *order != Ordering::Equal)
            .unwrap_or(Ordering::Equal)
    }
}
