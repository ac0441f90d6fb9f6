//! What is known of a type at run time: its canonical order, and the way of its values in and out.
//! Each kind of type has a function (or a constant) that makes a description from those of its parts;
//! [`super::super::kinds`] puts them together.

/// What is known of a type.
pub(super) const DESCRIPTION: &str = r#"/** Where a value comes from: a caller, JSON-shaped data, or an expression of a similar type. */
type @Source = "caller" | "data" | "spec";

/** What is known of a type. */
interface @Type<T> {
  /** Negative, zero or positive: `a` comes before `b`, equals it, or comes after it. */
  compare(this: void, a: T, b: T): number;
  /** The value that something stands for, made anew; `undefined` where it stands for none. */
  read(this: void, value: unknown, source: @Source): T | undefined;
  /** The value as JSON carries it. */
  write(this: void, value: T): unknown;
}"#;

pub(super) const BOOLEANS: &str = r#"/** Truth values. */
const anyBoolean: @Type<boolean> = {
  compare: (a, b) => Number(a) - Number(b),
  read: (value) => (typeof value === "boolean" ? value : undefined),
  write: (value) => value,
};"#;

pub(super) const NUMBERS: &str = r#"/** Integers from `lo` to `hi`; never the negative zero. */
function anyNumber(lo: number, hi: number): @Type<number> {
  return {
    compare: (a, b) => a - b,
    read: (value, source) => {
      const given = source === "spec" ? Number(value) : value;
      const isInteger = typeof given === "number" && Number.isInteger(given);
      return isInteger && lo <= given && given <= hi ? given + 0 : undefined;
    },
    write: (value) => value,
  };
}"#;

pub(super) const BIGINTS: &str = r#"/** Integers from `lo` to `hi`. */
function anyBigint(lo: bigint, hi: bigint): @Type<bigint> {
  return {
    compare: (a, b) => (a < b ? -1 : Number(a > b)),
    read: (value, source) => {
      const given = source === "caller" ? value : integerFrom(value);
      return typeof given === "bigint" && lo <= given && given <= hi ? given : undefined;
    },
    write: integerData,
  };
}"#;

pub(super) const TEXTS: &str = r"/** Strings, ordered by Unicode scalar value. */
const anyText: @Type<string> = {
  compare: compareTexts,
  read: (value) => (isText(value) ? value : undefined),
  write: (value) => value,
};";

pub(super) const ONE_OF: &str = r"/** The values of an enum, in canonical order. */
function oneOf<T extends string>(values: readonly T[]): @Type<T> {
  return {
    compare: (a, b) => values.indexOf(a) - values.indexOf(b),
    read: (value) => values.find((known) => known === value),
    write: (value) => value,
  };
}";

pub(super) const OPTIONAL: &str = r"/** What may be `null`, which comes first. */
function optionalOf<T>(type: @Type<T>): @Type<T | null> {
  return {
    compare: (a, b) =>
      a === null || b === null ? Number(b === null) - Number(a === null) : type.compare(a, b),
    read: (value, source) => (value === null ? null : type.read(value, source)),
    write: (value) => (value === null ? null : type.write(value)),
  };
}";

pub(super) const RECORD: &str = r#"/** Records; ordered by their fields, the first that differs. */
function recordOf<T extends object>(
  fields: { readonly [Name in keyof T]: @Type<T[Name]> },
): @Type<T> {
  const all = Object.entries(fields) as [keyof T & string, @Type<T[keyof T]>][];
  return {
    compare: (a, b) => {
      for (const [name, type] of all) {
        const order = type.compare(a[name], b[name]);
        if (order !== 0) {
          return order;
        }
      }
      return 0;
    },
    read: (value, source) => {
      if (typeof value !== "object" || value === null) {
        return undefined;
      }
      if (source === "data" && Object.keys(value).length !== all.length) {
        return undefined;
      }
      const made: [string, unknown][] = [];
      for (const [name, type] of all) {
        // Only what is there itself: every object has a `constructor` from elsewhere.
        const given = Object.hasOwn(value, name) ? (value as T)[name] : undefined;
        const field = type.read(given, source);
        if (field === undefined) {
          return undefined;
        }
        made.push([name, field]);
      }
      return Object.fromEntries(made) as T;
    },
    write: (value) =>
      Object.fromEntries(all.map(([name, type]) => [name, type.write(value[name])])),
  };
}"#;

pub(super) const VARIANTS: &str = r#"/** The values of an enum with what they carry; `tag` tells which one. */
function variantsOf<T extends object>(
  tag: keyof T & string,
  payloads: Readonly<Record<string, @Type<object>>>,
): @Type<T> {
  const all = Object.entries(payloads);
  const place = (value: T): number => all.findIndex(([name]) => name === value[tag]);
  /** A value from its name and what it carries. */
  const made = (name: unknown, carried: unknown, source: @Source): T | undefined => {
    const payload = all.find(([known]) => known === name)?.[1].read(carried, source);
    return payload === undefined ? undefined : ({ [tag]: name, ...payload } as T);
  };
  return {
    compare: (a, b) => place(a) - place(b) || (all[place(a)]?.[1].compare(a, b) ?? 0),
    read: (value, source) => {
      if (source === "data" && typeof value === "string") {
        return made(value, {}, source);
      }
      if (typeof value !== "object" || value === null) {
        return undefined;
      }
      const own = new Map<string, unknown>(Object.entries(value));
      const isData = source === "data" && own.size === 2;
      const asData = isData ? made(own.get("tag"), own.get("value"), source) : undefined;
      return asData ?? made(own.get(tag), value, source === "data" ? "caller" : source);
    },
    write: (value) => {
      const [name, type] = all[place(value)] as [string, @Type<object>];
      const carried = type.write(value) as object;
      return Object.keys(carried).length === 0 ? name : { tag: name, value: carried };
    },
  };
}"#;

