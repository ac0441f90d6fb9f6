//! A stub stands in for the code of a spec that is wrong. Of a spec that is right it offers what the code
//! offers, name for name and type for type, so that whoever uses the code has no error of his own when
//! the spec breaks.

use quote::ToTokens as _;
use speckl_core::emit::ArtifactKind;
use speckl_core::emit::rust::stub;
use speckl_tests::constructs::compiled;
use speckl_tests::specs::{Example, examples, scratch};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;
use syn::{Attribute, FnArg, ImplItem, Item, Pat, Signature, TraitItem, Visibility};

/// By path: what an item is.
type Interface = BTreeMap<String, String>;

fn interface(code: &str) -> Interface {
    let mut found = Interface::new();
    let mut aliases = BTreeMap::new();
    for item in syn::parse_file(code).expect("it parses").items {
        if let Item::Type(alias) = &item {
            aliases.insert(
                alias.ident.to_string(),
                alias.ty.to_token_stream().to_string(),
            );
        }
        add(item, &mut found);
    }
    let plain = |text: String| {
        let words = text.split(' ').map(|word| expanded(word, &aliases, 0));
        let text: String = words.collect();
        // A comma that closes a broken list says nothing.
        text.replace(",>", ">")
            .replace(",)", ")")
            .replace(",}", "}")
    };
    let found = found.into_iter();
    found.map(|(path, text)| (path, plain(text))).collect()
}

/// What an alias stands for. Inside other types the code and the stub may differ in how they call one.
fn expanded(word: &str, aliases: &BTreeMap<String, String>, depth: usize) -> String {
    match aliases.get(word) {
        Some(text) if depth < 8 => {
            let words = text.split(' ');
            words
                .map(|word| expanded(word, aliases, depth + 1))
                .collect()
        }
        _ => word.to_owned(),
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// What is derived, which is a part of the interface; nothing else that stands before an item is.
fn derived(attributes: &[Attribute]) -> String {
    let derives = attributes.iter().filter(|it| it.path().is_ident("derive"));
    derives
        .map(|it| it.meta.to_token_stream().to_string())
        .collect()
}

/// A signature without the names of its parameters. That something can be called at compile time is
/// left out: nobody does while a spec is wrong.
fn signature(of: &Signature) -> String {
    let mut of = of.clone();
    of.constness = None;
    for input in &mut of.inputs {
        if let FnArg::Typed(typed) = input {
            *typed.pat = syn::parse_quote!(_);
            if let Pat::Ident(_) = &*typed.pat {
                unreachable!("it has no name any more");
            }
        }
    }
    of.inputs.pop_punct();
    of.to_token_stream().to_string()
}

fn fields(fields: &mut syn::Fields) -> bool {
    for field in fields.iter_mut() {
        field.attrs.clear();
    }
    let public = fields.iter().all(|field| is_public(&field.vis));
    match fields {
        syn::Fields::Named(named) => {
            named.named.pop_punct();
        }
        syn::Fields::Unnamed(unnamed) => {
            unnamed.unnamed.pop_punct();
        }
        syn::Fields::Unit => {}
    }
    public
}

fn add(item: Item, found: &mut Interface) {
    let text = |tokens: &dyn quote::ToTokens| tokens.to_token_stream().to_string();
    match item {
        Item::Const(it) => {
            found.insert(format!("const {}", it.ident), text(&it.ty));
        }
        Item::Fn(it) if is_public(&it.vis) => {
            found.insert(format!("fn {}", it.sig.ident), signature(&it.sig));
        }
        Item::Type(it) => {
            found.insert(format!("type {}", it.ident), text(&it.ty));
        }
        Item::Enum(mut it) => {
            let derived = derived(&it.attrs);
            it.variants.pop_punct();
            for variant in &mut it.variants {
                variant.attrs.clear();
                fields(&mut variant.fields);
            }
            found.insert(
                format!("enum {}", it.ident),
                format!("{derived} {}", text(&it.variants)),
            );
        }
        Item::Struct(mut it) if is_public(&it.vis) => {
            let derived = derived(&it.attrs);
            let shown = if fields(&mut it.fields) && !it.fields.is_empty() {
                text(&it.fields)
            } else {
                "private".to_owned()
            };
            found.insert(
                format!("struct {} {}", it.ident, text(&it.generics)),
                format!("{derived} {shown}"),
            );
        }
        Item::Trait(it) => {
            for function in it.items {
                if let TraitItem::Fn(function) = function {
                    let name = format!("{}::{}", it.ident, function.sig.ident);
                    found.insert(name, signature(&function.sig));
                }
            }
        }
        Item::Impl(it) => {
            let of = text(&it.self_ty);
            if let Some((path, _)) = &it.trait_ {
                found.insert(format!("{} for {of}", text(path)), text(&it.generics));
                return;
            }
            for item in it.items {
                match item {
                    ImplItem::Fn(function) if is_public(&function.vis) => {
                        let name = format!("{of}::{}", function.sig.ident);
                        found.insert(name, signature(&function.sig));
                    }
                    ImplItem::Const(it) if is_public(&it.vis) => {
                        found.insert(format!("{of}::{}", it.ident), text(&it.ty));
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn both(example: &Example) -> (String, String) {
    let unit = &example.compilation.units[0];
    let mut artifacts = unit.artifacts.iter();
    let code = artifacts.find(|it| it.kind == ArtifactKind::Rust);
    let code = code.expect("an example gives Rust").text().to_owned();
    (code, stub(&unit.outline))
}

#[test]
fn a_stub_offers_what_the_code_offers() {
    let mut compared = 0;
    let mut wrong = Vec::new();
    for example in examples().iter().chain(&compiled(None)) {
        let (code, stub) = both(example);
        let offered = interface(&stub);
        for (path, expected) in interface(&code) {
            let offered = offered.get(&path).map_or("nothing", String::as_str);
            // What `next` rules out comes after what it allows.
            let extends = path.ends_with("Action") && offered.starts_with(&expected);
            if offered != expected && !extends {
                let name = &example.name;
                wrong.push(format!("{name}: {path} is {expected}, and not {offered}"));
            }
        }
        compared += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 90, "only {compared} were compared");
}

/// And it compiles, without a warning, where nothing is allowed.
#[test]
fn stubs_compile() {
    let folder = scratch("stubs");
    let mut lib = String::from("#![no_std]\n#![forbid(unsafe_code)]\n#![deny(warnings)]\n");
    for (at, example) in examples().iter().chain(&compiled(None)).enumerate() {
        std::fs::write(folder.join(format!("s{at}.rs")), both(example).1).expect("can be written");
        let _ = writeln!(lib, "pub mod s{at} {{ include!(\"s{at}.rs\"); }}");
    }
    let source = folder.join("lib.rs");
    std::fs::write(&source, lib).expect("can be written");
    let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args([
            "--edition",
            "2021",
            "--crate-type",
            "lib",
            "--emit",
            "metadata",
            "--out-dir",
        ])
        .arg(&folder)
        .arg(&source)
        .output()
        .expect("rustc runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
