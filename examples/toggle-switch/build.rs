//! Checks and compiles the specifications. A broken invariant stops the build, with the way to it.

fn main() -> Result<(), speckl_build::Error> {
    speckl_build::compile("../specs/toggle_switch.speckdl")?;
    speckl_build::compile("../specs/vending_machine.speckdl")
}
