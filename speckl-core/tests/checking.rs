//! What the checker counts, by hand; what it finds; and what it does not overstate.

use speckl_core::check::{CheckOptions, Deadlocks, Limit, Outcome, PropertyKind, Verdict, check};
use speckl_core::compile::{Checked, Options, compile};
use speckl_core::value::Value;
use std::collections::BTreeSet;

fn checked(text: &str) -> Checked {
    let options = Options {
        check: None,
        emit: BTreeSet::new(),
        ..Options::build()
    };
    let mut compilation = compile("x.speckdl", text, &options);
    let findings: Vec<_> = compilation
        .diagnostics
        .iter()
        .map(|it| format!("{} {}", it.code, it.message))
        .collect();
    let checked = compilation.units.remove(0).checked;
    checked.unwrap_or_else(|| panic!("is valid: {findings:?}\n{text}"))
}

fn verdict_with(text: &str, options: &CheckOptions) -> Verdict {
    let checked = checked(text);
    check(&checked.model, &checked.program, options)
}

fn verdict(text: &str) -> Verdict {
    verdict_with(text, &CheckOptions::default())
}

fn codes(verdict: &Verdict) -> Vec<&'static str> {
    verdict
        .diagnostics
        .iter()
        .map(|it| it.code.name())
        .collect()
}

fn statuses(verdict: &Verdict) -> Vec<Outcome> {
    verdict.properties.iter().map(|it| it.status).collect()
}

/// A variable of a type that any value may be put into, from a first one.
fn box_of(ty: &str, first: &str, rest: &str) -> Verdict {
    verdict(&format!(
        "spec Box\ntype T = {ty}\nstate x: T = {first}\naction put(new: T)\n  x := new\n{rest}"
    ))
}

#[test]
fn composite_parameters_take_all_their_values() {
    for (ty, first, count) in [
        ("Bool", "false", 2),
        ("1..3", "1", 3),
        ("Set(1..3)", "{}", 8),
        ("Map(1..2, Bool)", "{}", 9),
        ("{ a: Bool, b: 1..3 }", "{ a: false, b: 1 }", 6),
        ("(Bool, 1..3)", "(true, 2)", 6),
        ("(1..3)?", "null", 4),
        ("enum { idle, running { pid: 1..3, hot: Bool } }", "idle", 7),
        ("Set(Set(Bool))", "{}", 16),
        ("Map(Bool, Set(Bool))", "{}", 25),
    ] {
        let verdict = box_of(ty, first, "");
        assert_eq!(verdict.states, count, "{ty}");
        assert_eq!(verdict.transitions, count * count, "{ty}");
        assert_eq!(verdict.outcome, Outcome::Proved, "{ty}");
    }
}

#[test]
fn what_has_no_end_is_narrowed_and_said_to_be() {
    for (ty, first, rest, count, narrowed) in [
        ("Nat", "0", "", 4, vec![("Nat", "0..3")]),
        ("Int", "0", "", 5, vec![("Int", "-2..2")]),
        ("String", "\"a\"", "", 2, vec![("String", "{\"\", \"a\"}")]),
        ("List(Bool)", "[]", "", 15, vec![("List", "3 elements")]),
        (
            "List(Bool)",
            "[]",
            "bounds { List = 1 }",
            3,
            vec![("List", "1 element")],
        ),
        (
            "Nat",
            "0",
            "bounds { Nat = 0..9 }",
            10,
            vec![("Nat", "0..9")],
        ),
        (
            "Nat",
            "0",
            "bounds { put.new = 5..6 }",
            3,
            vec![("put.new", "5..6")],
        ),
        ("0..9", "0", "bounds { T = 0..2 }", 3, vec![("T", "0..2")]),
        (
            "String",
            "\"\"",
            "bounds { String = {\"a\", \"b\"} }",
            3,
            vec![("String", "{\"a\", \"b\"}")],
        ),
    ] {
        let verdict = box_of(ty, first, rest);
        assert_eq!(verdict.states, count, "{ty} {rest}");
        assert_eq!(verdict.outcome, Outcome::Bounded, "{ty} {rest}");
        let told = verdict.narrowed.iter();
        let told: Vec<_> = told
            .map(|it| (it.domain.as_str(), it.to.as_str()))
            .collect();
        assert_eq!(told, narrowed, "{ty} {rest}");
    }
}

#[test]
fn depth_and_states_are_bounded_by_the_spec_too() {
    let count = "spec Up\nstate n: 0..100 = 0\naction up\n  require n < 100\n  n := n + 1\n";
    let whole = verdict(count);
    assert_eq!((whole.states, whole.depth), (101, 100));
    let deep = verdict(&format!("{count}bounds {{ depth = 5 }}"));
    assert_eq!((deep.states, deep.limit), (6, Some(Limit::Depth(5))));
    let many = verdict(&format!("{count}bounds {{ states = 7 }}"));
    assert_eq!((many.states, many.limit), (7, Some(Limit::States(7))));
    assert_eq!(many.outcome, Outcome::Bounded);
}

