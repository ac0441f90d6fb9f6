//! Any bytes: the parser gives a tree and findings that can be shown, and neither panics nor hangs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use speckl_core::diagnostic::{Color, render};
use speckl_core::source::{SourceFile, Sources};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let mut sources = Sources::new();
    let file = sources.add(SourceFile::new("fuzz.speckdl", text));
    let parsed = speckl_core::syntax::parse(file, text);
    for finding in &parsed.diagnostics {
        // Nothing of the text may steer the terminal that it is shown on.
        let shown = render(finding, &sources, Color::Never);
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
    }
});
