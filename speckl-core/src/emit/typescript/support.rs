//! Support functions: small checks that generated code calls, each written only where it is used.

mod collections;
mod descriptions;
mod pieces;

use super::names::Names;
use crate::emit::trace::{Rule, TraceWriter};
use crate::model::{ElementId, FailureId, RANGE_MOST, SUBSETS_MOST, TypeId};
use std::collections::{BTreeMap, BTreeSet};

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
    /// `asText(value, failure): string`
    AsText,
    /// `isText(value): value is string`
    IsText,
    /// `orFail(value, failure)`: what is not `undefined`
    Present,
    /// `notNull(value, failure)`
    NonNull,
    /// `tailOf(list, failure)`
    Tail,
    /// `withReplaced(list, place, value, failure)`
    Replaced,
    /// `numbersIn(lo, hi, failure?)`: an array
    Range,
    /// `bigintsIn(lo, hi, failure?)`: an array
    BigRange,
    /// `lesserOf(a, b): bigint`
    Lesser,
    /// `greaterOf(a, b): bigint`
    Greater,
    /// `magnitudeOf(value): bigint`
    Magnitude,
    /// `subsetsOf(items)`: arrays
    Subsets,
    /// `fewEnough(items, failure)`: items
    Few,
    /// `mapsOver(keys, values)`: arrays of entries
    Assignments,
    /// `frozen(value)`: frozen all the way down
    Frozen,
    /// `accepted(type, value, failure, source?)`: a value that a type reads
    Accepted,
    /// `fromData(type, data)`: a value that JSON carried, or else the data as it is
    FromData,
    /// `converted(type, value)`: a value as one of a similar type
    Converted,
    /// `keptIfEqual(type, before, after)`
    Kept,
    /// `compareTexts(a, b): number`
    CompareTexts,
    /// `compareItems(a, b, compare): number`
    CompareItems,
    /// The class of sets.
    Set,
    /// Its method `union`.
    Union,
    /// Its method `difference`.
    Difference,
    /// Its method `intersection`.
    Intersection,
    /// Its method `isSubsetOf`.
    SubsetOf,
    /// The class of maps.
    Map,
    /// Its method `with`.
    With,
    /// Its method `without`.
    Without,
    /// `inOrder(items, compare)`
    Ordered,
    /// `findOrdered(items, order)`
    Found,
    /// The interface of descriptions of types.
    Description,
    /// The description of `Bool`.
    Booleans,
    /// `anyNumber(lo, hi)`: a description
    Numbers,
    /// `anyBigint(lo, hi)`: a description
    Bigints,
    /// The description of `String`.
    Texts,
    /// `oneOf(values)`: a description
    OneOf,
    /// `optionalOf(type)`: a description
    Optional,
    /// `recordOf(fields)`: a description
    Record,
    /// `variantsOf(tag, payloads)`: a description
    Variants,
    /// `tupleOf(types)`: a description
    Tuple,
    /// `listOf(type)`: a description
    ListOf,
    /// `setOf(type)`: a description
    SetOf,
    /// `mapOf(key, value)`: a description
    MapOf,
    /// `readItems(values, type, source)`
    ReadItems,
    /// `unmarked(value, mark, source)`
    Unmarked,
}

/// What generated code has called so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Support {
    helpers: BTreeSet<Helper>,
    failures: bool,
    /// The constants that describe types, by what they describe.
    described: BTreeMap<TypeId, String>,
    /// Those constants, each after those that it is made of, with the element that declares its type.
    descriptions: Vec<(Option<ElementId>, String)>,
}

