//! Laws that hold for every text and every tree.

use super::super::ast::{DeclKind, Expr, File};
use super::super::{format, format_source};
use super::trees::{expression, file, statement, type_expression};
use super::{parsed, shape, tree, without_spans};
use crate::source::FileId;
use proptest::prelude::*;
use std::fmt::Write as _;

fn formatted(text: &str) -> String {
    match format_source(FileId(0), text) {
        Ok(text) => text,
        Err(findings) => panic!("{text}\n{findings:#?}"),
    }
}

fn read(text: &str) -> Result<File, TestCaseError> {
    let parsed = parsed(text);
    prop_assert!(
        parsed.diagnostics.is_empty(),
        "{}\n{:#?}",
        text,
        parsed.diagnostics
    );
    Ok(parsed.file)
}

/// The text with comments between its lines, and how many.
fn commented(text: &str, seeds: &[u8]) -> (String, usize) {
    let mut out = String::new();
    let mut count = 0;
    for (line, seed) in text.lines().zip(seeds.iter().cycle()) {
        let indent = &line[..line.len() - line.trim_start().len()];
        let is_doc = line.trim_start().starts_with("///");
        let mut comment = |out: &mut String, before: &str, signs: (&str, &str), after: &str| {
            let _ = write!(out, "{before}{}c{count}{}{after}", signs.0, signs.1);
            count += 1;
        };
        match seed % 8 {
            0 => comment(&mut out, indent, ("// ", ""), "\n"),
            1 => comment(&mut out, indent, ("/* ", " */"), "\n\n\n"),
            _ => {}
        }
        out.push_str(line);
        match seed % 8 {
            2 if !is_doc => comment(&mut out, " ", ("// ", ""), ""),
            3 if !is_doc => comment(&mut out, " ", ("/* ", " */"), ""),
            _ => {}
        }
        out.push('\n');
    }
    (out, count)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn expressions_are_read_as_they_are_printed(e in expression()) {
        let text = format::expr(&e);
        prop_assert!(!text.contains('\n'));
        let file = read(&format!("spec A\ninvariant I\n({text})\n"))?;
        let DeclKind::Invariant { body, .. } = &file.specs[0].decls[0].kind else {
            return Err(TestCaseError::fail("an invariant"));
        };
        prop_assert_eq!(body.len(), 1);
        let bare = |e: &Expr| without_spans(&format!("{e:#?}"));
        prop_assert_eq!(bare(&body[0]), bare(&e), "{}", text);
        prop_assert_eq!(format::expr(&body[0]), text);
    }

    #[test]
    fn types_are_read_as_they_are_printed(ty in type_expression()) {
        let text = format::type_expr(&ty);
        let file = read(&format!("spec A\ntype T = {text}\n"))?;
        let DeclKind::Type { ty: found, .. } = &file.specs[0].decls[0].kind else {
            return Err(TestCaseError::fail("a type"));
        };
        prop_assert_eq!(without_spans(&format!("{found:#?}")), without_spans(&format!("{ty:#?}")), "{}", text);
    }

    #[test]
    fn statements_are_read_as_they_are_printed(stmt in statement()) {
        let text = format::stmt(&stmt);
        let file = read(&format!("spec A\naction a0a\n{text}\n"))?;
        let DeclKind::Action { body, .. } = &file.specs[0].decls[0].kind else {
            return Err(TestCaseError::fail("an action"));
        };
        prop_assert_eq!(body.len(), 1, "{}", text);
        prop_assert_eq!(without_spans(&format!("{:#?}", body[0])), without_spans(&format!("{stmt:#?}")), "{}", text);
    }

    #[test]
    fn files_are_read_as_they_are_printed(file in file()) {
        let text = format::file(&file);
        let found = read(&text)?;
        prop_assert_eq!(shape(&found), shape(&file), "{}", text);
        prop_assert_eq!(&format::file(&found), &text);
        // Without indentation and with Windows line ends it is the same.
        let flat: String = text.lines().flat_map(|line| [line.trim_start(), "\r\n"]).collect();
        prop_assert_eq!(shape(&read(&flat)?), shape(&file), "{}", flat);
    }

    #[test]
    fn rewriting_keeps_the_tree_and_every_comment(file in file(), seeds in proptest::collection::vec(any::<u8>(), 8..40)) {
        let canonical = format::file(&file);
        let (text, count) = commented(&canonical, &seeds);
        let once = formatted(&text);
        prop_assert_eq!(shape(&read(&once)?), shape(&read(&text)?), "{}\n=>\n{}", text, once);
        for index in 0..count {
            let line = once.matches(&format!("// c{index}\n")).count();
            let block = once.matches(&format!("/* c{index} */")).count();
            prop_assert_eq!(line + block, 1, "c{} in\n{}\n=>\n{}", index, text, once);
        }
        prop_assert_eq!(&formatted(&once), &once, "{}", text);
    }

    #[test]
    fn no_text_panics(text in "\\PC*") {
        parsed(&text);
        parsed(&format!("spec A\naction a\n{text}"));
    }

    #[test]
    fn no_soup_of_tokens_panics_and_findings_lie_in_the_text(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "spec ", "A ", "state ", "x", ": ", "Int ", "= ", ":= ", "\n", "\n  ", "init ", "action ", "invariant ", "if ", "else ",
            "then ", "(", ")", "{", "}", "[", "]", "and ", "not ", "- ", "1", "..", ",", ";", "\"s\" ", "enum ", "require ", "emit ",
            "é ", "let ", "in ", "with ", "where ", "for ", "=> {", "property ", "always ", "leadsto ", "bounds ", "fair ", "sum(", "{ x in ", "forall ", "match ", "=> ", "'", "/// d\n", "satisfies ", "Set<", ">", "constraint ", "\r\n", "?",
        ]), 0..60)
    ) {
        let text = format!("spec A\n{}", words.concat());
        for finding in parsed(&text).diagnostics {
            prop_assert!(text.get(finding.primary.span.range()).is_some());
        }
        if let Ok(once) = format_source(FileId(0), &text) {
            prop_assert_eq!(&formatted(&once), &once, "{}", text);
            prop_assert_eq!(shape(&tree(&once)), shape(&tree(&text)), "{}", text);
        }
    }
}
