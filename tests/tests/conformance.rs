//! One meaning: every reachable state × every action × all arguments of every example gives the same
//! state, result, events or error in the evaluator, the checker's program, the generated Rust, the
//! generated TypeScript and the Wasm module.

use serde_json::{Value as Json, json};
use speckl_core::eval;
use speckl_core::model::{FailureId, Model};
use speckl_core::program::{Frame, Program};
use speckl_tests::cases::{self, Case, Question, cases};
use speckl_tests::node::{self, Target};
use speckl_tests::rust;
use speckl_tests::specs::{Example, examples};

fn parts(example: &Example) -> (&Model, &Program) {
    let checked = example.compilation.units[0]
        .checked
        .as_ref()
        .expect("an example type-checks");
    (&checked.model, &checked.program)
}

fn compare(who: &str, example: &Example, cases: &[Case], answers: &[Json]) -> usize {
    assert_eq!(
        cases.len(),
        answers.len(),
        "{who} of {} answers them all",
        example.name
    );
    let mut compared = 0;
    for (case, answer) in cases.iter().zip(answers) {
        if answer == rust::UNREPRESENTABLE {
            continue;
        }
        assert_eq!(
            answer, &case.expected,
            "{who} of {} on {:?}",
            example.name, case.question
        );
        compared += 1;
    }
    compared
}

#[test]
fn all_executions_agree_on_every_reachable_transition() {
    let examples = examples();
    let asked: Vec<Vec<Case>> = examples
        .iter()
        .map(|example| cases(parts(example).0))
        .collect();
    let driver = rust::build(&examples);
    let folder = node::build(&examples);
    let (mut total, mut in_rust) = (0, 0);
    for (at, (example, asked)) in examples.iter().zip(&asked).enumerate() {
        compare(
            "the program",
            example,
            asked,
            &program_answers(example, asked),
        );
        in_rust += compare("Rust", example, asked, &rust::answers(&driver, at, asked));
        for target in [Target::TypeScript, Target::Wasm] {
            let answers = node::answers(&folder, example, asked, target);
            compare(&format!("{target:?}"), example, asked, &answers);
        }
        total += asked.len();
    }
    // What Rust's types cannot even hold is left out there, and nothing else.
    assert!(
        in_rust * 10 > total * 9,
        "Rust was asked {in_rust} of {total}"
    );
}

/// What the checker's program answers. It sees no arguments that do not fit their type, and leaves
/// invariants to the checker; both are put around it here, as the checker does.
fn program_answers(example: &Example, asked: &[Case]) -> Vec<Json> {
    let (model, program) = parts(example);
    asked
        .iter()
        .map(|case| match &case.question {
            Question::Init(args) => {
                if let Some(failure) = misfit(model, &model.init.params, &model.init.locals, args) {
                    return json!({ "ok": false, "error": cases::error(model, failure) });
                }
                let nothing = vec![0; model.vars.len()];
                let mut frame = Frame::new();
                frame.enter(&program.init, &nothing);
                for (at, arg) in args.iter().enumerate() {
                    frame.set(program.param(at), arg.to_slot());
                }
                let made = frame
                    .run(&program.init, |_, _| ())
                    .and_then(|()| invariants(model, program, None, frame.state(model.vars.len())));
                match made {
                    Ok(()) => {
                        let state = values(model, frame.state(model.vars.len()));
                        json!({ "ok": true, "state": cases::state(model, &state) })
                    }
                    Err(failure) => json!({ "ok": false, "error": cases::error(model, failure) }),
                }
            }
            // The program has no list of what is enabled: it is asked for each action.
            Question::Enabled(_) => case.expected.clone(),
            Question::Act(state, id, args) => {
                let before: Vec<i64> = state.iter().map(|value| value.to_slot()).collect();
                let action = &model.actions[id.index()];
                let routine = program.action(*id);
                let mut events = Vec::new();
                let mut frame = Frame::new();
                frame.enter(routine, &before);
                for (at, arg) in args.iter().enumerate() {
                    frame.set(program.param(at), arg.to_slot());
                }
                let ran = match misfit(model, &action.params, &action.locals, args) {
                    Some(failure) => Err(failure),
                    None => frame.run(routine, |event, fields| {
                        let declared = &model.events[event.index()];
                        let fields: serde_json::Map<_, _> = declared
                            .fields
                            .iter()
                            .zip(fields)
                            .map(|(field, slot)| (field.name.clone(), show(model, field.ty.ty, *slot)))
                            .collect();
                        events.push(json!({ "event": declared.name, "fields": fields }));
                    }),
                };
                let can = ran.is_ok();
                let after = frame.state(model.vars.len()).to_vec();
                let done = ran.and_then(|()| invariants(model, program, Some(&before), &after));
                match done {
                    Ok(()) => json!({
                        "ok": true,
                        "events": events,
                        "result": match (routine.result, action.returns) {
                            (Some(slot), Some(declared)) => show(model, declared.ty, frame.get(slot)),
                            _ => Json::Null,
                        },
                        "state": cases::state(model, &values(model, &after)),
                        "can": can,
                    }),
                    Err(failure) => json!({
                        "ok": false,
                        "error": cases::error(model, failure),
                        "state": cases::state(model, state),
                        "can": can,
                    }),
                }
            }
        })
        .collect()
}

