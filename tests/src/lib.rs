//! Shared ground of the workspace tests: the example specs, and everything that can run one.

pub mod cases;
pub mod conform;
pub mod constructs;
pub mod node;
pub mod program;
pub mod random;
pub mod rust;
pub mod specs;
