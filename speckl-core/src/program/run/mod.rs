//! Running a routine: a loop over instructions, and nothing else. Values that do not fit a slot are
//! blocks of a [`Heap`], in which equal values have one number.
//!
//! | module | does |
//! | --- | --- |
//! | `frame` | the loop |
//! | `heap` | the blocks |
//! | `order` | the canonical order of values |
//! | `collections` | sets, maps, lists, strings |
//! | `convert` | values in another shape |
//! | `values` | blocks to values and back |

mod collections;
mod convert;
mod frame;
mod heap;
mod order;
mod values;

pub use frame::{Alone, Frame, Host, Stopped};
pub use heap::Heap;