#[test]
fn a_host_may_answer_anything() {
    let sense = "spec Sense\nextern reading(): 0..2\nstate x: 0..2 = 0\nstate y: 0..2 = 0\n\
                 action sense\n  x := reading()\n  if x > 0 { y := reading() }\n";
    let free = verdict(sense);
    // x is 0 with any y that was; or 1 or 2 with any y.
    assert_eq!(free.states, 9);
    assert_eq!(free.transitions, 9 * (1 + 2 * 3));
    let broken = verdict(&format!("{sense}invariant Same\n  x == 2 implies y == 0\n"));
    assert_eq!(broken.outcome, Outcome::Violated);
    let trace = &broken.violations[0].trace;
    assert_eq!(trace.len(), 2);
    let given: Vec<_> = trace[1]
        .externs
        .iter()
        .map(|(_, value)| value.clone())
        .collect();
    assert_eq!(given, [Value::Int(2), Value::Int(1)]);
}

#[test]
fn a_reachable_needs_a_witness() {
    let up =
        "spec Up\nstate n: 0..3 = 0\naction up\n  require n < 2\n  n := n + 1\nfinal: n == 2\n";
    let found = verdict(&format!("{up}reachable Top: n == 2\n"));
    assert_eq!(statuses(&found), [Outcome::Proved]);
    let missed = verdict(&format!("{up}reachable Three: n == 3\n"));
    assert_eq!(missed.outcome, Outcome::Violated);
    assert_eq!(missed.violations[0].kind, PropertyKind::Reachable);
    assert_eq!(codes(&missed), ["E0509"]);
    // What was not seen may be there.
    let open = verdict(&format!(
        "{up}reachable Three: n == 3\nbounds {{ depth = 1 }}\n"
    ));
    assert_eq!(statuses(&open), [Outcome::Bounded]);
    assert_eq!(codes(&open), ["W0303", "W0320"]);
    // A witness is one, however little was seen.
    let early = verdict(&format!(
        "{up}reachable One: n == 1\nbounds {{ depth = 1 }}\n"
    ));
    assert_eq!(statuses(&early), [Outcome::Proved]);
}

const LIGHT: &str = "spec Light\nstate on: Bool = false\nstate n: 0..1 = 0\n\
                     action switch\n  on := not on\naction other\n  n := 1 - n\n";

#[test]
fn without_fairness_nothing_has_to_happen() {
    let verdict = verdict(&format!("{LIGHT}property P: eventually on\n"));
    assert_eq!(verdict.outcome, Outcome::Violated);
    let violation = &verdict.violations[0];
    assert_eq!(
        (violation.kind, violation.loop_start),
        (PropertyKind::Property, Some(0))
    );
    assert_eq!(violation.trace.len(), 1);
    assert_eq!(codes(&verdict)[0], "E0508");
}

#[test]
fn fairness_makes_things_happen() {
    for (fair, property, holds) in [
        ("fair switch", "eventually on", true),
        ("fair switch", "always eventually on", true),
        ("fair switch", "always eventually not on", true),
        ("fair switch", "eventually always on", false),
        ("fair other", "eventually on", false),
        ("fair switch", "not on leadsto on", true),
        ("fair switch", "on leadsto not on", true),
        ("fair switch", "n == 0 leadsto n == 1", false),
        ("fair switch, other", "n == 0 leadsto n == 1", true),
        (
            "strongly fair switch",
            "always eventually (on and n == 0)",
            false,
        ),
        ("fair switch", "always (on implies enabled(switch))", true),
        ("fair switch", "always n == 0", false),
    ] {
        let verdict = verdict(&format!("{LIGHT}{fair}\nproperty P: {property}\n"));
        let expected = if holds {
            Outcome::Proved
        } else {
            Outcome::Violated
        };
        assert_eq!(statuses(&verdict), [expected], "{fair}: {property}");
        assert_eq!(verdict.outcome, expected, "{fair}: {property}");
    }
}

#[test]
fn weak_fairness_is_not_strong() {
    // `leave` is possible only now and then.
    let room = "spec Room\nstate at: 0..2 = 0\naction go\n  require at < 2\n  at := 1 - at\n\
                action leave\n  require at == 1\n  at := 2\nfinal: at == 2\n";
    let property = "property Out: eventually at == 2\n";
    let weak = verdict(&format!("{room}fair go, leave\n{property}"));
    assert_eq!(statuses(&weak), [Outcome::Violated]);
    let violation = &weak.violations[0];
    assert_eq!((violation.trace.len(), violation.loop_start), (3, Some(0)));
    assert_eq!(violation.trace[0].state, violation.trace[2].state);
    let strong = verdict(&format!("{room}fair go\nstrongly fair leave\n{property}"));
    assert_eq!(statuses(&strong), [Outcome::Proved]);
}

