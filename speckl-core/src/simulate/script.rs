//! Requests from a file: line by line, or the trace of a counterexample.
//!
//! What it is shows in how it begins. An array, or an object that holds a `trace` (as a violation does,
//! or `violations`, of which the first is meant), is a trace and read whole. Anything else is a request
//! on each line, JSON or text, and can be answered before the next one is there.

use super::request::{Request, Unreadable, from_trace};
use crate::model::Model;
use serde_json::Value as Json;

/// Reads a script piece by piece.
#[derive(Debug)]
pub struct Script<'a> {
    model: &'a Model,
    form: Form,
    line: usize,
}

#[derive(Debug)]
enum Form {
    /// Nothing but blank lines so far.
    Unknown,
    /// One request a line.
    Lines,
    /// One document over many lines, as far as it has been read.
    Whole(String),
}

/// A request and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is to be done.
    pub request: Request,
    /// `line 3`, `step 2 of the trace`.
    pub place: String,
}

impl<'a> Script<'a> {
    /// A script for a spec.
    pub fn new(model: &'a Model) -> Self {
        Self {
            model,
            form: Form::Unknown,
            line: 0,
        }
    }

    /// Takes a line, and gives the request on it. Blank lines, lines that begin with `//`, and all
    /// lines of a trace give none.
    pub fn line(&mut self, line: &str) -> Result<Option<Step>, Unreadable> {
        self.line += 1;
        if let Form::Whole(text) = &mut self.form {
            text.push_str(line);
            text.push('\n');
            return Ok(None);
        }
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with("//") {
            return Ok(None);
        }
        if matches!(self.form, Form::Unknown) {
            if begins_document(trimmed) {
                self.form = Form::Whole(format!("{line}\n"));
                return Ok(None);
            }
            self.form = Form::Lines;
        }
        let place = format!("line {}", self.line);
        match Request::from_line(trimmed, self.model) {
            Ok(request) => Ok(Some(Step { request, place })),
            Err(Unreadable(words)) => Err(Unreadable(format!("{place}: {words}"))),
        }
    }

    /// At the end: the steps of a trace; none where there were lines.
    pub fn end(self) -> Result<Vec<Step>, Unreadable> {
        let Form::Whole(text) = self.form else {
            return Ok(Vec::new());
        };
        let json: Json = serde_json::from_str(&text)
            .map_err(|error| Unreadable(format!("this is not JSON: {error}")))?;
        let steps = trace(&json).ok_or_else(|| {
            Unreadable(
                "this is no trace: an array of steps, or an object with a `trace`".to_owned(),
            )
        })?;
        let mut requests = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            let place = format!("step {number} of the trace");
            match from_trace(step, self.model) {
                Ok(request) => requests.push(Step { request, place }),
                Err(Unreadable(words)) => return Err(Unreadable(format!("{place}: {words}"))),
            }
        }
        // Where `init` takes nothing the first state is there without being asked for.
        if self.model.init.params.is_empty()
            && requests
                .first()
                .is_some_and(|step| matches!(step.request, Request::Init { .. }))
        {
            requests.remove(0);
        }
        Ok(requests)
    }
}

/// Whether a first line begins a document rather than being a request.
fn begins_document(line: &str) -> bool {
    if !line.starts_with(['[', '{']) {
        return false;
    }
    match serde_json::from_str::<Json>(line) {
        Ok(json) => trace(&json).is_some(),
        // A request is whole on its line; what is not may go on.
        Err(error) => error.is_eof(),
    }
}

/// The steps in a trace, a violation, or a verdict.
fn trace(json: &Json) -> Option<&Vec<Json>> {
    match json {
        Json::Array(steps) => Some(steps),
        Json::Object(object) => match object.get("trace") {
            Some(steps) => steps.as_array(),
            None => trace(object.get("violations")?.as_array()?.first()?),
        },
        _ => None,
    }
}
