//! `speckl check`: every reachable state, and nothing written.

use crate::args::{Check, Format, Required};
use crate::error::CallError;
use crate::input::{self, Input};
use crate::progress::Watcher;
use crate::{output, report};
use serde_json::Value;
use speckl_core::check::{self, CheckOptions, Outcome, Verdict};
use speckl_core::compile::Options;
use speckl_core::diagnostic::Diagnostic;
use speckl_core::given::Setting;
use std::collections::BTreeSet;
use std::time::Instant;

/// Checks all specs of all files; whether all is well with them.
pub fn run(args: &Check) -> Result<bool, CallError> {
    let mut well = true;
    let mut objects = Vec::new();
    let mut lines = String::new();
    let mut trace = None;
    for input in input::read(&args.specs)? {
        let told = check_file(args, &input)?;
        trace = trace.or(told.trace);
        well &= told.well;
        objects.extend(told.objects);
        lines.push_str(&told.lines);
    }
    if let (Some(path), Some((spec, document))) = (&args.trace_out, trace) {
        output::file(path, format!("{document:#}\n").as_bytes())?;
        if args.printing.format == Format::Human {
            let script = path.display();
            output::remark(&format!("replay: speckl simulate {spec} --script {script}"));
        }
    }
    match args.printing.format {
        Format::Human => output::data(&lines)?,
        Format::Json => output::data(&report::json_text(objects))?,
    }
    Ok(well)
}

/// What there is to say of a file.
struct Told {
    well: bool,
    objects: Vec<Value>,
    lines: String,
    /// The first counterexample, and what `simulate` is to be given to follow it.
    trace: Option<(String, Value)>,
}

fn check_file(args: &Check, input: &Input) -> Result<Told, CallError> {
    let constants = args.constants.iter().cloned().map(Setting::Const);
    let bounds = args.bound.iter().cloned().map(Setting::Bound);
    let settings: Vec<Setting> = constants.chain(bounds).collect();
    let limits = CheckOptions {
        max_states: args.max_states,
        max_depth: args.max_depth,
        max_memory: args.max_memory,
        deadlocks: args.deadlock.into(),
        ..CheckOptions::default()
    };
    // The check is run here, spec by spec, so that the time of each can be told.
    let options = Options {
        check: None,
        emit: BTreeSet::new(),
        timestamp: None,
    };
    let compilation = input::compile_with_settings(input, &settings, &options)?;
    let mut findings = compilation.diagnostics.clone();
    let mut told = Told {
        well: true,
        objects: Vec::new(),
        lines: String::new(),
        trace: None,
    };
    if compilation.failed() {
        told.well = false;
        told.objects = vec![check::invalid_to_json(&findings, &compilation.sources)];
    } else {
        for checked in compilation
            .units
            .iter()
            .filter_map(|unit| unit.checked.as_ref())
        {
            let start = Instant::now();
            let mut watcher = Watcher::new(args.time_limit);
            let verdict =
                check::check_watched(&checked.model, &checked.program, &limits, &mut |progress| {
                    watcher.goes_on(progress)
                });
            watcher.clear();
            let elapsed_ms = (start.elapsed().as_secs_f64() * 1e6).round() / 1e3;
            told.well &= is_enough(args, &verdict);
            told.lines
                .push_str(&report::line(&checked.model, Some(&verdict)));
            told.lines.push('\n');
            let mut all = compilation.diagnostics.clone();
            all.extend(verdict.diagnostics.iter().cloned());
            let object = report::object(
                &compilation,
                &checked.model,
                Some(&verdict),
                Some(elapsed_ms),
                &all,
            );
            if told.trace.is_none() {
                let several = compilation.units.len() > 1;
                let spec = if several {
                    format!("{} --spec {}", input.name, checked.model.name)
                } else {
                    input.name.clone()
                };
                told.trace = report::trace(&checked.model, &object).map(|it| (spec, it));
            }
            told.objects.push(object);
            findings.extend(verdict.diagnostics);
        }
    }
    if args.printing.format == Format::Human {
        output::findings(&findings, &compilation.sources, args.printing.color);
    }
    Ok(told)
}

fn is_enough(args: &Check, verdict: &Verdict) -> bool {
    if verdict.diagnostics.iter().any(Diagnostic::is_error) {
        return false;
    }
    match args.require {
        Some(Required::Proved) => verdict.outcome == Outcome::Proved,
        None => verdict.outcome != Outcome::Violated,
    }
}
