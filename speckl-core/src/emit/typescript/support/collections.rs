//! The classes of sets and maps: values that never change, in canonical order, shaped as the
//! `ReadonlySet` and `ReadonlyMap` of ECMAScript. What only expressions need of them is left out where
//! none does.

use super::Helper;
use std::collections::BTreeSet;

/// The class of sets, with the methods that are called.
pub(super) fn set(called: &BTreeSet<Helper>) -> String {
    let methods = [
        (Helper::Union, UNION),
        (Helper::Difference, DIFFERENCE),
        (Helper::Intersection, INTERSECTION),
        (Helper::SubsetOf, SUBSET_OF),
    ];
    with_methods(SET, &methods, called)
}

/// The class of maps, with the methods that are called.
pub(super) fn map(called: &BTreeSet<Helper>) -> String {
    let methods = [(Helper::With, WITH), (Helper::Without, WITHOUT)];
    with_methods(MAP, &methods, called)
}

fn with_methods(class: &str, methods: &[(Helper, &str)], called: &BTreeSet<Helper>) -> String {
    let methods = methods.iter().filter(|(helper, _)| called.contains(helper));
    let methods: String = methods.flat_map(|(_, text)| [*text, "\n\n"]).collect();
    class.replace("@methods", &methods)
}

const SET: &str = r##"/** A set that never changes. It has its elements once each and in canonical order. */
class @Set<T> {
  /** The elements, in canonical order. */
  readonly items: readonly T[];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number, items: Iterable<T>) {
    this.#compare = compare;
    this.items = inOrder(items, compare);
  }

  get size(): number {
    return this.items.length;
  }

  has(value: T): boolean {
    return findOrdered(this.items, (item) => this.#compare(item, value)) !== undefined;
  }

  forEach(callback: (value: T, key: T, set: @Set<T>) => void): void {
    this.items.forEach((item) => callback(item, item, this));
  }

  keys() {
    return this.items.values();
  }

  values() {
    return this.items.values();
  }

  entries() {
    return this.items.map((item): [T, T] => [item, item]).values();
  }

  [Symbol.iterator]() {
    return this.items.values();
  }

@methods  toJSON(): { readonly "#set": readonly T[] } {
    return { "#set": this.items };
  }
}"##;

const UNION: &str = r"  /** The elements of both. */
  union(other: @Set<T>): @Set<T> {
    return new @Set(this.#compare, [...this.items, ...other.items]);
  }";

const DIFFERENCE: &str = r"  /** The elements that the other has not. */
  difference(other: @Set<T>): @Set<T> {
    const items = this.items.filter((item) => !other.has(item));
    return new @Set(this.#compare, items);
  }";

const INTERSECTION: &str = r"  /** The elements that the other has too. */
  intersection(other: @Set<T>): @Set<T> {
    const items = this.items.filter((item) => other.has(item));
    return new @Set(this.#compare, items);
  }";

const SUBSET_OF: &str = r"  /** Whether the other has all of its elements. */
  isSubsetOf(other: @Set<T>): boolean {
    return this.items.every((item) => other.has(item));
  }";

const MAP: &str = r##"/** A map that never changes. It has its entries in the canonical order of their keys. */
class @Map<K, V> {
  /** The entries, in the canonical order of their keys. */
  readonly items: readonly (readonly [K, V])[];
  readonly #compare: (a: K, b: K) => number;

  constructor(compare: (a: K, b: K) => number, items: Iterable<readonly [K, V]>) {
    this.#compare = compare;
    this.items = inOrder(items, ([a], [b]) => compare(a, b));
  }

  get size(): number {
    return this.items.length;
  }

  has(key: K): boolean {
    return findOrdered(this.items, ([known]) => this.#compare(known, key)) !== undefined;
  }

  get(key: K): V | undefined {
    return findOrdered(this.items, ([known]) => this.#compare(known, key))?.[1];
  }

  forEach(callback: (value: V, key: K, map: @Map<K, V>) => void): void {
    this.items.forEach(([key, value]) => callback(value, key, this));
  }

  keys() {
    return this.items.map(([key]) => key).values();
  }

  values() {
    return this.items.map(([, value]) => value).values();
  }

  entries() {
    return this.items.map(([key, value]): [K, V] => [key, value]).values();
  }

  [Symbol.iterator]() {
    return this.entries();
  }

@methods  toJSON(): { readonly "#map": readonly (readonly [K, V])[] } {
    return { "#map": this.items };
  }
}"##;

const WITH: &str = r"  /** With one entry put in, or put in the place of the one with this key. */
  with(key: K, value: V): @Map<K, V> {
    return new @Map(this.#compare, [...this.items, [key, value]]);
  }";

const WITHOUT: &str = r"  /** Without these keys. */
  without(keys: @Set<K>): @Map<K, V> {
    const items = this.items.filter(([key]) => !keys.has(key));
    return new @Map(this.#compare, items);
  }";

/// Items in order.
pub(super) const ORDERED: &str = r"/** Items in order; of equal ones the last. */
function inOrder<T>(items: Iterable<T>, compare: (a: T, b: T) => number): readonly T[] {
  const sorted = [...items].sort(compare);
  return sorted.filter((item, at) => {
    const next = sorted[at + 1];
    return next === undefined || compare(item, next) !== 0;
  });
}";

/// The search in an ordered list.
pub(super) const FOUND: &str = r"/** The item in an ordered list for which `order` gives 0. */
function findOrdered<T>(items: readonly T[], order: (item: T) => number): T | undefined {
  let from = 0;
  let to = items.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const item = items[middle] as T;
    const sign = order(item);
    if (sign === 0) {
      return item;
    }
    if (sign < 0) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return undefined;
}";
