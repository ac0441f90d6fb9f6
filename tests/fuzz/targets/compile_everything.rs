//! Any text, or a random well-typed spec: the check and every back end come to an end, and what they
//! write holds together.
#![no_main]

use libfuzzer_sys::fuzz_target;
use speckl_core::check::CheckOptions;
use speckl_core::compile::{Options, compile};
use speckl_core::diagnostic::Code;

#[path = "../../src/random/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "here the numbers come from the fuzzer, not from a seed"
)]
mod random;

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = random::text_from(bytes) else {
        return;
    };
    let mut options = Options::build();
    options.check = Some(CheckOptions {
        max_states: Some(200),
        max_tuples: Some(20_000),
        ..CheckOptions::build()
    });
    let compilation = compile("fuzz.speckdl", &text, &options);
    let internal = compilation
        .diagnostics
        .iter()
        .find(|it| it.code == Code::Internal);
    assert!(internal.is_none(), "{internal:?}");
    if !compilation.failed() {
        for unit in &compilation.units {
            assert!(!unit.artifacts.is_empty(), "what is valid gives artifacts");
        }
    }
});
