//! `reachable`, `property`, `fair`, `extern`, `next`, `final`.

use super::{assert_told, elements, model, read};
use crate::diagnostic::Code;
use crate::model::{ExprKind, Temporal};

const LIGHT: &str = "spec S\n  state on: Bool = false\n  action flip\n    on := not on\n";

fn light(more: &str) -> String {
    format!("{LIGHT}{more}")
}

#[test]
fn claims_become_conditions_with_elements() {
    let model = model(&light(
        "  reachable Lit: on\n  property Back: on leadsto not on\n  fair flip\n  final: on\n",
    ));
    assert_eq!(model.reachables[0].conditions.len(), 1);
    assert!(matches!(
        model.properties[0].formulas[0],
        Temporal::LeadsTo(..)
    ));
    assert!(!model.fairness[0].strong && !model.fairness[0].each);
    let known = elements(&model);
    for id in [
        "S/reachable/Lit",
        "S/reachable/Lit/condition/0",
        "S/property/Back",
        "S/property/Back/condition/1",
        "S/fair/0",
        "S/final",
    ] {
        assert!(known.contains(&id), "{id} in {known:?}");
    }
}

#[test]
fn an_invariant_can_be_named_in_a_property() {
    let model = model(&light(
        "  invariant Both\n    on or not on\n    on implies on\n  property P: always Both\n",
    ));
    let Temporal::Always(condition) = &model.properties[0].formulas[0] else {
        panic!("it says always");
    };
    assert!(matches!(
        model.expr(condition.expr).kind,
        ExprKind::Logic { .. }
    ));
}

#[test]
fn a_step_invariant_cannot_be_named_in_a_property() {
    assert_told(
        &light("  invariant Step\n    prev(on) != on\n  property P: always Step\n"),
        &[(Code::MisplacedPrev, "Step")],
    );
}

#[test]
fn what_is_about_one_state_has_no_state_before() {
    for (claim, at) in [
        ("  reachable R: prev(on)\n", "prev(on)"),
        ("  property P: always prev(on)\n", "prev(on)"),
        ("  final: prev(on)\n", "prev(on)"),
    ] {
        assert_told(&light(claim), &[(Code::MisplacedPrev, at)]);
    }
}

#[test]
fn fairness_and_next_name_actions() {
    assert_told(&light("  fair flap\n"), &[(Code::UnknownName, "flap")]);
    assert_told(&light("  next: flop\n"), &[(Code::UnknownName, "flop")]);
    let model = model(&light("  strongly fair flip\n  fair each flip\n"));
    assert!(model.fairness[0].strong);
    assert!(model.fairness[1].each);
}

#[test]
fn an_extern_has_parameters_and_a_result() {
    let model = model(
        "spec S\n  extern ask(question: String): 0..3\n  state n: 0..3 = 0\n  action go\n    n := ask(\"?\")\n",
    );
    assert_eq!(model.externs[0].params[0].name, "question");
    assert_eq!(
        model.element(model.externs[0].params[0].element).id,
        "S/extern/ask/param/question"
    );
    assert_told(
        &light("  extern f(x: Flot): Int\n"),
        &[(Code::UnknownType, "Flot")],
    );
}

#[test]
fn names_are_declared_once_in_each_namespace() {
    for twice in [
        "  reachable R: on\n  reachable R: on\n",
        "  property R: always on\n  property R: always on\n",
        "  extern R(): Int\n  def R(): Int = 1\n",
        "  invariant R\n    true\n  invariant R\n    true\n",
    ] {
        let read = read(&light(twice));
        assert_eq!(read.told(), [(Code::DuplicateName, "R")], "{twice}");
    }
    let read = read(&light("  final: on\n  final: not on\n"));
    assert_eq!(read.findings[0].code, Code::DuplicateDeclaration);
}
