//! The reference evaluator and the program agree on every step of every example, and the checker sees
//! what the evaluator reaches.

use speckl_core::check::{CheckOptions, Outcome, check};
use speckl_core::compile::{Options, compile};
use speckl_core::eval::{self, Choices, Domains, Emission, Owner};
use speckl_core::model::{ActionId, EventId, ExternId, FailureId, Model};
use speckl_core::program::{Frame, Heap, Host, Program, Routine, Stopped};
use speckl_core::value::{Domain, Value};
use std::collections::BTreeSet;
use std::path::Path;

/// So many states of an example are looked at.
const MOST: usize = 150;

/// The program's side: what `extern` functions give, and what is emitted.
struct Side<'a> {
    model: &'a Model,
    program: &'a Program,
    choices: Choices,
    results: &'a [Domain],
    events: Vec<Emission>,
    state: Vec<i64>,
}

impl Host for Side<'_> {
    fn emitted(&mut self, event: EventId, fields: &[i64], heap: &Heap) {
        let declared = self.model.events[event.index()].fields.iter();
        let fields = declared.zip(fields);
        let fields = fields.map(|(field, word)| heap.value(self.model, field.ty.ty, *word));
        let fields = fields.collect();
        self.events.push(Emission { event, fields });
    }

    fn call(&mut self, function: ExternId, args: &[i64], heap: &mut Heap) -> Option<i64> {
        let declared = &self.model.externs[function.index()];
        for (param, word) in declared.params.iter().zip(args) {
            let value = heap.value(self.model, param.ty.ty, *word);
            assert!(eval::fits(self.model, param.ty.ty, &value));
        }
        let value = answer(self.results, &mut self.choices, function);
        let shape = speckl_core::program::ShapeId(declared.returns.ty.index() as u32);
        heap.intern(shape, &value)
    }

    fn enabled(&mut self, action: ActionId, heap: &mut Heap) -> bool {
        let vars = self.model.vars.iter().zip(&self.state);
        let state: Vec<Value> = vars
            .map(|(var, word)| heap.value(self.model, var.ty.ty, *word))
            .collect();
        assert_eq!(self.program.vars.len(), state.len());
        eval::enabled(self.model, &self.model.bounds, &state, action)
    }
}

fn answer(results: &[Domain], choices: &mut Choices, function: ExternId) -> Value {
    let domain = &results[function.index()];
    let count = u64::try_from(domain.len()).unwrap_or(u64::MAX);
    domain.value(u128::from(choices.choose(count)))
}

struct Machine<'a> {
    model: &'a Model,
    program: &'a Program,
    heap: Heap,
    results: Vec<Domain>,
}

struct Ran {
    outcome: Result<Vec<Value>, FailureId>,
    result: Option<Value>,
    events: Vec<Emission>,
}

impl Machine<'_> {
    fn words(&mut self, state: &[Value]) -> Vec<i64> {
        let vars = self.program.vars.iter().zip(state);
        vars.map(|(shape, value)| self.heap.intern(*shape, value).expect("fits"))
            .collect()
    }

    fn run(
        &mut self,
        routine: &Routine,
        now: &[i64],
        before: &[i64],
        args: &[Value],
        choices: &Choices,
        returns: Option<speckl_core::model::TypeId>,
    ) -> (Ran, Choices) {
        let mut frame = Frame::new();
        frame.enter_step(routine, now, before);
        for (at, value) in args.iter().enumerate() {
            let slot = self.program.param(at);
            let shape = routine.slots[slot.index()];
            let word = self.heap.intern(shape, value).expect("an argument fits");
            frame.set(slot, word);
        }
        let mut side = Side {
            model: self.model,
            program: self.program,
            choices: choices.clone(),
            results: &self.results,
            events: Vec::new(),
            state: now.to_vec(),
        };
        let mut fuel = u64::MAX;
        let ran = frame.run(routine, &mut self.heap, &mut side, &mut fuel);
        let outcome = match ran {
            Ok(()) => {
                let vars = self.model.vars.iter().zip(frame.state(now.len()));
                Ok(vars
                    .map(|(var, word)| self.heap.value(self.model, var.ty.ty, *word))
                    .collect())
            }
            Err(Stopped::Failed(failure)) => Err(failure),
            Err(Stopped::Exhausted) => panic!("there is fuel enough"),
        };
        let result = returns.map(|ty| {
            let slot = routine.result.expect("has a result");
            outcome
                .is_ok()
                .then(|| self.heap.value(self.model, ty, frame.get(slot)))
        });
        let ran = Ran {
            outcome,
            result: result.flatten(),
            events: side.events,
        };
        (ran, side.choices)
    }
}

