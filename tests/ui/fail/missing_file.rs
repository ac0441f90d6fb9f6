speckl_macros::include_spec!("specs/nowhere.speckdl");

speckl_macros::include_spec!(3 + 4);

fn main() {}
