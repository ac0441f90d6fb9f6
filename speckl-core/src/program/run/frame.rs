//! The loop over instructions.

use super::Heap;
use crate::model::{ActionId, ArithFault, EventId, ExternId, FailureId, RANGE_MOST};
use crate::program::{Op, Routine, Shape, Slot};

/// What a routine needs from whoever runs it.
pub trait Host {
    /// A routine emits an event; `fields` begins with its fields. Events count only if the routine
    /// ends well.
    fn emitted(&mut self, _event: EventId, _fields: &[i64], _heap: &Heap) {}

    /// What an `extern` function gives; `args` begins with its arguments. `None` is a value that
    /// does not fit its type.
    fn call(&mut self, function: ExternId, args: &[i64], heap: &mut Heap) -> Option<i64>;

    /// Whether some transition of an action is possible in the state now.
    fn enabled(&mut self, action: ActionId, heap: &mut Heap) -> bool;
}

/// The host of a routine that asks nothing: whatever it is asked, nothing fits and nothing is possible.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Host for Alone {
    fn call(&mut self, _: ExternId, _: &[i64], _: &mut Heap) -> Option<i64> {
        None
    }

    fn enabled(&mut self, _: ActionId, _: &mut Heap) -> bool {
        false
    }
}

/// Why a routine did not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It failed.
    Failed(FailureId),
    /// It took more steps than it was given, or filled the heap.
    Exhausted,
}

impl From<FailureId> for Stopped {
    fn from(failure: FailureId) -> Self {
        Stopped::Failed(failure)
    }
}

/// The slots of a routine that is being run. One frame serves any number of runs.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    slots: Vec<i64>,
    /// Collections in the making, the innermost last, and the slots that stand for them.
    building: Vec<(Slot, Vec<i64>)>,
}

impl Frame {
    /// An empty frame.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for a routine and fills in the state: `state` both as it is now and as it was.
    pub fn enter(&mut self, routine: &Routine, state: &[i64]) {
        self.enter_step(routine, state, state);
    }

    /// Makes room for a routine and fills in the state now and the state before.
    pub fn enter_step(&mut self, routine: &Routine, now: &[i64], before: &[i64]) {
        self.slots
            .resize(routine.slots.len().max(self.slots.len()), 0);
        self.building.clear();
        let (first, rest) = self.slots.split_at_mut(now.len());
        first.copy_from_slice(now);
        rest[..before.len()].copy_from_slice(before);
    }

    /// Fills a slot: an argument, before a run.
    pub fn set(&mut self, slot: Slot, value: i64) {
        self.slots[slot.index()] = value;
    }

    /// Reads a slot: the result, after a run.
    pub fn get(&self, slot: Slot) -> i64 {
        self.slots[slot.index()]
    }

    /// The first slots: the state as a routine has left it.
    pub fn state(&self, vars: usize) -> &[i64] {
        &self.slots[..vars]
    }