fn agree(name: &str, model: &Model, program: &Program) -> (BTreeSet<Vec<Value>>, u64, bool) {
    let mut domains = Domains::new(model, &model.bounds);
    let init = domains.params(Owner::Init, &model.init.params, &model.init.locals);
    let results = model.externs.iter();
    let results: Vec<Domain> = results.map(|it| domains.of(it.returns, None)).collect();
    let mut machine = Machine {
        model,
        program,
        heap: Heap::new(program),
        results,
    };
    let nothing = vec![0; model.vars.len()];
    let mut seen = BTreeSet::new();
    let mut queue = Vec::new();
    for args in eval::argument_tuples(&init).take(MOST) {
        let expected = eval::init(model, &args);
        let none = Choices::new();
        let (ran, _) = machine.run(&program.init, &nothing, &nothing, &args, &none, None);
        assert_eq!(ran.outcome, expected, "{name}: init {args:?}");
        if let Ok(state) = expected
            && seen.insert(state.clone())
        {
            queue.push(state);
        }
    }
    let mut steps = 0;
    let mut at = 0;
    while at < queue.len() && at < MOST {
        let state = queue[at].clone();
        at += 1;
        let words = machine.words(&state);
        conditions(name, &mut machine, &state, &words, None);
        for (id, action) in model.allowed_actions() {
            let params = domains.params(Owner::Action(id), &action.params, &action.locals);
            for args in eval::argument_tuples(&params).take(MOST) {
                let mut choices = Choices::new();
                loop {
                    let mut own = choices.clone();
                    let results = machine.results.clone();
                    let mut host =
                        |function: ExternId, _: &[Value]| answer(&results, &mut own, function);
                    let expected = eval::step(model, &state, id, &args, &mut host);
                    let returns = action.returns.map(|it| it.ty);
                    let routine = program.action(id);
                    let (ran, after) =
                        machine.run(routine, &words, &words, &args, &choices, returns);
                    choices = after;
                    let what = || format!("{name}: {} {args:?} in {state:?}", action.name);
                    match expected {
                        Ok(transition) => {
                            steps += 1;
                            assert_eq!(ran.outcome, Ok(transition.state.clone()), "{}", what());
                            assert_eq!(ran.events, transition.events, "{}", what());
                            assert_eq!(ran.result, transition.result, "{}", what());
                            for (var, value) in model.vars.iter().zip(&transition.state) {
                                assert!(eval::fits(model, var.ty.ty, value), "{}", what());
                            }
                            let now = machine.words(&transition.state);
                            conditions(
                                name,
                                &mut machine,
                                &transition.state,
                                &now,
                                Some((&state, &words)),
                            );
                            if seen.insert(transition.state.clone()) {
                                queue.push(transition.state);
                            }
                        }
                        Err(failure) => {
                            assert_eq!(ran.outcome, Err(failure), "{}", what());
                        }
                    }
                    if !choices.advance() {
                        break;
                    }
                }
            }
        }
    }
    (seen, steps, at == queue.len())
}

