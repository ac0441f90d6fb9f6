//! The member `enabled`: every action that may happen now, found by asking.

use super::docs::{code, comment};
use super::domain::{all_values, count};
use super::layout::{asked, call, call_with, concat, write};
use super::support::Support;
use super::surface::{Parameter, Surface};
use crate::emit::trace::{Rule, Scope};
use crate::model::ActionId;

/// The largest number of argument combinations of an action that `enabled` goes through.
const COMBINATIONS: u128 = 4096;

/// How many combinations the arguments of an action have.
fn combinations(surface: &Surface<'_>, parameters: &[Parameter<'_>]) -> u128 {
    let counts = parameters.iter().map(|it| count(surface, it.declared.ty));
    counts.fold(1, u128::saturating_mul)
}

/// Writes the member.
pub(super) fn enabled(scope: &mut Scope<'_>, surface: &Surface<'_>, support: &mut Support) {
    let (listed, left_out): (Vec<_>, Vec<_>) = surface
        .model
        .allowed_actions()
        .map(|(id, action)| (id, action, surface.action_parameters(id)))
        .partition(|(_, _, parameters)| combinations(surface, parameters) <= COMBINATIONS);
    let action_type = &surface.names.action;
    let mut scope = scope.under(Rule::Machine);
    scope.blank();
    let mut lines =
        vec!["What may happen now: every action, with every combination of arguments.".to_owned()];
    if !left_out.is_empty() {
        let left_out: Vec<String> = left_out
            .iter()
            .map(|(_, action, _)| code(&action.name))
            .collect();
        lines.extend([
            String::new(),
            format!(
                "Left out, having more than {COMBINATIONS} of them: {}.",
                left_out.join(", ")
            ),
        ]);
    }
    comment(&mut scope, &lines);
    scope.line(format!("enabled(): readonly {action_type}[] {{"));
    scope.indented(|scope| {
        if listed.is_empty() {
            scope.line("return [];");
            return;
        }
        scope.line(format!("const possible: {action_type}[] = [];"));
        for (id, action, parameters) in &listed {
            let mut scope = scope.under(action.element);
            combine(&mut scope, surface, *id, parameters, 0, support);
        }
        scope.line("return possible;");
    });
    scope.line("}");
}

/// Loops over the arguments from the one at index `from` on, and the question inside them.
fn combine(
    scope: &mut Scope<'_>,
    surface: &Surface<'_>,
    id: ActionId,
    parameters: &[Parameter<'_>],
    from: usize,
    support: &mut Support,
) {
    let Some(parameter) = parameters.get(from) else {
        let arguments = parameters.iter().map(|p| p.name.as_str().into()).collect();
        let question = call(format!("this.{}", surface.names.action(id).can), arguments);
        write(scope, [asked("if ", question), " {".into()]);
        scope.indented(|scope| {
            let data = surface.action_data(id, parameters);
            write(scope, [call_with("possible.push", data), ";".into()]);
        });
        scope.line("}");
        return;
    };
    let name = &parameter.name;
    let ty = parameter.declared.ty;
    match surface.model.types.get(ty).integers() {
        None => {
            let all = all_values(surface, ty, support);
            let head = concat([format!("const {name} of ").into(), all]);
            write(scope, [asked("for ", head), " {".into()]);
        }
        Some(ends) => {
            let suffix = if surface.is_wide(ty) { "n" } else { "" };
            scope.line(format!(
                "for (let {name} = {}{suffix}; {name} <= {}{suffix}; {name}++) {{",
                ends.lo, ends.hi
            ));
        }
    }
    scope.indented(|scope| combine(scope, surface, id, parameters, from + 1, support));
    scope.line("}");
}
