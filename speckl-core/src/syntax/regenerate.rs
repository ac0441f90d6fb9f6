//! `grammar.pest` → `grammar.rs`: the checked-in expansion is what pest makes of the grammar today.
//!
//! It is checked in so that no user's build compiles pest's generator. After a change of the grammar
//! run this test once with `SPECKL_BLESS=1`.

use quote::quote;
use std::path::Path;

#[test]
fn the_checked_in_expansion_is_up_to_date() {
    let grammar = include_str!("grammar.pest");
    let expansion = pest_generator::derive_parser(
        quote! {
            #[grammar_inline = #grammar]
            pub(super) struct Grammar;
        },
        false,
    );
    let file = syn::parse2(quote! {
        pub(super) struct Grammar;
        #expansion
    });
    let file = file.expect("pest generates Rust");
    let text = format!(
        "// Made from grammar.pest by the test in regenerate.rs (SPECKL_BLESS=1 rewrites it). Do not edit.\n\n{}",
        prettyplease::unparse(&file)
    );
    let path = Path::new(file!()).with_file_name("grammar.rs");
    let path = if path.is_absolute() {
        path
    } else {
        // `file!` is relative to the workspace, tests run in the package.
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let direct = package.join(&path);
        let in_workspace = package.join("..").join(&path);
        if direct.exists() {
            direct
        } else {
            in_workspace
        }
    };
    if std::env::var_os("SPECKL_BLESS").is_some() {
        std::fs::write(&path, &text).expect("grammar.rs can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "grammar.rs is not what grammar.pest gives: run with SPECKL_BLESS=1"
    );
}
