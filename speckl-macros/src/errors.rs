//! A message and two tokens → the tokens that make the compiler show it under exactly those.
//!
//! The only way to report an error from a macro on stable Rust is to expand to
//! `::core::compile_error! { "…" }`. The compiler underlines from the first token of that call's
//! path to the closing delimiter, so the path takes the span of the first token in question and
//! the braces that of the last.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// `::core::compile_error! { "message" }`, an item, underlined from `first` to `last`.
pub fn compile_error(first: Span, last: Span, message: &str) -> TokenStream {
    // The two ends join only if they come from the same expansion.
    let last = last.resolved_at(first);
    let punct = |letter, spacing| {
        let mut punct = Punct::new(letter, spacing);
        punct.set_span(first);
        TokenTree::Punct(punct)
    };
    let name = |name| TokenTree::Ident(Ident::new(name, first));

    let mut message = Literal::string(message);
    message.set_span(last);
    let mut input = Group::new(
        Delimiter::Brace,
        TokenStream::from(TokenTree::Literal(message)),
    );
    input.set_span(last);

    TokenStream::from_iter([
        punct(':', Spacing::Joint),
        punct(':', Spacing::Alone),
        name("core"),
        punct(':', Spacing::Joint),
        punct(':', Spacing::Alone),
        name("compile_error"),
        punct('!', Spacing::Alone),
        TokenTree::Group(input),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_quoted() {
        let tokens = compile_error(Span::call_site(), Span::call_site(), "a \"b\"\n{c}");
        let text = tokens.to_string().replace(' ', "");
        assert_eq!(text, "::core::compile_error!{\"a\\\"b\\\"\\n{c}\"}");
    }
}
