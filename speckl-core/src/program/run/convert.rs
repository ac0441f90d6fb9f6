//! Values in another shape, which differs in the ranges of integers and in `T` being lifted into `T?`.

use super::Heap;
use crate::program::{Shape, ShapeId};

impl Heap {
    /// A `T` as a `T?`.
    pub(super) fn wrap(&mut self, option: ShapeId, value: i64) -> i64 {
        let Shape::Option(inner) = *self.shape(option) else {
            unreachable!("only an option wraps")
        };
        if self.is_boxed(inner) {
            self.add(&[value])
        } else {
            value
        }
    }

    /// A `T?` that is not null as a `T`.
    pub(super) fn unwrap(&self, option: ShapeId, value: i64) -> i64 {
        match *self.shape(option) {
            Shape::Option(inner) if self.is_boxed(inner) => self.block(value)[0],
            _ => value,
        }
    }

    /// A value made anew; `None` if an integer in it does not fit.
    pub(super) fn convert(&mut self, from: ShapeId, to: ShapeId, value: i64) -> Option<i64> {
        if from == to {
            return Some(value);
        }
        let (source, target) = (self.shape(from).clone(), self.shape(to).clone());
        Some(match (source, target) {
            (_, Shape::Int(lo, hi)) => return (lo..=hi).contains(&value).then_some(value),
            (Shape::Option(_), Shape::Option(_)) if value == 0 => 0,
            (Shape::Option(inner), Shape::Option(target)) => {
                let value = self.unwrap(from, value);
                let value = self.convert(inner, target, value)?;
                self.wrap(to, value)
            }
            (_, Shape::Option(inner)) => {
                let value = self.convert(from, inner, value)?;
                self.wrap(to, value)
            }
            (Shape::Struct(from), Shape::Struct(to)) => {
                let words = self.block(value).to_vec();
                self.convert_fields(&from, &to, words)?
            }
            (Shape::Set(from), Shape::Set(to)) | (Shape::List(from), Shape::List(to)) => {
                let words = self.block(value).to_vec();
                let count = words.len();
                self.convert_fields(&vec![from; count], &vec![to; count], words)?
            }
            (Shape::Map(key, item), Shape::Map(to_key, to_item)) => {
                let words = self.block(value).to_vec();
                let count = words.len() / 2;
                self.convert_fields(
                    &[key, item].repeat(count),
                    &[to_key, to_item].repeat(count),
                    words,
                )?
            }
            _ => value,
        })
    }

    /// The order of elements stays as it is: nothing that is converted changes places.
    fn convert_fields(
        &mut self,
        from: &[ShapeId],
        to: &[ShapeId],
        mut words: Vec<i64>,
    ) -> Option<i64> {
        for (word, (from, to)) in words.iter_mut().zip(from.iter().zip(to)) {
            *word = self.convert(*from, *to, *word)?;
        }
        Some(self.add(&words))
    }
}
