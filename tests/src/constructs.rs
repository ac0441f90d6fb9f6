//! The constructs of `docs/constructs.md`: the rows of its table, and the examples below it.

use crate::specs::{Example, root};
use speckl_core::check::CheckOptions;
use speckl_core::compile::{Options, compile};

/// One construct: its title, and its example.
pub struct Construct {
    /// The title of its section.
    pub title: String,
    /// A whole file.
    pub text: String,
}

fn page() -> String {
    std::fs::read_to_string(root().join("docs/constructs.md")).expect("the page is there")
}

/// The titles in the table, in order, with what stands in the other columns.
pub fn rows() -> Vec<(String, Vec<String>)> {
    let page = page();
    let rows = page.lines().filter_map(|line| {
        let title = line.strip_prefix("| [")?;
        let (title, rest) = title.split_once("](#")?;
        let cells = rest.split('|').skip(1).map(|cell| cell.trim().to_owned());
        let cells: Vec<String> = cells.filter(|cell| !cell.is_empty()).collect();
        Some((title.replace("\\|", "|"), cells))
    });
    rows.collect()
}

/// The examples, in order.
pub fn constructs() -> Vec<Construct> {
    let page = page();
    let sections = page.split("\n## ").skip(1);
    sections
        .map(|section| {
            let (title, rest) = section.split_once('\n').expect("a title ends its line");
            let (_, code) = rest
                .split_once("```speckdl\n")
                .expect("a section has an example");
            let (text, _) = code.split_once("```").expect("an example ends");
            Construct {
                title: title.to_owned(),
                text: text.to_owned(),
            }
        })
        .collect()
}

/// The examples, compiled. Those that are run are compiled without a check: some fault now and then, to
/// show that all executions fault alike.
pub fn compiled(check: Option<&CheckOptions>) -> Vec<Example> {
    let constructs = constructs().into_iter();
    constructs
        .map(|construct| {
            let options = Options {
                check: check.cloned(),
                ..Options::build()
            };
            let compilation = compile("construct.speckdl", &construct.text, &options);
            let valid = compilation.units.iter().all(|unit| unit.checked.is_some());
            assert!(
                valid && (check.is_some() || !compilation.failed()),
                "{}: {:#?}",
                construct.title,
                compilation.diagnostics
            );
            Example {
                name: construct.title,
                text: construct.text,
                broken: false,
                compilation,
            }
        })
        .collect()
}
