//! Nothing but tests: see `tests/macro_ui.rs`.
