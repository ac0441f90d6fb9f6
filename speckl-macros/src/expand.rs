//! A compilation → tokens: the generated modules, or what is wrong and stubs in their place.

use crate::constants;
use crate::errors::compile_error;
use crate::exact::{ExactText, Fidelity};
use crate::imports::Imports;
use crate::joined;
use crate::respan::respan;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use speckl_core::compile::{Compilation, Options, Unit, compile_with};
use speckl_core::diagnostic::Diagnostic;
use speckl_core::emit::ArtifactKind;
use speckl_core::emit::rust::{module_name, stub};
use speckl_core::source::FileId;
use std::ops::Range;

/// Expands `speckl! { … }`.
pub fn inline(input: TokenStream) -> TokenStream {
    let exact = ExactText::recover(input);
    let mut errors = TokenStream::new();
    if exact.fidelity == Fidelity::Joined {
        errors.extend(joined::ambiguities(&exact).map(|range| {
            let (first, last) = exact.spans_of(range);
            compile_error(first, last, joined::MESSAGE)
        }));
    }
    let mut imports = Imports::new();
    let compilation = compile_with("speckl!", &exact.text, &options(), &mut imports);
    let spans = |range: Range<usize>| exact.spans_of(range);
    errors.extend(
        compilation
            .diagnostics
            .iter()
            .filter(|finding| finding.is_error())
            .map(|finding| {
                let span = finding.primary.span;
                if is_inline(span) {
                    let (first, last) = spans(span.range());
                    compile_error(first, last, &told(finding, &compilation, Place::None))
                } else {
                    // What is wrong stands in an imported file, where no token is.
                    let here = Span::call_site();
                    compile_error(here, here, &told(finding, &compilation, Place::Prefix))
                }
            }),
    );
    let modules = modules(&compilation, !errors.is_empty(), Some(&spans));
    let tracked = imports.tracked();
    quote!(#errors #modules #tracked)
}

/// Whether a place lies between the braces, and not in a file that is imported there.
fn is_inline(span: speckl_core::source::Span) -> bool {
    span.file == FileId::default()
}

/// What the macros ask of the compiler. An editor that expands macros as its user types gets the
/// interface alone, quickly.
pub fn options() -> Options {
    let mut options = Options::build();
    options.emit = constants::WANTED
        .iter()
        .copied()
        .chain([ArtifactKind::Rust])
        .collect();
    if std::env::var_os("RUST_ANALYZER_INTERNALS_DO_NOT_USE").is_some() {
        options.check = None;
        options.emit = [ArtifactKind::Rust].into();
    }
    options
}

/// Where a finding says that it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Nowhere: the compiler underlines it.
    None,
    /// In its first line, by file, line and column.
    Prefix,
}

/// A finding as the text of a compile error.
pub fn told(finding: &Diagnostic, compilation: &Compilation, place: Place) -> String {
    let sources = &compilation.sources;
    let file = sources.file(finding.primary.span.file);
    let mut prefix = String::new();
    if place == Place::Prefix {
        let at = file.position(finding.primary.span.start);
        prefix = format!("{}:{}:{}: ", file.name(), at.line, at.column);
    }
    let mut text = format!("{prefix}[{}] {}", finding.code, finding.message);
    let mut line = |words: String| {
        text.push('\n');
        text.push_str(&words);
    };
    if !finding.primary.text.is_empty() {
        line(finding.primary.text.clone());
    }
    for label in &finding.secondary {
        let what = sources.text(label.span);
        line(format!(
            "`{}`: {}",
            what.lines().next().unwrap_or(""),
            label.text
        ));
    }
    for note in &finding.notes {
        line(format!("= {note}"));
    }
    if let Some(suggestion) = &finding.suggestion {
        line(format!("help: {}", suggestion.message));
    }
    text
}

/// How a range of the spec's text becomes spans of the user's source.
pub type Spans<'a> = &'a dyn Fn(Range<usize>) -> (Span, Span);

/// One module per spec: the generated code if all is well, else stubs.
pub fn modules(compilation: &Compilation, failed: bool, spans: Option<Spans<'_>>) -> TokenStream {
    compilation
        .units
        .iter()
        .map(|unit| {
            let items = if failed { None } else { items(unit, spans) };
            let items = items.unwrap_or_else(|| {
                stub(&unit.outline)
                    .parse()
                    .unwrap_or_else(|_| TokenStream::new())
            });
            let (name, span) = &unit.outline.name;
            let at = spans.map_or_else(Span::call_site, |spans| spans(span.range()).0);
            let module = identifier(&module_name(name), Span::call_site().located_at(at));
            let docs = format!("The state machine of the specification `{name}`.");
            quote! {
                #[doc = #docs]
                pub mod #module { #items }
            }
        })
        .collect()
}

fn items(unit: &Unit, spans: Option<Spans<'_>>) -> Option<TokenStream> {
    let rust = unit
        .artifacts
        .iter()
        .find(|it| it.kind == ArtifactKind::Rust)?;
    let marks: Vec<(Range<usize>, Span)> = spans
        .map(|spans| {
            rust.marks
                .iter()
                .filter(|mark| is_inline(mark.span))
                .map(|mark| (mark.range.clone(), spans(mark.span.range()).0))
                .collect()
        })
        .unwrap_or_default();
    // Without spans the code is as good; only "go to definition" is lost.
    let code = respan(rust.text(), &marks)
        .or_else(|_| respan(rust.text(), &[]))
        .ok()?;
    let constants = constants::of(unit);
    Some(quote!(#code #constants))
}

fn identifier(name: &str, span: Span) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, span),
        None => Ident::new(name, span),
    }
}