    /// Runs a routine to its end, with at most so many steps, which are taken off `fuel`.
    pub fn run(
        &mut self,
        routine: &Routine,
        heap: &mut Heap,
        host: &mut impl Host,
        fuel: &mut u64,
    ) -> Result<(), Stopped> {
        let Self { slots, building } = self;
        let mut at = 0;
        macro_rules! get {
            ($slot:expr) => {
                slots[$slot.index()]
            };
        }
        macro_rules! put {
            ($slot:expr, $value:expr) => {{
                let value = $value;
                slots[$slot.index()] = value;
            }};
        }
        // What takes as long as a collection is large costs as much.
        macro_rules! spend {
            ($steps:expr) => {
                *fuel = fuel.checked_sub($steps as u64).ok_or(Stopped::Exhausted)?
            };
        }
        macro_rules! spend_block {
            ($id:expr) => {
                spend!(heap.block($id).len())
            };
        }
        if heap.is_full() {
            return Err(Stopped::Exhausted);
        }
        while let Some(&op) = routine.code.get(at) {
            at += 1;
            spend!(1);
            match op {
                Op::Const { dst, value } => put!(dst, value),
                Op::Copy { dst, src } => put!(dst, get!(src)),
                Op::Not { dst, src } => put!(dst, get!(src) ^ 1),
                Op::Neg { dst, src, overflow } => {
                    let (value, overflowed) = get!(src).overflowing_neg();
                    if overflowed && let Some(failure) = overflow {
                        return Err(failure.into());
                    }
                    put!(dst, value);
                }
                Op::Arith {
                    op,
                    dst,
                    left,
                    right,
                    zero,
                    overflow,
                } => match op.apply(get!(left), get!(right)) {
                    Ok(value) => put!(dst, value),
                    Err(fault) => {
                        let failure = match fault {
                            ArithFault::Zero => zero,
                            ArithFault::Overflow => overflow,
                        };
                        let failure = failure.expect("what can fault has a failure in the table");
                        return Err(failure.into());
                    }
                },
                Op::Compare {
                    op,
                    dst,
                    left,
                    right,
                    shape,
                } => {
                    let (left, right) = (get!(left), get!(right));
                    let holds = match heap.shape(shape) {
                        Shape::Word(_) | Shape::Int(..) => op.apply(left, right),
                        _ => op.apply(heap.order(shape, left, right) as i64, 0),
                    };
                    put!(dst, i64::from(holds));
                }
                Op::Within {
                    value,
                    lo,
                    hi,
                    failure,
                } => {
                    if !(lo..=hi).contains(&get!(value)) {
                        return Err(failure.into());
                    }
                }
                Op::Demand { condition, failure } => {
                    if get!(condition) == 0 {
                        return Err(failure.into());
                    }
                }
                Op::If {
                    condition,
                    otherwise,
                } => {
                    if get!(condition) == 0 {
                        at = otherwise as usize;
                    }
                }
                Op::Else { end } => at = end as usize,
                Op::End | Op::Loop { .. } => {}
                Op::Constant { dst, constant } => put!(dst, heap.constant(constant)),
                Op::Make {
                    dst,
                    shape,
                    tag,
                    first,
                    count,
                } => {
                    let fields = &slots[first.index()..][..count as usize];
                    let block = match heap.shape(shape) {
                        Shape::Union(_) => {
                            let words: Vec<i64> =
                                [i64::from(tag)].iter().chain(fields).copied().collect();
                            heap.add(&words)
                        }
                        _ => heap.add(fields),
                    };
                    put!(dst, block);
                }
                Op::Field {
                    dst,
                    src,
                    shape,
                    field,
                } => {
                    let skipped = usize::from(matches!(heap.shape(shape), Shape::Union(_)));
                    put!(dst, heap.block(get!(src))[skipped + field as usize]);
                }
                Op::With {
                    dst,
                    src,
                    field,
                    value,
                    ..
                } => put!(dst, heap.replaced(get!(src), field as usize, get!(value))),
                Op::Tag { dst, src } => put!(dst, heap.block(get!(src))[0]),
                Op::IsNull { dst, src } => put!(dst, i64::from(get!(src) == 0)),
                Op::Wrap { dst, src, shape } => put!(dst, heap.wrap(shape, get!(src))),
                Op::Unwrap {
                    dst,
                    src,
                    shape,
                    failure,
                } => match (get!(src), failure) {
                    (0, Some(failure)) => return Err(failure.into()),
                    (value, _) => put!(dst, heap.unwrap(shape, value)),
                },
                Op::Convert {
                    dst,
                    src,
                    from,
                    to,
                    failure,
                } => match (heap.convert(from, to, get!(src)), failure) {
                    (Some(value), _) => put!(dst, value),
                    (None, failure) => {
                        let failure = failure.expect("what can fault has a failure in the table");
                        return Err(failure.into());
                    }
                },
                Op::Contains {
                    dst,
                    value,
                    collection,
                    shape,
                } => {
                    if let Shape::List(_) = heap.shape(shape) {
                        spend_block!(get!(collection));
                    }
                    let found = heap.contains(shape, get!(collection), get!(value));
                    put!(dst, i64::from(found));
                }
                Op::SetOp {
                    op,
                    dst,
                    left,
                    right,
                    shape,
                } => {
                    spend_block!(get!(left));
                    spend_block!(get!(right));
                    put!(dst, heap.set_op(shape, op, get!(left), get!(right)));
                }
                Op::SubsetOf {
                    dst,
                    left,
                    right,
                    shape,
                } => {
                    spend_block!(get!(left));
                    let holds = heap.subset_of(shape, get!(left), get!(right));
                    put!(dst, i64::from(holds));
                }
                Op::MapMinus {
                    dst,
                    map,
                    keys,
                    shape,
                } => {
                    spend_block!(get!(map));
                    spend_block!(get!(keys));
                    put!(dst, heap.map_minus(shape, get!(map), get!(keys)));
                }
                Op::MapGet {
                    dst,
                    map,
                    key,
                    shape,
                    failure,
                } => match (heap.map_get(shape, get!(map), get!(key)), failure) {
                    (Some(value), _) => put!(dst, value),
                    (None, failure) => {
                        let failure = failure.expect("what can fault has a failure in the table");
                        return Err(failure.into());
                    }
                },
                Op::MapPut {
                    dst,
                    map,
                    key,
                    value,
                    shape,
                } => {
                    spend_block!(get!(map));
                    put!(dst, heap.map_put(shape, get!(map), get!(key), get!(value)));
                }
                Op::ListGet {
                    dst,
                    list,
                    index,
                    failure,
                    ..
                } => {
                    let found = heap.list_get(get!(list), get!(index));
                    put!(dst, found.ok_or(failure)?);
                }
                Op::ListPut {
                    dst,
                    list,
                    index,
                    value,
                    ..
                } => {
                    spend_block!(get!(list));
                    let place = get!(index) as usize - 1;
                    put!(dst, heap.replaced(get!(list), place, get!(value)));
                }
                Op::Call {
                    function,
                    dst,
                    src,
                    other,
                    shape,
                    failure,
                } => match (heap.call(function, shape, get!(src), get!(other)), failure) {
                    (Some(value), _) => {
                        spend_block!(get!(src));
                        if function == crate::model::Builtin::Subsets {
                            spend_block!(value);
                        }
                        put!(dst, value);
                    }
                    (None, failure) => {
                        let failure = failure.expect("what can fault has a failure in the table");
                        return Err(failure.into());
                    }
                },
                Op::Range { dst, lo, hi, .. } => {
                    let words: Vec<i64> = (get!(lo)..=get!(hi)).collect();
                    spend!(words.len());
                    put!(dst, heap.add(&words));
                }
                Op::RangeFits { lo, hi, failure } => {
                    let (lo, hi) = (i128::from(get!(lo)), i128::from(get!(hi)));
                    if hi - lo >= i128::from(RANGE_MOST) {
                        return Err(failure.into());
                    }
                }
                Op::Build { dst, .. } => building.push((dst, Vec::new())),
                Op::Add {
                    dst,
                    value,
                    second,
                    shape,
                } => {
                    let making = building.iter_mut().rev().find(|(slot, _)| *slot == dst);
                    let (_, words) = making.expect("what is added to was begun");
                    words.push(get!(value));
                    if let Shape::Map(..) = heap.shape(shape) {
                        words.push(get!(second));
                    }
                }
                Op::Built { dst, shape } => {
                    let (_, mut words) = building.pop().expect("what is built was begun");
                    spend!(words.len());
                    put!(dst, heap.build(shape, &mut words));
                }
                Op::Next {
                    dst,
                    collection,
                    cursor,
                    end,
                    ..
                } => match heap.block(get!(collection)).get(get!(cursor) as usize) {
                    Some(value) => {
                        put!(dst, *value);
                        put!(cursor, get!(cursor) + 1);
                    }
                    None => at = end as usize,
                },
                Op::NextInt {
                    dst,
                    cursor,
                    hi,
                    end,
                } => {
                    if get!(cursor) > get!(hi) {
                        at = end as usize;
                    } else {
                        put!(dst, get!(cursor));
                        put!(cursor, get!(cursor) + 1);
                    }
                }
                Op::Break {
                    condition,
                    when,
                    end,
                } => {
                    if (get!(condition) != 0) == when {
                        at = end as usize;
                    }
                }
                Op::Repeat { start } => at = start as usize,
                Op::Extern {
                    dst,
                    function,
                    first,
                    misfit,
                } => {
                    let given = host.call(function, &slots[first.index()..], heap);
                    put!(dst, given.ok_or(misfit)?);
                }
                Op::Enabled { dst, action } => {
                    let enabled = host.enabled(action, heap);
                    put!(dst, i64::from(enabled));
                }
                Op::Emit { event, first } => {
                    host.emitted(event, &slots[first.index()..], heap);
                }
                Op::Finish => break,
            }
        }
        Ok(())
    }
}
