//! At a terminal: a line to edit, words to complete, steps to take back.

use super::printer::Printer;
use crate::error::CallError;
use crate::output;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, Helper};
use speckl_core::model::Model;
use speckl_core::simulate::{Refusal, Request, Simulation, enabled, usage, value_from_text, words};
use std::fmt::Write as _;

/// What is no action. An action of the same name wins.
const COMMANDS: [&str; 5] = ["help", "state", "enabled", "undo", "quit"];

/// Reads lines until there are no more.
pub fn run(mut printer: Printer<'_>) -> Result<bool, CallError> {
    let model = printer.model();
    let mut simulation = Simulation::new(model);
    let mut past: Vec<Simulation<'_>> = Vec::new();
    let mut editor = Editor::with_history(Config::default(), MemHistory::new())
        .map_err(|error| terminal(&error))?;
    editor.set_helper(Some(Words { model }));
    output::data("Type an action to take it; `help` says more.\n")?;
    printer.begin(&mut simulation)?;
    loop {
        let line = match editor.readline("> ") {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(terminal(&error)),
        };
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        editor
            .add_history_entry(line)
            .map_err(|error| terminal(&error))?;
        let is_action = model.actions.iter().any(|action| action.name == line);
        match line {
            "quit" | "exit" if !is_action => break,
            "help" if !is_action => output::data(&help(model))?,
            "state" if !is_action => output::data(&state(&simulation))?,
            "enabled" if !is_action => output::data(&possible(&simulation))?,
            "undo" if !is_action => match past.pop() {
                Some(before) => {
                    simulation = before;
                    output::data(&state(&simulation))?;
                }
                None => output::data("  there is nothing to take back\n")?,
            },
            line => {
                let request = match Request::from_line(line, model) {
                    Ok(request) => request,
                    Err(wrong) => {
                        output::data(&format!("  {wrong}\n"))?;
                        continue;
                    }
                };
                let before = simulation.clone();
                if act(&mut editor, &mut printer, &mut simulation, request)?
                    && simulation.state() != before.state()
                {
                    past.push(before);
                }
            }
        }
    }
    Ok(!printer.saw_defect())
}

fn terminal(error: &ReadlineError) -> CallError {
    CallError::Terminal(error.to_string())
}

/// Carries out a request, asking for what the host's functions give; whether it was answered.
fn act<'m>(
    editor: &mut Editor<Words<'m>, MemHistory>,
    printer: &mut Printer<'m>,
    simulation: &mut Simulation<'m>,
    mut request: Request,
) -> Result<bool, CallError> {
    let model = printer.model();
    loop {
        let before = simulation.state().map(<[_]>::to_vec);
        match simulation.answer(&request) {
            Ok(answer) => {
                printer.answer(&request, &answer, before.as_deref())?;
                return Ok(true);
            }
            Err(Refusal::Wants { function, args }) => {
                let of = &model.externs[function.index()];
                let mut call = of.name.clone();
                let shown = of.params.iter().zip(&args);
                let shown: Vec<String> = shown
                    .map(|(field, it)| it.show(field.ty.ty, model).to_string())
                    .collect();
                if !shown.is_empty() {
                    // Writing to a string does not fail.
                    let _ = write!(call, "({})", shown.join(", "));
                }
                let Ok(line) = editor.readline(&format!("  {call} gives ")) else {
                    output::data("  nothing was done\n")?;
                    return Ok(false);
                };
                match value_from_text(&line, of.returns.ty, model) {
                    Ok(value) => request.give(function, value),
                    Err(words) => output::data(&format!("  {words}\n"))?,
                }
            }
            Err(refusal) => {
                output::data(&format!("  {}\n", refusal.words(model)))?;
                return Ok(false);
            }
        }
    }
}

fn help(model: &Model) -> String {
    let mut text = "Actions:\n".to_owned();
    for (id, action) in model.allowed_actions() {
        let docs = action.docs.first().map(String::as_str).unwrap_or_default();
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {:32} {docs}", usage(id, model));
    }
    if !model.init.params.is_empty() {
        let params = model.init.params.iter();
        let params: Vec<&str> = params
            .map(|it| model.element(it.element).canonical.as_str())
            .collect();
        let _ = writeln!(
            text,
            "  {:32} makes the first state",
            format!("init({})", params.join(", "))
        );
    }
    text.push_str(
        "Commands:
  state    shows the state
  enabled  shows what is possible in it
  undo     takes back the last step
  quit     ends
Values are written as in a spec: flip, transfer(a, 3), set({ x: 1, y: null }).
",
    );
    text
}

fn state(simulation: &Simulation<'_>) -> String {
    let model = simulation.model();
    let Some(state) = simulation.state() else {
        return format!("  {}\n", Refusal::NoState.words(model));
    };
    let mut text = String::new();
    for (var, value) in model.vars.iter().zip(state) {
        let _ = writeln!(text, "  {} = {}", var.name, value.show(var.ty.ty, model));
    }
    text
}

fn possible(simulation: &Simulation<'_>) -> String {
    let model = simulation.model();
    if simulation.state().is_none() {
        return format!("  {}\n", Refusal::NoState.words(model));
    }
    let mut text = String::new();
    for it in enabled(simulation) {
        for call in &it.calls {
            let _ = writeln!(text, "  {call}");
        }
        let more = it.count.saturating_sub(it.calls.len() as u64);
        let name = usage(it.action, model);
        if more > 0 {
            let _ = writeln!(text, "  … and {more} more of {name}");
        }
        if !it.complete {
            let _ = writeln!(text, "  (not all arguments of {name} were tried)");
        }
    }
    if text.is_empty() {
        text.push_str("  no action is enabled in this state\n");
    }
    text
}

/// Completes actions, arguments and commands.
struct Words<'m> {
    model: &'m Model,
}

impl Completer for Words<'_> {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(words(&line[..position], self.model, &COMMANDS))
    }
}

impl Hinter for Words<'_> {
    type Hint = String;
}

impl Highlighter for Words<'_> {}

impl Validator for Words<'_> {}

impl Helper for Words<'_> {}
