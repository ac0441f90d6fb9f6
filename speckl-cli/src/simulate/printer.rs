//! Answers as they are printed: an object a line, or lines for people.

use crate::error::CallError;
use crate::output;
use serde_json::Value as Json;
use speckl_core::model::Model;
use speckl_core::simulate::{Answer, Request, Simulation};
use speckl_core::value::Value;

/// Prints answers, each as soon as it is there.
pub struct Printer<'m> {
    model: &'m Model,
    json: bool,
    steps: u64,
    saw_defect: bool,
}

impl<'m> Printer<'m> {
    /// A printer for one spec.
    pub fn new(model: &'m Model, json: bool) -> Self {
        Self {
            model,
            json,
            steps: 0,
            saw_defect: false,
        }
    }

    /// What is simulated.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Whether any answer showed a defect of the spec.
    pub fn saw_defect(&self) -> bool {
        self.saw_defect
    }

    /// The first state, where it needs no arguments.
    pub fn begin(&mut self, simulation: &mut Simulation<'m>) -> Result<(), CallError> {
        match simulation.begin() {
            Some(answer) => self.answer(&Request::Init { args: Vec::new() }, &answer, None),
            None => Ok(()),
        }
    }

    /// An answer to what somebody asked for.
    pub fn answer(
        &mut self,
        request: &Request,
        answer: &Answer,
        before: Option<&[Value]>,
    ) -> Result<(), CallError> {
        self.saw_defect |= answer.is_defect(self.model);
        if self.json {
            let object = answer.to_json(request.action(), self.model);
            return output::data(&format!("{object}\n"));
        }
        let number = self.steps;
        self.steps += 1;
        let call = request.to_text(self.model);
        let told = answer.to_text(request.action(), before, self.model);
        output::data(&format!("{number}  {call}\n{told}"))
    }

    /// An answer to what was drawn; the object says that, too.
    pub fn drawn(
        &mut self,
        request: &Request,
        answer: &Answer,
        before: Option<&[Value]>,
    ) -> Result<(), CallError> {
        if !self.json {
            return self.answer(request, answer, before);
        }
        self.saw_defect |= answer.is_defect(self.model);
        let mut object = request.to_json(self.model);
        if let (Json::Object(all), Json::Object(told)) =
            (&mut object, answer.to_json(request.action(), self.model))
        {
            all.extend(told);
        }
        output::data(&format!("{object}\n"))
    }
}
