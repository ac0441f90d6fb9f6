//! Any text, or a random well-typed spec: what type-checks is formatted, and says the same afterwards.
#![no_main]

use libfuzzer_sys::fuzz_target;
use speckl_core::compile::{Compilation, Options, compile};

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
    let options = Options {
        check: None,
        emit: std::collections::BTreeSet::new(),
        ..Options::build()
    };
    let compilation = compile("fuzz.speckdl", &text, &options);
    let Ok(canonical) = formatted(&text) else {
        assert!(compilation.failed(), "what is valid can be formatted");
        return;
    };
    let again = formatted(&canonical).expect("canonical text parses");
    assert_eq!(canonical, again, "formatting twice is formatting once");
    if !compilation.failed() {
        let second = compile("fuzz.speckdl", &canonical, &options);
        assert_eq!(roots(&compilation), roots(&second), "the meaning stays");
    }
});

fn roots(compilation: &Compilation) -> Vec<String> {
    let checked = compilation
        .units
        .iter()
        .filter_map(|unit| unit.checked.as_ref());
    checked
        .map(|checked| checked.identity.root.to_string())
        .collect()
}

fn formatted(text: &str) -> Result<String, Vec<speckl_core::diagnostic::Diagnostic>> {
    let mut sources = speckl_core::source::Sources::new();
    let file = sources.add(speckl_core::source::SourceFile::new("fuzz.speckdl", text));
    speckl_core::syntax::format_source(file, text)
}
