//! `speckl simulate`: a spec, run by hand, from a script, or at random.
//!
//! What requests and answers are is `speckl_core::simulate`'s to say. Here they are read and printed.

mod printer;
mod terminal;

use crate::args::Simulate;
use crate::error::CallError;
use crate::{input, output};
use printer::Printer;
use speckl_core::compile::{Checked, Options};
use speckl_core::model::Model;
use speckl_core::simulate::{Drawn, Script, Simulation, Step, Walk};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};

/// How many steps a walk has, where it is not said.
const STEPS: u64 = 100;

/// Simulates a spec; whether no step showed a defect of it. A refused guard is none.
pub fn run(args: &Simulate) -> Result<bool, CallError> {
    let inputs = input::read(std::slice::from_ref(&args.file))?;
    let Some(input) = inputs.first() else {
        return Ok(true);
    };
    let options = Options {
        check: None,
        emit: BTreeSet::new(),
        timestamp: None,
    };
    let compilation = input::compile(input, &options);
    output::findings(&compilation.diagnostics, &compilation.sources, args.color);
    if compilation.failed() {
        return Ok(false);
    }
    let checked = compilation
        .units
        .iter()
        .filter_map(|it| it.checked.as_ref());
    let model = chosen(args, &input.name, &checked.collect::<Vec<_>>())?;
    let printer = Printer::new(model, args.json);
    if args.seed.is_some() || args.steps.is_some() {
        let (seed, steps) = (args.seed.unwrap_or(0), args.steps.unwrap_or(STEPS));
        return walk(printer, seed, steps);
    }
    match &args.script {
        Some(path) if path.as_os_str() == "-" => follow(printer, io::stdin().lock()),
        Some(path) => {
            let file = File::open(path).map_err(|error| CallError::Read(path.clone(), error))?;
            follow(printer, BufReader::new(file))
        }
        None if args.json || !io::stdin().is_terminal() => follow(printer, io::stdin().lock()),
        None => terminal::run(printer),
    }
}

fn chosen<'c>(args: &Simulate, file: &str, specs: &[&'c Checked]) -> Result<&'c Model, CallError> {
    let mut models = specs.iter().map(|checked| &checked.model);
    let found = match &args.spec {
        Some(name) => models.find(|model| model.name == *name),
        None if specs.len() == 1 => models.next(),
        None => None,
    };
    found.ok_or_else(|| CallError::WhichSpec {
        file: file.to_owned(),
        asked: args.spec.clone(),
        specs: specs
            .iter()
            .map(|checked| checked.model.name.clone())
            .collect(),
    })
}

/// Answers requests as they come in.
fn follow(mut printer: Printer<'_>, mut reader: impl BufRead) -> Result<bool, CallError> {
    let model = printer.model();
    let mut simulation = Simulation::new(model);
    printer.begin(&mut simulation)?;
    let mut script = Script::new(model);
    let mut line = String::new();
    loop {
        line.clear();
        let read = reader.read_line(&mut line);
        let length = read.map_err(|error| CallError::Request(format!("cannot read: {error}")))?;
        if length == 0 {
            break;
        }
        let step = script.line(&line);
        if let Some(step) = step.map_err(|wrong| CallError::Request(wrong.to_string()))? {
            carry_out(&mut printer, &mut simulation, &step)?;
        }
    }
    let steps = script.end();
    for step in steps.map_err(|wrong| CallError::Request(wrong.to_string()))? {
        carry_out(&mut printer, &mut simulation, &step)?;
    }
    Ok(!printer.saw_defect())
}

fn carry_out<'m>(
    printer: &mut Printer<'m>,
    simulation: &mut Simulation<'m>,
    step: &Step,
) -> Result<(), CallError> {
    let before = simulation.state().map(<[_]>::to_vec);
    match simulation.answer(&step.request) {
        Ok(answer) => printer.answer(&step.request, &answer, before.as_deref()),
        Err(refusal) => {
            let words = refusal.words(printer.model());
            Err(CallError::Request(format!("{}: {words}", step.place)))
        }
    }
}

/// Takes steps at random, until one shows a defect or none is possible.
fn walk(mut printer: Printer<'_>, seed: u64, steps: u64) -> Result<bool, CallError> {
    let mut simulation = Simulation::new(printer.model());
    let mut walk = Walk::new(seed);
    printer.begin(&mut simulation)?;
    let mut left = steps;
    while left > 0 && !printer.saw_defect() {
        let begins = simulation.state().is_none();
        match walk.draw(&simulation) {
            Drawn::Request(request) => {
                let before = simulation.state().map(<[_]>::to_vec);
                let answer = simulation
                    .answer(&request)
                    .map_err(|refusal| CallError::Request(refusal.words(printer.model())))?;
                printer.drawn(&request, &answer, before.as_deref())?;
            }
            Drawn::Stuck => {
                output::remark("no action is enabled in this state");
                break;
            }
            Drawn::NotFound => {
                output::remark("no enabled action was found, though not all arguments were tried");
                break;
            }
        }
        // Making the first state is no step.
        left -= u64::from(!begins);
    }
    Ok(!printer.saw_defect())
}