/// All conditions that say something of a state, or of a step to it.
fn conditions(
    name: &str,
    machine: &mut Machine<'_>,
    state: &[Value],
    words: &[i64],
    before: Option<(&[Value], &[i64])>,
) {
    let (model, program) = (machine.model, machine.program);
    let mut pairs: Vec<_> = model
        .conditions()
        .map(|(_, it)| it)
        .zip(&program.conditions)
        .filter(|(condition, _)| condition.is_step == before.is_some())
        .collect();
    if before.is_none() {
        let finals = model.final_states.iter().flat_map(|it| &it.conditions);
        pairs.extend(finals.zip(&program.finals));
        for (reachable, routines) in model.reachables.iter().zip(&program.reachables) {
            pairs.extend(reachable.conditions.iter().zip(routines));
        }
        for (property, formulas) in model.properties.iter().zip(&program.properties) {
            for (formula, routines) in property.formulas.iter().zip(formulas) {
                use speckl_core::model::Temporal::{
                    Always, AlwaysEventually, Eventually, EventuallyAlways, LeadsTo,
                };
                let conditions = match formula {
                    Always(it) | Eventually(it) | AlwaysEventually(it) | EventuallyAlways(it) => {
                        vec![it]
                    }
                    LeadsTo(from, to) => vec![from, to],
                };
                pairs.extend(conditions.into_iter().zip(routines));
            }
        }
    }
    for (condition, routine) in pairs {
        let (values, slots) = match before {
            Some((values, slots)) => (Some(values), slots),
            None => (None, words),
        };
        let expected = eval::holds(model, condition, values, state);
        let mut frame = Frame::new();
        frame.enter_step(routine, words, slots);
        let mut side = Side {
            model,
            program,
            choices: Choices::new(),
            results: &machine.results,
            events: Vec::new(),
            state: words.to_vec(),
        };
        let ran = frame.run(routine, &mut machine.heap, &mut side, &mut u64::MAX.clone());
        let found = match ran {
            Ok(()) => Ok(routine.result.is_some_and(|slot| frame.get(slot) != 0)),
            Err(Stopped::Failed(failure)) => Err(failure),
            Err(Stopped::Exhausted) => panic!("there is fuel enough"),
        };
        let element = &model.element(condition.element).id;
        assert_eq!(found, expected, "{name}: {element} in {state:?}");
    }
}

/// What a spec means, to both.
fn both(name: &str, text: &str) {
    let options = Options {
        check: None,
        emit: BTreeSet::new(),
        ..Options::build()
    };
    let compilation = compile(name, text, &options);
    for unit in &compilation.units {
        let Some(checked) = &unit.checked else {
            let findings: Vec<_> = compilation
                .diagnostics
                .iter()
                .filter(|it| it.is_error())
                .map(|it| format!("{} {}", it.code, it.message))
                .collect();
            panic!("{name} is not valid: {findings:?}");
        };
        let (model, program) = (&checked.model, &checked.program);
        let (seen, steps, complete) = agree(name, model, program);
        let options = CheckOptions {
            max_states: Some(20_000),
            ..CheckOptions::build()
        };
        let verdict = check(model, program, &options);
        if complete && verdict.outcome != Outcome::Violated && verdict.limit.is_none() {
            assert_eq!(verdict.states, seen.len() as u64, "{name}");
            assert_eq!(verdict.transitions, steps, "{name}");
        }
    }
}

fn examples(folder: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/specs");
    let mut files: Vec<_> = std::fs::read_dir(root.join(folder))
        .expect("the examples are there")
        .map(|entry| entry.expect("can be read").path())
        .filter(|path| path.extension().is_some_and(|it| it == "speckdl"))
        .collect();
    files.sort();
    let only = std::env::var("SPECKL_ONLY").unwrap_or_default();
    for path in files {
        let name = path.file_stem().expect("has a name").to_string_lossy();
        if name.contains(&only) {
            let text = std::fs::read_to_string(&path).expect("can be read");
            both(&name, &text);
        }
    }
}

#[test]
fn examples_mean_the_same_to_both() {
    examples("");
}

#[test]
fn examples_that_are_wrong_mean_the_same_to_both() {
    examples("broken");
}

