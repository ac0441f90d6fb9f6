//! Laws and examples of the whole of parsing.
