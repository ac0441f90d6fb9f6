//! Specs for the tests of module and binding.

use crate::emit::Subject;
use crate::given::Given;
use crate::identity::Identity;
use crate::library::Library;
use crate::model::Model;
use crate::program::Program;
use crate::source::{SourceFile, Sources};

/// The smallest.
pub(in crate::emit) const TOGGLE_SWITCH: &str = "\
spec ToggleSwitch
  type State = enum { on, off }
  state active: State = off
  init
    active := off
  action flip
    require active == off
    active := on
  invariant Mutex
    active == on implies prev(active) == off
";

/// Every construct: wide and narrow integers, booleans, enums, arithmetic, branches, early returns,
/// events that may or may not be emitted, asserts, state and step invariants.
pub(in crate::emit) const EVERYTHING: &str = "\
spec Everything
  type Mode = enum { idle, busy, done }
  type Small = 0..9
  type Odd = 3_000_000_000..3_000_000_100
  const limit: Int = 5
  state {
    mode: Mode,
    count: Small,
    total: Int,
    far: Odd,
    open: Bool,
    natural: Nat
  }
  event Moved { from: Mode, to: Mode, by: Int }
  event Opened
  init(start: Small, big: Bool)
    require start != 7
    mode := idle
    count := start
    total := if big then 9_223_372_036_854_775_000 else 0
    far := 3_000_000_000 + start
    open := big
    natural := start
  action add(n: Int)
    let before := total
    total := total + n
    emit Moved { from: mode, to: mode, by: total - before }
  action subtract(n: Int, m: Mode)
    total := total - n - 1
    mode := m
  action scale(by: Int): Int
    require mode != done
    total := total * by
    if open {
      emit Opened
    }
    if total > 100 {
      emit Moved { from: mode, to: busy, by: by }
      return total
    }
    return total * 2
  action divide(by: Int): Int
    let rest := total % by
    total := total / by
    assert rest >= 0
    return rest
  action negate
    total := -total
  action walk(step: -3..3, to: Mode, shut: Bool)
    require (to > mode or shut) and not (to == idle)
    count := count + step
    far := far + step
    open := open iff shut
    mode := to
  action swap(odd: Odd): Small
    let was := count
    count := if odd in far..3_000_000_050 then 1 else 2
    far := odd
    natural := natural - was
    return was
  action back
    require prev(mode) == mode
    mode := idle
  action leap(n: Nat)
    natural := n
    count := n % 20
  invariant Sane
    count <= limit + 3
    mode == done implies count > 0
  invariant Steps
    count - prev(count) <= limit
    total / (natural + 1) != 77
  invariant Faulty
    total + 1 > total
";

/// A compiled spec.
pub(in crate::emit) struct Fixture {
    pub sources: Sources,
    pub model: Model,
    pub program: Program,
    pub identity: Identity,
}

impl Fixture {
    pub fn new(text: &str) -> Self {
        let mut sources = Sources::new();
        let file = sources.add(SourceFile::new("test.speckdl", text));
        let parsed = crate::syntax::parse(file, text);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        let lowered = crate::model::lower(
            &parsed.file.specs[0],
            file,
            &Library::default(),
            &Given::default(),
        );
        let model = lowered
            .model
            .unwrap_or_else(|| panic!("{:?}", lowered.diagnostics));
        Self {
            program: crate::program::lower(&model),
            identity: Identity::of(&model),
            sources,
            model,
        }
    }

    /// One that lasts as long as the tests do.
    pub fn kept(text: &str) -> &'static Self {
        Box::leak(Box::new(Self::new(text)))
    }

    pub fn subject(&self) -> Subject<'_> {
        Subject {
            model: &self.model,
            program: &self.program,
            identity: &self.identity,
            verdict: None,
            sources: &self.sources,
        }
    }
}