/// Everything that the language has, used on values of all kinds.
#[test]
fn the_whole_language_means_the_same_to_both() {
    both(
        "collections",
        r#"spec Collections
  type Color = enum { red, green, blue }
  type Job = enum { idle, running { pid: 1..2, on: Color }, done { by: Set(Color) } }
  state jobs: Set(Job) = { idle, running { pid: 1, on: blue } }
  state names: List(String) = ["b", "a", "é", "ab", ""]
  state ages: Map(String, 0..3) = { "a": 1, "b": 2 }
  state nested: Set(Set(Color)) = { {}, { red }, { red, blue } }
  state pair: (Color, Bool?) = (green, null)
  state total: Int = 0
  event Told { jobs: Set(Job), first: String?, best: (Color, Int) }

  action put(j: Job)
    require size(jobs) < 4
    jobs := jobs union { j }
  action drop_all(keep: Set(Color))
    jobs := { j in jobs where match j { idle => true, running { on } => on in keep, done { by } => by subsetof keep } }
  action last_first
    names := append(tail(names), head(names))
    emit Told { jobs: jobs, first: head(names), best: (max({ red, pair.0 }), size(names)) }
  action sort
    let least := min(names)
    let rest := drop(names, 1)
    names := concat([least], take(rest, 4))
  action age(who: String)
    ages[who] := ages[who] + 1
  action birth(who: String)
    ages[who] := 0
  action forget(who: Set(Bool))
    ages := ages minus { n in keys(ages) where ages[n] > size(who) }
  action subs
    nested := { s intersect { red, green } for s in subsets({ red, green, blue }) where size(s) != 1 }
  action flat
    nested := { { c in s where c != red } minus { green } for s in nested }
  action flip(b: Bool?)
    pair := (if pair.1 == b then red else blue, b)
  action answer(): Bool
    return pair.1
  action sums: Int
    total := sum(n in keys(ages): ages[n]) + count(x in names where size(x) > 1) - abs(min(total, -2))
    for i in indices(names) { if names[i] == "ab" { total := total + i * max(i, 2) } }
    for n in names { names := [n] }
    return total
  action tell: List(0..3)
    return values(ages)
  action by_name(n: String): Int
    match n { "a" => return 1, "b" => return 2, _ => assert n != "ab" }
    return match pair { _ => let x := size(n) in x * x }
  action reach(i: -1..7)
    names[i] := names[6 - i]
  action dispatch(j: Job)
    match j {
      idle => require idle in jobs
      running { pid: p, on: _ } => total := p
      done { by } => nested := nested union { by }
    }
  invariant Order
    forall a in nested, b in nested: a == b or exists c in Color: (c in a) != (c in b)
    max({ red, pair.0 }) notin { c in { red, pair.0 } where c != red } or pair.0 != red
    prev(size(names)) >= size(names) implies total <= prev(total) + 100
  invariant Faults
    size(jobs) < 4 or 1 / (size(nested) - 1) >= 0
  reachable Flat: { green } in nested and (exists j in jobs: j == done { by: { red } })
  bounds { depth = 3, states = 400 }
"#,
    );
    both(
        "shapes",
        r"spec Shapes
  type Point = { x: 0..2, y: (0..2)? }
  type Grid = Map(Point, List(Point?))
  extern pick(from: Set(Point), n: Int): Point?
  extern flag(): Bool
  const ORIGIN: Point = { x: 0, y: null }
  def next(p: Point): Point = p with { x: (p.x + 1) % 3, y: p.x }
  state at: Point = ORIGIN
  state grid: Grid = {}
  state best: Point? = null
  state seen: Set(Point?) = { null }
  init(p: Point)
    require p.y != 2
    at := next(p)
    grid := { ORIGIN: [], p: [null, p] }
    best := null
  action go
    at := next(next(at))
    seen := seen union { at, best }
  action choose(n: 0..2)
    let p := pick({ at, ORIGIN }, n)
    if flag() { best := p } else { best := at }
  action store
    grid[at] := [best, at, null]
  action deep(i: 0..3)
    grid[at][i] := best
  action inner
    best.x := best.y
  action y
    at.y := at.y + 1
  action clear(k: Point)
    require k in grid
    grid := grid minus { k }
  action widen
    let all := { size(grid[k]): k for k in keys(grid) }
    require 2 in all
    at := all[2]
  invariant Small
    size(grid) <= 4 and (forall k in keys(grid): size(grid[k]) in { 0, 2, 3 })
    at != { x: 2, y: 2 } or at.x == 2 or best == null
  invariant Steps
    prev(at) == at or at.y == null or at.y >= 0
  property Keeps: always (best == null or enabled(inner) or best.y == null)
  bounds { depth = 2, states = 300 }
",
    );
}