fn misfit(
    model: &Model,
    params: &[speckl_core::model::Param],
    locals: &[speckl_core::model::Local],
    args: &[speckl_core::value::Value],
) -> Option<FailureId> {
    params
        .iter()
        .zip(args)
        .find(|(param, arg)| {
            let fits = model
                .types
                .get(locals[param.local.index()].ty.ty)
                .integers();
            fits.is_some_and(|fits| !(fits.lo..=fits.hi).contains(&arg.to_slot()))
        })
        .map(|(param, _)| param.misfit)
}

fn invariants(
    model: &Model,
    program: &Program,
    before: Option<&[i64]>,
    after: &[i64],
) -> Result<(), FailureId> {
    for ((_, condition), routine) in model.conditions().zip(&program.conditions) {
        if condition.is_step && before.is_none() {
            continue;
        }
        let mut frame = Frame::new();
        frame.enter_step(routine, after, before.unwrap_or(after));
        frame.run(routine, |_, _| ())?;
        if routine.result.is_some_and(|slot| frame.get(slot) == 0) {
            return Err(condition.failure);
        }
    }
    Ok(())
}

fn values(model: &Model, slots: &[i64]) -> Vec<speckl_core::value::Value> {
    model
        .vars
        .iter()
        .zip(slots)
        .map(|(var, slot)| value(model, var.ty.ty, *slot))
        .collect()
}

fn value(model: &Model, ty: speckl_core::model::TypeId, slot: i64) -> speckl_core::value::Value {
    use speckl_core::model::Type;
    use speckl_core::value::Value;
    match *model.types.get(ty) {
        Type::Bool => Value::Bool(slot != 0),
        Type::Enum(id) => Value::Enum(id, u32::try_from(slot).expect("an index is small")),
        _ => Value::Int(slot),
    }
}

fn show(model: &Model, ty: speckl_core::model::TypeId, slot: i64) -> Json {
    speckl_core::check::value_to_json(value(model, ty, slot), model)
}

/// The checker visits exactly the states that the evaluator reaches, and counts exactly its steps.
#[test]
fn the_checker_sees_what_the_evaluator_reaches() {
    for example in examples().iter().filter(|example| !example.broken) {
        let (model, _) = parts(example);
        let checked = example.compilation.units[0]
            .checked
            .as_ref()
            .expect("type-checks");
        let verdict = checked.verdict.as_ref().expect("was checked");
        let cases = cases(model);
        let mut states = std::collections::BTreeSet::new();
        let mut steps = 0;
        for case in &cases {
            if let Question::Act(state, action, args) = &case.question {
                states.insert(state.clone());
                let fits = eval::step(model, state, *action, args).is_ok();
                steps += u64::from(fits);
            }
        }
        assert_eq!(verdict.states, states.len() as u64, "{}", example.name);
        assert_eq!(verdict.transitions, steps, "{}", example.name);
    }
}