impl Support {
    /// Notes that a function is called, and gives its name.
    pub fn call(&mut self, helper: Helper) -> &'static str {
        if self.helpers.insert(helper) {
            for &needed in needs(helper) {
                self.call(needed);
            }
        }
        name(helper)
    }

    /// The name of a type's description, where it has one yet.
    pub fn described(&self, ty: TypeId) -> Option<&str> {
        self.described.get(&ty).map(String::as_str)
    }

    /// Notes the constant that describes a type; its parts are described already.
    pub fn describe(&mut self, ty: TypeId, name: &str, text: String, element: Option<ElementId>) {
        self.described.insert(ty, name.to_owned());
        self.descriptions.push((element, text));
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
            let text = match helper {
                Helper::Set => fill(&collections::set(&self.helpers), names),
                Helper::Map => fill(&collections::map(&self.helpers), names),
                helper => text(helper, names),
            };
            if text.is_empty() {
                continue;
            }
            scope.blank();
            for line in text.lines() {
                scope.line(line);
            }
        }
        let shared: Vec<&str> = [(Helper::Set, &names.set), (Helper::Map, &names.map)]
            .into_iter()
            .filter(|(helper, _)| self.helpers.contains(helper))
            .map(|(_, name)| name.as_str())
            .collect();
        if !shared.is_empty() {
            scope.blank();
            scope.line(format!("export type {{ {} }};", shared.join(", ")));
        }
        if !self.descriptions.is_empty() {
            scope.blank();
        }
        for (element, text) in &self.descriptions {
            match element {
                Some(element) => scope.with(*element).line(text.as_str()),
                None => scope.line(text.as_str()),
            }
        }
    }
}

