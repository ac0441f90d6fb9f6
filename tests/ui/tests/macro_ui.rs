//! What the user of the macro sees when something is wrong: rustc's own output, with our words at the
//! very tokens.

#[test]
fn errors_underline_the_tokens() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