#[test]
fn fairness_of_each_argument_is_more_than_of_the_action() {
    let pots = "spec Pots\nstate full: Map(1..2, Bool) = { i: false for i in 1..2 }\n\
                action fill(i: 1..2)\n  full[i] := true\naction tip\n  full[1] := false\n";
    let property = "property All: eventually full[2]\n";
    let whole = verdict(&format!("{pots}fair fill\n{property}"));
    assert_eq!(statuses(&whole), [Outcome::Violated]);
    let each = verdict(&format!("{pots}fair each fill\n{property}"));
    assert_eq!(statuses(&each), [Outcome::Proved]);
}

#[test]
fn a_bounded_search_proves_no_property_and_accuses_only_where_it_saw() {
    let up = "spec Up\nstate n: 0..50 = 0\naction up\n  require n < 50\n  n := n + 1\n\
              fair up\nfinal: n == 50\nbounds { depth = 5 }\n";
    let top = verdict(&format!("{up}property Top: eventually n == 50\n"));
    assert_eq!(statuses(&top), [Outcome::Bounded]);
    let fall = verdict(&format!("{up}property Stay: always n < 3\n"));
    assert_eq!(statuses(&fall), [Outcome::Violated]);
    // Of the arguments of `up` only some were tried, so what makes it go on may have been left out.
    let some = "spec Some\nstate n: 0..1 = 0\naction up(by: Nat)\n  require by == 7\n  n := 1\n\
                fair up\nproperty Up: eventually n == 1\n";
    let some = verdict(some);
    assert_eq!(statuses(&some), [Outcome::Bounded]);
    assert!(codes(&some).contains(&"W0320"));
}

#[test]
fn long_loops_end_the_check_and_not_the_patience() {
    let text = "spec Long\nstate n: Nat = 0\naction spin\n\
                for i in 1..1_000_000 { for j in 1..1_000_000 { n := 0 } }\n";
    let options = CheckOptions {
        max_work: Some(100_000),
        ..CheckOptions::default()
    };
    let verdict = verdict_with(text, &options);
    assert_eq!(verdict.limit, Some(Limit::Work(100_000)));
    assert_eq!(verdict.outcome, Outcome::Bounded);
    let wide =
        "spec Wide\nstate s: Set(1..1_000_000) = {}\naction put(x: Set(1..1_000_000))\n  s := x\n";
    let options = CheckOptions {
        max_tuples: Some(1_000),
        ..CheckOptions::default()
    };
    let verdict = verdict_with(wide, &options);
    assert_eq!(verdict.limit, Some(Limit::Tuples(1_000)));
}

#[test]
fn what_was_visited_whole_is_proved_whatever_else_is_wrong() {
    let options = CheckOptions {
        deadlocks: Deadlocks::Deny,
        ..CheckOptions::default()
    };
    let stuck = "spec Stuck\nstate n: 0..2 = 0\naction up\n  require n < 2\n  n := n + 1\n\
                 invariant Small\n  n <= 2\n";
    let verdict = verdict_with(stuck, &options);
    assert_eq!(verdict.outcome, Outcome::Violated);
    assert_eq!(statuses(&verdict), [Outcome::Proved]);
    // An invariant that faults is broken; the others hold where everything was seen.
    let fault = "spec Fault\nstate n: 0..2 = 0\naction up\n  n := (n + 1) % 3\n\
                 invariant Half\n  1 / (2 - n) >= 0\ninvariant Small\n  n <= 2\n";
    let verdict = verdict_with(fault, &options);
    assert_eq!(verdict.violations[0].kind, PropertyKind::Fault);
    assert_eq!(statuses(&verdict)[0], Outcome::Violated);
}

#[test]
fn what_holds_for_want_of_a_case_is_told() {
    let text = "spec Vain\ntype Mode = enum { idle, busy, gone }\nstate mode: Mode = idle\n\
                state name: String = \"a\"\naction work\n  mode := if mode == idle then busy else idle\n\
                name := if name == \"a\" then \"b\" else \"a\"\n\
                invariant Never\n  mode == gone implies name == \"a\"\n\
                invariant Sometimes\n  mode == busy implies name == \"b\"\n";
    let verdict = verdict(text);
    assert_eq!(verdict.outcome, Outcome::Proved);
    assert_eq!(codes(&verdict), ["W0322", "W0323", "W0321"]);
    assert!(verdict.diagnostics[0].message.contains("`Never`"));
}

#[test]
fn places_inside_variables_are_assigned() {
    let text = "spec Deep\ntype Account = { owner: 1..2, moves: List(0..3), last: (0..3)? }\n\
        state all: Map(1..2, Account) = { i: { owner: i, moves: [], last: null } for i in 1..2 }\n\
        action move(i: 1..2, n: 0..3)\n  require size(all[i].moves) < 2\n\
        all[i].moves := append(all[i].moves, n)\n  all[i].last := n\n\
        action again(i: 1..2)\n  require size(all[i].moves) > 0\n  all[i].moves[1] := 0\n\
        invariant Owned\n  forall i in 1..2: all[i].owner == i\n\
        invariant Told\n  forall i in 1..2: all[i].last == null iff size(all[i].moves) == 0\n";
    let verdict = verdict(text);
    assert_eq!(codes(&verdict), Vec::<&str>::new());
    assert_eq!(verdict.outcome, Outcome::Proved);
}
