//! Support functions: small checks that generated code calls, each written only where it is used.

use super::names::Names;
use crate::emit::trace::{Rule, TraceWriter};
use crate::model::FailureId;
use std::collections::BTreeSet;

/// A support function; see [`text`] for what each does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Helper {
    /// `ensure(condition, failure)`
    Ensure,
    /// `asBoolean(value, failure): boolean`
    AsBoolean,
    /// `asOneOf(value, values, failure): T`
    AsOneOf,
    /// `asNumber(value, lo, hi, failure): number`
    AsNumber,
    /// `asBigint(value, lo, hi, failure): bigint`
    AsBigint,
    /// `inRange(value, lo, hi, failure)`: for numbers and bigints
    InRange,
    /// `overflowing(value, failure): bigint`
    Overflowing,
    /// `nonZero(value, failure)`: for numbers and bigints
    NonZero,
    /// `product(a, b): number`
    Product,
    /// `quotient(a, b): number`
    Quotient,
    /// `remainder(a, b): number`
    Remainder,
    /// `quotientOf(a, b): bigint`
    BigQuotient,
    /// `remainderOf(a, b): bigint`
    BigRemainder,
    /// `between(value, lo, hi): boolean`: for numbers and bigints
    Between,
    /// `integerData(value)`: a bigint as JSON carries it
    IntegerData,
    /// `integerFrom(data): bigint`: the way back
    IntegerFrom,
}

/// What generated code has called so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Support {
    helpers: BTreeSet<Helper>,
    failures: bool,
}

impl Support {
    /// Notes that a function is called, and gives its name.
    pub fn call(&mut self, helper: Helper) -> &'static str {
        self.helpers.insert(helper);
        name(helper)
    }

    /// A row of the table of failures.
    pub fn failure(&mut self, id: FailureId) -> String {
        self.failures = true;
        format!("failures[{}]", id.index())
    }

    /// Whether the table of failures is needed.
    pub fn uses_failures(&self) -> bool {
        self.failures
    }

    /// Writes the functions that were called.
    pub fn write(&self, names: &Names, writer: &mut TraceWriter) {
        let mut scope = writer.under(Rule::Support);
        for &helper in &self.helpers {
            scope.blank();
            for line in text(helper, names).lines() {
                scope.line(line);
            }
        }
    }
}

fn name(helper: Helper) -> &'static str {
    match helper {
        Helper::Ensure => "ensure",
        Helper::AsBoolean => "asBoolean",
        Helper::AsOneOf => "asOneOf",
        Helper::AsNumber => "asNumber",
        Helper::AsBigint => "asBigint",
        Helper::InRange => "inRange",
        Helper::Overflowing => "overflowing",
        Helper::NonZero => "nonZero",
        Helper::Product => "product",
        Helper::Quotient => "quotient",
        Helper::Remainder => "remainder",
        Helper::BigQuotient => "quotientOf",
        Helper::BigRemainder => "remainderOf",
        Helper::Between => "between",
        Helper::IntegerData => "integerData",
        Helper::IntegerFrom => "integerFrom",
    }
}