/// What a support function calls in its turn.
fn needs(helper: Helper) -> &'static [Helper] {
    match helper {
        Helper::AsText => &[Helper::IsText],
        Helper::Accepted
        | Helper::FromData
        | Helper::Converted
        | Helper::Kept
        | Helper::Booleans
        | Helper::Numbers
        | Helper::OneOf
        | Helper::Optional
        | Helper::Record
        | Helper::Variants
        | Helper::ReadItems
        | Helper::Unmarked => &[Helper::Description],
        Helper::Set | Helper::Map => &[Helper::Ordered, Helper::Found],
        Helper::Union | Helper::Difference | Helper::Intersection | Helper::SubsetOf => {
            &[Helper::Set]
        }
        Helper::With => &[Helper::Map],
        Helper::Without => &[Helper::Map, Helper::Set],
        Helper::Bigints => &[
            Helper::Description,
            Helper::IntegerData,
            Helper::IntegerFrom,
        ],
        Helper::Texts => &[Helper::Description, Helper::IsText, Helper::CompareTexts],
        Helper::Tuple => &[Helper::Description, Helper::Unmarked],
        Helper::ListOf => &[Helper::Description, Helper::ReadItems, Helper::CompareItems],
        Helper::SetOf => &[
            Helper::Description,
            Helper::ReadItems,
            Helper::CompareItems,
            Helper::Unmarked,
            Helper::Set,
        ],
        Helper::MapOf => &[
            Helper::Description,
            Helper::ReadItems,
            Helper::CompareItems,
            Helper::Unmarked,
            Helper::Map,
            Helper::Tuple,
        ],
        _ => &[],
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
        Helper::AsText => "asText",
        Helper::IsText => "isText",
        Helper::Present => "orFail",
        Helper::NonNull => "notNull",
        Helper::Tail => "tailOf",
        Helper::Replaced => "withReplaced",
        Helper::Range => "numbersIn",
        Helper::BigRange => "bigintsIn",
        Helper::Lesser => "lesserOf",
        Helper::Greater => "greaterOf",
        Helper::Magnitude => "magnitudeOf",
        Helper::Subsets => "subsetsOf",
        Helper::Few => "fewEnough",
        Helper::Assignments => "mapsOver",
        Helper::Frozen => "frozen",
        Helper::Accepted => "accepted",
        Helper::FromData => "fromData",
        Helper::Converted => "converted",
        Helper::Kept => "keptIfEqual",
        Helper::CompareTexts => "compareTexts",
        Helper::CompareItems => "compareItems",
        Helper::Union => "union",
        Helper::Difference => "difference",
        Helper::Intersection => "intersection",
        Helper::SubsetOf => "isSubsetOf",
        Helper::With => "with",
        Helper::Without => "without",
        Helper::Ordered => "inOrder",
        Helper::Found => "findOrdered",
        Helper::Booleans => "anyBoolean",
        Helper::Numbers => "anyNumber",
        Helper::Bigints => "anyBigint",
        Helper::Texts => "anyText",
        Helper::OneOf => "oneOf",
        Helper::Optional => "optionalOf",
        Helper::Record => "recordOf",
        Helper::Variants => "variantsOf",
        Helper::Tuple => "tupleOf",
        Helper::ListOf => "listOf",
        Helper::SetOf => "setOf",
        Helper::MapOf => "mapOf",
        Helper::ReadItems => "readItems",
        Helper::Unmarked => "unmarked",
        // Their names are the machine's.
        Helper::Set | Helper::Map | Helper::Description => "",
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
        Helper::AsText => fill(pieces::AS_TEXT, names),
        Helper::Present => fill(pieces::PRESENT, names),
        Helper::NonNull => fill(pieces::NON_NULL, names),
        Helper::Tail => fill(pieces::TAIL, names),
        Helper::Replaced => fill(pieces::REPLACED, names),
        Helper::Range => fill(pieces::RANGE, names),
        Helper::BigRange => fill(pieces::BIG_RANGE, names),
        Helper::Lesser => fill(pieces::LESSER, names),
        Helper::Greater => fill(pieces::GREATER, names),
        Helper::Magnitude => fill(pieces::MAGNITUDE, names),
        Helper::Subsets => fill(pieces::SUBSETS, names),
        Helper::Few => fill(pieces::FEW, names),
        Helper::Assignments => fill(pieces::ASSIGNMENTS, names),
        Helper::FromData => fill(pieces::FROM_DATA, names),
        Helper::Converted => fill(pieces::CONVERTED, names),
        Helper::Kept => fill(pieces::KEPT, names),
        Helper::IsText => fill(descriptions::IS_TEXT, names),
        Helper::Frozen => fill(descriptions::FROZEN, names),
        Helper::Accepted => fill(descriptions::ACCEPTED, names),
        Helper::CompareTexts => fill(descriptions::COMPARE_TEXTS, names),
        Helper::CompareItems => fill(descriptions::COMPARE_ITEMS, names),
        Helper::Description => fill(descriptions::DESCRIPTION, names),
        Helper::Booleans => fill(descriptions::BOOLEANS, names),
        Helper::Numbers => fill(descriptions::NUMBERS, names),
        Helper::Bigints => fill(descriptions::BIGINTS, names),
        Helper::Texts => fill(descriptions::TEXTS, names),
        Helper::OneOf => fill(descriptions::ONE_OF, names),
        Helper::Optional => fill(descriptions::OPTIONAL, names),
        Helper::Record => fill(descriptions::RECORD, names),
        Helper::Variants => fill(descriptions::VARIANTS, names),
        Helper::Tuple => fill(descriptions::TUPLE, names),
        Helper::ListOf => fill(descriptions::LIST_OF, names),
        Helper::SetOf => fill(descriptions::SET_OF, names),
        Helper::MapOf => fill(descriptions::MAP_OF, names),
        Helper::ReadItems => fill(descriptions::READ_ITEMS, names),
        Helper::Unmarked => fill(descriptions::UNMARKED, names),
        Helper::Ordered => fill(collections::ORDERED, names),
        Helper::Found => fill(collections::FOUND, names),
        // Classes, which are written with the methods that are called, and these methods.
        Helper::Set
        | Helper::Map
        | Helper::Union
        | Helper::Difference
        | Helper::Intersection
        | Helper::SubsetOf
        | Helper::With
        | Helper::Without => String::new(),
    }
}

/// A text with the machine's names in their places.
fn fill(text: &str, names: &Names) -> String {
    [
        ("@Error", names.error.as_str()),
        ("@Failure", &names.failure),
        ("@Integer", &names.integer),
        ("@Map", &names.map),
        ("@RangeMost", &RANGE_MOST.to_string()),
        ("@Set", &names.set),
        ("@Source", &names.source),
        ("@SubsetsMost", &SUBSETS_MOST.to_string()),
        ("@Type", &names.description),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (place, name)| {
        text.replace(place, name)
    })
}
