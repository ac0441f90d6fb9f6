//! What is allowed and yet probably not meant.

use super::{act, act_with, claim};
use crate::diagnostic::Code;

#[test]
fn comparisons_that_say_nothing() {
    let same = Code::TautologicalComparison;
    for (expr, told) in [
        ("n >= 0", Some("n >= 0")),
        ("0 <= n", Some("0 <= n")),
        ("size(xs) >= 0", Some("size(xs) >= 0")),
        ("n > 20", Some("n > 20")),
        ("n == n", Some("n == n")),
        ("n != null", Some("n != null")),
        ("n > 19", None),
        // A check may give a constant another value.
        ("n >= N - 3", None),
        ("3 == N", None),
        ("owner != null", None),
    ] {
        let expected: Vec<_> = told.map(|text| (same, text)).into_iter().collect();
        assert_eq!(claim(expr).told(), expected, "{expr}");
    }
    // What an assertion claims may well be plain.
    assert_eq!(act("n := 1\nassert n >= 0").told(), []);
}

#[test]
fn locals_that_nothing_reads() {
    let unused = Code::UnusedName;
    assert_eq!(act("let q := 1\nn := 2").told(), [(unused, "q")]);
    assert_eq!(act("let _q := 1\nn := 2").told(), []);
    assert_eq!(act("for x in s { n := 2 }").told(), [(unused, "x")]);
    assert_eq!(act_with("k: 0..3", "n := 2").told(), [(unused, "k")]);
    assert_eq!(claim("forall x in s: n > 1").told(), [(unused, "x")]);
    assert_eq!(
        act("n := match phase { running { pid } => 1, _ => 0 }").told(),
        [],
        "names what is matched"
    );
    assert_eq!(
        act("n := match phase { running { pid: q } => 1, _ => 0 }").told(),
        [(unused, "q")]
    );
    assert_eq!(act("let q := 1\nlet r := q\nn := r").told(), []);
}

#[test]
fn bare_names_of_several_enums() {
    let told = |body: &str| {
        let read = act(body);
        let findings = read.findings.iter();
        let findings = findings.filter(|finding| finding.code == Code::SharedValue);
        findings
            .map(|finding| finding.suggestion.clone().map(|it| it.replacement))
            .collect::<Vec<_>>()
    };
    let meant = || vec![Some("Phase.idle".to_owned())];
    assert_eq!(told("phase := idle"), meant());
    assert_eq!(told("require phase == idle\nphase := idle"), meant());
    assert_eq!(told("phase := Phase.idle"), []);
    assert_eq!(told("phase := done"), []);
    assert_eq!(told("n := match phase { idle => 1, _ => 2 }"), []);
}

#[test]
fn locals_that_hide() {
    let hidden = Code::HiddenName;
    assert_eq!(act("let word := 1\nn := word").told(), [(hidden, "word")]);
    assert_eq!(act("let N := 1\nn := N").told(), [(hidden, "N")]);
    assert_eq!(act("let gone := 1\nn := gone").told(), [(hidden, "gone")]);
}