pub(super) const TUPLE: &str = r##"/** Tuples. */
function tupleOf<T extends readonly unknown[]>(
  ...types: { readonly [At in keyof T]: @Type<T[At]> }
): @Type<T> {
  const all = types as readonly @Type<unknown>[];
  return {
    compare: (a, b) => {
      for (const [at, type] of all.entries()) {
        const order = type.compare(a[at], b[at]);
        if (order !== 0) {
          return order;
        }
      }
      return 0;
    },
    read: (value, source) => {
      const given = unmarked(value, "#tup", source);
      if (!Array.isArray(given) || given.length !== all.length) {
        return undefined;
      }
      const made = all.map((type, at) => type.read(given[at], source));
      return made.includes(undefined) ? undefined : (made as readonly unknown[] as T);
    },
    write: (value) => ({ "#tup": all.map((type, at) => type.write(value[at])) }),
  };
}"##;

pub(super) const LIST_OF: &str = r"/** Lists. */
function listOf<T>(type: @Type<T>): @Type<readonly T[]> {
  return {
    compare: (a, b) => compareItems(a, b, type.compare),
    read: (value, source) => (Array.isArray(value) ? readItems(value, type, source) : undefined),
    write: (value) => value.map(type.write),
  };
}";

pub(super) const SET_OF: &str = r##"/** Sets, and how they are made. */
function setOf<T>(
  type: @Type<T>,
): @Type<@Set<T>> & { readonly of: (items: Iterable<T>) => @Set<T> } {
  const of = (items: Iterable<T>) => new @Set(type.compare, items);
  return {
    of,
    compare: (a, b) => compareItems(a.items, b.items, type.compare),
    read: (value, source) => {
      const items = readItems(unmarked(value, "#set", source), type, source);
      return items && of(items);
    },
    write: (value) => ({ "#set": value.items.map(type.write) }),
  };
}"##;

pub(super) const MAP_OF: &str = r##"/** Maps, and how they are made. */
function mapOf<K, V>(
  key: @Type<K>,
  value: @Type<V>,
): @Type<@Map<K, V>> & { readonly of: (items: Iterable<readonly [K, V]>) => @Map<K, V> } {
  const of = (items: Iterable<readonly [K, V]>) => new @Map(key.compare, items);
  const entry = tupleOf<readonly [K, V]>(key, value);
  return {
    of,
    compare: (a, b) => compareItems(a.items, b.items, entry.compare),
    read: (given, source) => {
      const items = readItems(unmarked(given, "#map", source), entry, source);
      return items && of(items);
    },
    write: (map) => ({ "#map": map.items.map(([k, v]) => [key.write(k), value.write(v)]) }),
  };
}"##;

pub(super) const READ_ITEMS: &str = r#"/** The values in a collection; `undefined` where it is none, or where one of them does not fit. */
function readItems<T>(
  values: unknown,
  type: @Type<T>,
  source: @Source,
): T[] | undefined {
  if (typeof values !== "object" || values === null || !(Symbol.iterator in values)) {
    return undefined;
  }
  const items: T[] = [];
  for (const value of values as Iterable<unknown>) {
    const item = type.read(value, source);
    if (item === undefined) {
      return undefined;
    }
    items.push(item);
  }
  return items;
}"#;

pub(super) const UNMARKED: &str = r#"/** What stands under a key that JSON-shaped data marks its kind with; anything else as it is. */
function unmarked(value: unknown, mark: string, source: @Source): unknown {
  if (source !== "data" || typeof value !== "object" || value === null) {
    return value;
  }
  return Object.hasOwn(value, mark) ? (value as Readonly<Record<string, unknown>>)[mark] : value;
}"#;

pub(super) const COMPARE_ITEMS: &str = r"/** The order of two lists by the first items in which they differ. */
function compareItems<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T, b: T) => number,
): number {
  for (const [at, item] of a.entries()) {
    const order = at < b.length ? compare(item, b[at] as T) : 1;
    if (order !== 0) {
      return order;
    }
  }
  return a.length - b.length;
}";

pub(super) const COMPARE_TEXTS: &str = r"/** The order of two texts by Unicode scalar value. */
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) {
      // A surrogate is part of what comes after all that one unit can hold.
      const isBeyond = (unit: number) => Number(unit >= 0xd800 && unit < 0xe000);
      return isBeyond(x) - isBeyond(y) || x - y;
    }
  }
  return a.length - b.length;
}";

pub(super) const IS_TEXT: &str = r#"/** Whether something is a string of Unicode scalar values: without half a surrogate pair. */
function isText(value: unknown): value is string {
  return typeof value === "string" && !/\p{Surrogate}/u.test(value);
}"#;

pub(super) const ACCEPTED: &str = r#"/** The value that something stands for, or else a failure. */
function accepted<T>(
  type: @Type<T>,
  value: unknown,
  failure: @Failure,
  source: @Source = "caller",
): T {
  const read = type.read(value, source);
  if (read === undefined) {
    throw new @Error(failure);
  }
  return read;
}"#;

pub(super) const FROZEN: &str = r#"/** Freezes a value all the way down: what is handed out never changes. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    for (const inner of Object.values(Object.freeze(value))) {
      frozen(inner);
    }
  }
  return value;
}"#;
