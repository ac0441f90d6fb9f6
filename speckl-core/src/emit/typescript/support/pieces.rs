//! Small functions about lists, what may be missing, and ranges.

/// A value that may be missing.
pub(super) const PRESENT: &str = r"/** What is there, or else a failure. */
function orFail<T>(value: T | undefined, failure: @Failure): T {
  if (value === undefined) {
    throw new @Error(failure);
  }
  return value;
}";

/// A value that may be `null`.
pub(super) const NON_NULL: &str = r"/** What is not `null`, or else a failure. */
function notNull<T>(value: T | null, failure: @Failure): T {
  if (value === null) {
    throw new @Error(failure);
  }
  return value;
}";

/// All but the first.
pub(super) const TAIL: &str = r"/** All but the first of a list that must not be empty. */
function tailOf<T>(list: readonly T[], failure: @Failure): readonly T[] {
  if (list.length === 0) {
    throw new @Error(failure);
  }
  return list.slice(1);
}";

/// One element replaced.
pub(super) const REPLACED: &str = r"/** A list with the element at a place, counted from 1, replaced. */
function withReplaced<T>(
  list: readonly T[],
  place: number,
  value: T,
  failure: @Failure,
): readonly T[] {
  if (place < 1 || place > list.length) {
    throw new @Error(failure);
  }
  return [...list.slice(0, place - 1), value, ...list.slice(place)];
}";

/// A range as numbers.
pub(super) const RANGE: &str = r"/** The integers from `lo` to `hi`, both included, unless they are too many for a set. */
function numbersIn(lo: number, hi: number, failure?: @Failure): readonly number[] {
  if (failure !== undefined && hi - lo >= @RangeMost) {
    throw new @Error(failure);
  }
  return Array.from({ length: Math.max(0, hi - lo + 1) }, (_, at) => lo + at);
}";

/// A range as bigints.
pub(super) const BIG_RANGE: &str = r"/** The integers from `lo` to `hi`, both included, unless they are too many for a set. */
function bigintsIn(lo: bigint, hi: bigint, failure?: @Failure): readonly bigint[] {
  if (failure !== undefined && hi - lo >= @RangeMostn) {
    throw new @Error(failure);
  }
  return Array.from({ length: hi < lo ? 0 : Number(hi - lo) + 1 }, (_, at) => lo + BigInt(at));
}";

/// The lesser of two.
pub(super) const LESSER: &str = r"/** The lesser of two integers. */
function lesserOf(a: bigint, b: bigint): bigint {
  return b < a ? b : a;
}";

/// The greater of two.
pub(super) const GREATER: &str = r"/** The greater of two integers. */
function greaterOf(a: bigint, b: bigint): bigint {
  return b > a ? b : a;
}";

/// The absolute value.
pub(super) const MAGNITUDE: &str = r"/** An integer without its sign. */
function magnitudeOf(value: bigint): bigint {
  return value < 0n ? -value : value;
}";

/// All subsets.
pub(super) const SUBSETS: &str = r"/** All selections of items, in canonical order where the items are. */
function subsetsOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const longer = items.flatMap((item, at) =>
    subsetsOf(items.slice(at + 1)).map((rest) => [item, ...rest]),
  );
  return [[], ...longer];
}";

/// Few enough for all subsets.
pub(super) const FEW: &str = r"/** Items that must not be too many for a set of all their subsets. */
function fewEnough<T>(items: readonly T[], failure: @Failure): readonly T[] {
  if (items.length > @SubsetsMost) {
    throw new @Error(failure);
  }
  return items;
}";

/// All maps.
pub(super) const ASSIGNMENTS: &str = r"/** All maps from some of these keys to these values, as entries, in canonical order. */
function mapsOver<K, V>(
  keys: readonly K[],
  values: readonly V[],
): readonly (readonly (readonly [K, V])[])[] {
  const longer = keys.flatMap((key, at) => {
    const rests = mapsOver(keys.slice(at + 1), values);
    return values.flatMap((value) => rests.map((rest) => [[key, value] as const, ...rest]));
  });
  return [[], ...longer];
}";

/// A string at the border.
pub(super) const AS_TEXT: &str = r"/** A value that must be a string of Unicode scalar values. */
function asText(value: unknown, failure: @Failure): string {
  if (!isText(value)) {
    throw new @Error(failure);
  }
  return value;
}";

/// What data stands for.
pub(super) const FROM_DATA: &str = r#"/** The value that data stands for; what stands for none as it is, to be refused by its type. */
function fromData<T>(type: @Type<T>, data: unknown): T {
  const read = type.read(data, "data");
  return read === undefined ? (data as T) : read;
}"#;

/// A value of a similar type.
pub(super) const CONVERTED: &str = r#"/** A value as one of another type that has a place for it. */
function converted<T>(type: @Type<T>, value: unknown): T {
  return type.read(value, "spec") as T;
}"#;

/// An equal value.
pub(super) const KEPT: &str = r"/** The value after a step: the very same as before it, where they are equal. */
function keptIfEqual<T>(type: @Type<T>, before: T, after: T): T {
  return type.compare(before, after) === 0 ? before : after;
}";
