//! The table of constructs says what is so: each row has an example, each example a row, and what its
//! ticks promise is run. That the executions agree is tested with all other examples, in conformance.rs.

use speckl_core::check::{CheckOptions, PropertyKind};
use speckl_core::compile::{Options, compile};
use speckl_tests::constructs::{compiled, constructs, rows};
use speckl_tests::specs::formatted;

#[test]
fn the_table_has_one_row_for_each_example_and_no_gap() {
    let titles: Vec<String> = constructs().into_iter().map(|it| it.title).collect();
    let rows = rows();
    let listed: Vec<String> = rows.iter().map(|(title, _)| title.clone()).collect();
    assert_eq!(listed, titles);
    for (title, cells) in rows {
        assert_eq!(cells, ["✓"; 6], "{title}");
    }
}

/// The check goes through every example; all that it may find is a fault that the example shows.
#[test]
fn examples_are_checked() {
    let options = CheckOptions {
        max_states: Some(20_000),
        ..CheckOptions::build()
    };
    for example in compiled(Some(&options)) {
        for unit in &example.compilation.units {
            let checked = unit.checked.as_ref().expect("an example type-checks");
            let verdict = checked.verdict.as_ref().expect("an example is checked");
            assert!(verdict.states > 0, "{}", example.name);
            for violation in &verdict.violations {
                let kind = violation.kind;
                assert_eq!(kind, PropertyKind::Fault, "{}: {violation:?}", example.name);
            }
        }
    }
}

#[test]
fn examples_are_formatted_and_mean_the_same() {
    let options = Options {
        check: None,
        emit: std::collections::BTreeSet::new(),
        ..Options::build()
    };
    for construct in constructs() {
        let text = formatted(&construct.text).expect("an example parses");
        assert_eq!(text, formatted(&text).expect("so does its canonical text"));
        let [before, after] = [&construct.text, &text].map(|text| {
            let compilation = compile("construct.speckdl", text, &options);
            let units = compilation.units.iter();
            let roots = units.map(|unit| unit.checked.as_ref().map(|it| it.identity.root));
            roots.collect::<Vec<_>>()
        });
        assert_eq!(before, after, "{}", construct.title);
    }
}