/// The function, ready to be pasted.
fn text(helper: Helper, names: &Names) -> String {
    let Names {
        error,
        failure,
        integer,
        ..
    } = names;
    match helper {
        Helper::Ensure => format!(
            "/** Fails unless a condition holds. */
function ensure(condition: boolean, failure: {failure}): void {{
  if (!condition) {{
    throw new {error}(failure);
  }}
}}"
        ),
        Helper::AsBoolean => format!(
            "/** A value that must be a boolean. */
function asBoolean(value: unknown, failure: {failure}): boolean {{
  if (typeof value !== \"boolean\") {{
    throw new {error}(failure);
  }}
  return value;
}}"
        ),
        Helper::AsOneOf => format!(
            "/** A value that must be one of these. */
function asOneOf<T>(value: unknown, values: readonly T[], failure: {failure}): T {{
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) {{
    throw new {error}(failure);
  }}
  return found;
}}"
        ),
        Helper::AsNumber => format!(
            "/** A value that must be an integer from `lo` to `hi`; never the negative zero. */
function asNumber(value: unknown, lo: number, hi: number, failure: {failure}): number {{
  if (typeof value !== \"number\" || !Number.isInteger(value) || value < lo || value > hi) {{
    throw new {error}(failure);
  }}
  return value + 0;
}}"
        ),
        Helper::AsBigint => format!(
            "/** A value that must be a bigint from `lo` to `hi`. */
function asBigint(value: unknown, lo: bigint, hi: bigint, failure: {failure}): bigint {{
  if (typeof value !== \"bigint\" || value < lo || value > hi) {{
    throw new {error}(failure);
  }}
  return value;
}}"
        ),
        Helper::InRange => format!(
            "/** An integer that must lie between `lo` and `hi`, both included. */
function inRange<T extends number | bigint>(value: T, lo: T, hi: T, failure: {failure}): T {{
  if (value < lo || value > hi) {{
    throw new {error}(failure);
  }}
  return value;
}}"
        ),
        Helper::Overflowing => format!(
            "/** An integer that must fit into 64 bits. */
function overflowing(value: bigint, failure: {failure}): bigint {{
  if (value !== BigInt.asIntN(64, value)) {{
    throw new {error}(failure);
  }}
  return value;
}}"
        ),
        Helper::NonZero => format!(
            "/** A divisor. */
function nonZero<T extends number | bigint>(value: T, failure: {failure}): T {{
  if (!value) {{
    throw new {error}(failure);
  }}
  return value;
}}"
        ),
        Helper::Product => "/** The product; never the negative zero. */
function product(a: number, b: number): number {
  return a * b + 0;
}"
        .to_owned(),
        Helper::Quotient => "/** The Euclidean quotient: such that the remainder is never negative. */
function quotient(a: number, b: number): number {
  const towardsZero = Math.trunc(a / b);
  return (a % b < 0 ? towardsZero - Math.sign(b) : towardsZero) + 0;
}"
        .to_owned(),
        Helper::Remainder => "/** The Euclidean remainder: never negative. */
function remainder(a: number, b: number): number {
  const signed = a % b;
  return signed < 0 ? signed + Math.abs(b) : signed + 0;
}"
        .to_owned(),
        Helper::BigQuotient => "/** The Euclidean quotient: such that the remainder is never negative. */
function quotientOf(a: bigint, b: bigint): bigint {
  const towardsZero = a / b;
  return a % b < 0n ? towardsZero - (b > 0n ? 1n : -1n) : towardsZero;
}"
        .to_owned(),
        Helper::BigRemainder => "/** The Euclidean remainder: never negative. */
function remainderOf(a: bigint, b: bigint): bigint {
  const signed = a % b;
  return signed < 0n ? signed + (b > 0n ? b : -b) : signed;
}"
        .to_owned(),
        Helper::Between => "/** Whether an integer lies between `lo` and `hi`, both included. */
function between<T extends number | bigint>(value: T, lo: T, hi: T): boolean {
  return lo <= value && value <= hi;
}"
        .to_owned(),
        Helper::IntegerData => format!(
            "/** An integer as JSON carries it. */
function integerData(value: bigint): {integer} {{
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : {{ \"#bigint\": value.toString() }};
}}"
        ),
        Helper::IntegerFrom => "/** An integer that JSON carried. What is none comes back as it is, to be refused by its type. */
function integerFrom(data: unknown): bigint {
  if (Number.isSafeInteger(data)) {
    return BigInt(data as number);
  }
  if (typeof data === \"object\" && data !== null && \"#bigint\" in data) {
    const digits = data[\"#bigint\"];
    if (typeof digits === \"string\" && /^-?[0-9]{1,19}$/.test(digits)) {
      return BigInt(digits);
    }
  }
  return data as bigint;
}"
        .to_owned(),
    }
}
