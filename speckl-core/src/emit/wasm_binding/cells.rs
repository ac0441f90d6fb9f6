//! The class that writes and reads values as the memory of the module has them (`docs/wasm-abi.md`):
//! cells of 8 bytes, with two methods for every type that passes by address.

use super::values::Crossing;
use crate::emit::json_text::quoted;
use crate::emit::trace::{Rule, Scope, TraceWriter};
use crate::emit::typescript::docs::{key, property};
use crate::emit::typescript::layout::{Doc, call, concat, entry, object, write};
use crate::emit::typescript::support::Support;
use crate::emit::typescript::surface::Surface;
use crate::model::{EnumId, Type, TypeId};
use std::collections::BTreeSet;

const BASE: &str = "\
  #view: DataView;
  #at: number;

  /** From a place in a buffer on; or on their own, to be written. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(64), at = 0) {
    this.#view = new DataView(buffer);
    this.#at = at;
  }

  /** Where the next cell is. */
  get at(): number {
    return this.#at;
  }

  /** What was written. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.#at);
  }

  /** Moves on by some bytes, which are there afterwards; gives where it was. */
  #advance(size: number): number {
    const at = this.#at;
    this.#at += size;
    if (this.#at > this.#view.byteLength) {
      const longer = new Uint8Array(2 * this.#at);
      longer.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(longer.buffer);
    }
    return at;
  }

  put(value: number | bigint): void {
    const at = this.#advance(8);
    this.#view.setBigInt64(at, BigInt(value), true);
  }

  take(): bigint {
    const at = this.#at;
    this.#at += 8;
    return this.#view.getBigInt64(at, true);
  }";

const TEXT: &str = "
  putText(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.put(bytes.length);
    const at = this.#advance(Math.ceil(bytes.length / 8) * 8);
    new Uint8Array(this.#view.buffer, at).set(bytes);
  }

  takeText(): string {
    const size = Number(this.take());
    const bytes = new Uint8Array(this.#view.buffer, this.#at, size);
    this.#at += Math.ceil(size / 8) * 8;
    return new TextDecoder(\"utf-8\", { ignoreBOM: true }).decode(bytes.slice());
  }";

const ITEMS: &str = "
  /** As many items as the next cell says. */
  #items<T>(item: () => T): T[] {
    return Array.from({ length: Number(this.take()) }, item);
  }";

/// The types that pass by address, by themselves or in others that do; in the order of their ids.
fn encoded(surface: &Surface<'_>) -> BTreeSet<TypeId> {
    let model = surface.model;
    let mut types = [surface.given_types(), surface.data_types()].concat();
    types.extend(
        model
            .events
            .iter()
            .flat_map(|event| &event.fields)
            .map(|field| field.ty.ty),
    );
    let params = model.externs.iter().flat_map(|function| &function.params);
    types.extend(params.map(|param| param.ty.ty));
    let results = model
        .allowed_actions()
        .filter_map(|(_, action)| action.returns);
    types.extend(results.map(|declared| declared.ty));
    let mut closure = surface.closure(types);
    closure.retain(|ty| Crossing::of(surface, *ty).is_encoded());
    closure
}

/// Writes the class.
pub(super) fn class(surface: &Surface<'_>, support: &mut Support, writer: &mut TraceWriter) {
    let types = encoded(surface);
    let mut scope = writer.under(Rule::Machine);
    scope.blank();
    scope.line("/** Values as the memory of the module has them. */");
    scope.line(format!("class {} {{", surface.names.cells));
    let is = |test: fn(&Type) -> bool| types.iter().any(|ty| test(surface.model.types.get(*ty)));
    let has_items = is(|ty| matches!(ty, Type::List(_) | Type::Set(_) | Type::Map(..)));
    let parts = [
        Some(BASE),
        has_items.then_some(ITEMS),
        is(|ty| *ty == Type::String).then_some(TEXT),
    ];
    for line in parts.into_iter().flatten().flat_map(str::lines) {
        scope.line(line);
    }
    scope.indented(|scope| {
        for ty in types {
            if *surface.model.types.get(ty) != Type::String {
                methods(surface, ty, support, scope);
            }
        }
    });
    scope.line("}");
}

fn methods(surface: &Surface<'_>, ty: TypeId, support: &mut Support, scope: &mut Scope<'_>) {
    let Crossing::Encoded(name) = Crossing::of(surface, ty) else {
        return;
    };
    let text = surface.plain_ty(ty);
    scope.blank();
    let head = call(format!("put{name}"), vec![format!("value: {text}").into()]);
    write(scope, [head, ": void {".into()]);
    scope.indented(|scope| put(surface, ty, scope));
    scope.line("}");
    scope.blank();
    scope.line(format!("take{name}(): {text} {{"));
    scope.indented(|scope| take(surface, ty, support, scope));
    scope.line("}");
}

/// Writes `value`.
fn put(surface: &Surface<'_>, ty: TypeId, scope: &mut Scope<'_>) {
    let part = |ty: TypeId, value: String| Crossing::of(surface, ty).put("this", value.into());
    let statement = |scope: &mut Scope<'_>, doc: Doc| write(scope, [doc, ";".into()]);
    match surface.model.types.get(ty) {
        Type::Record(fields) => {
            for (name, ty) in fields {
                statement(scope, part(*ty, property("value", name)));
            }
        }
        Type::Tuple(items) => {
            for (at, ty) in items.iter().enumerate() {
                statement(scope, part(*ty, format!("value[{at}]")));
            }
        }
        Type::Option(item) => {
            scope.line("this.put(value === null ? 0 : 1);");
            scope.line("if (value !== null) {");
            scope.indented(|scope| statement(scope, part(*item, "value".to_owned())));
            scope.line("}");
        }
        Type::List(item) | Type::Set(item) => {
            let is_set = matches!(surface.model.types.get(ty), Type::Set(_));
            let items = if is_set { "value.items" } else { "value" };
            scope.line(format!("this.put({items}.length);"));
            scope.line(format!("for (const item of {items}) {{"));
            scope.indented(|scope| statement(scope, part(*item, "item".to_owned())));
            scope.line("}");
        }
        Type::Map(from, to) => {
            scope.line("this.put(value.items.length);");
            scope.line("for (const [from, to] of value.items) {");
            scope.indented(|scope| {
                statement(scope, part(*from, "from".to_owned()));
                statement(scope, part(*to, "to".to_owned()));
            });
            scope.line("}");
        }
        Type::Enum(id) => {
            let tag = property("value", &surface.names.of_enum(*id).tag);
            scope.line(format!("switch ({tag}) {{"));
            scope.indented(|scope| {
                let variants = &surface.model.enums[id.index()].variants;
                for (index, variant) in variants.iter().enumerate() {
                    scope.line(format!("case {}:", quoted(&variant.name)));
                    scope.indented(|scope| {
                        scope.line(format!("this.put({index});"));
                        for field in &variant.payload {
                            statement(scope, part(field.ty.ty, property("value", &field.name)));
                        }
                        scope.line("break;");
                    });
                }
            });
            scope.line("}");
        }
        _ => {}
    }
}

/// Reads a value.
fn take(surface: &Surface<'_>, ty: TypeId, support: &mut Support, scope: &mut Scope<'_>) {
    let part = |ty: TypeId| Crossing::of(surface, ty).take("this");
    let text = |ty: TypeId| surface.plain_ty(ty);
    let give = |scope: &mut Scope<'_>, value: Doc| {
        write(scope, ["return ".into(), value, ";".into()]);
    };
    match surface.model.types.get(ty) {
        Type::Record(fields) => {
            let fields = fields.iter().map(|(name, ty)| entry(key(name), part(*ty)));
            give(scope, object(fields.collect()));
        }
        Type::Tuple(items) => {
            let items = items.iter().map(|ty| part(*ty)).collect();
            give(scope, crate::emit::typescript::layout::array(items));
        }
        Type::Option(item) => {
            give(
                scope,
                concat(["this.take() === 0n ? null : ".into(), part(*item)]),
            );
        }
        Type::List(item) => give(scope, items(&text(*item), part(*item))),
        Type::Set(item) => {
            let made = format!("{}.of", surface.described(ty, support));
            give(scope, call(made, vec![items(&text(*item), part(*item))]));
        }
        Type::Map(from, to) => {
            let made = format!("{}.of", surface.described(ty, support));
            let pair = concat(["[".into(), part(*from), ", ".into(), part(*to), "]".into()]);
            let of = format!("[{}, {}]", text(*from), text(*to));
            give(scope, call(made, vec![items(&of, pair)]));
        }
        Type::Enum(id) => take_variant(surface, *id, scope),
        _ => {}
    }
}

/// `this.#items((): T => …)`
fn items(of: &str, item: Doc) -> Doc {
    call(
        "this.#items",
        vec![concat([format!("(): {of} => ").into(), item])],
    )
}

fn take_variant(surface: &Surface<'_>, id: EnumId, scope: &mut Scope<'_>) {
    let variants = &surface.model.enums[id.index()].variants;
    let last = variants.len() - 1;
    scope.line("switch (Number(this.take())) {");
    scope.indented(|scope| {
        for (index, variant) in variants.iter().enumerate() {
            // There are no other numbers, but a compiler does not know that.
            let label = if index == last {
                "default:".to_owned()
            } else {
                format!("case {index}:")
            };
            scope.line(label);
            let fields = variant.payload.iter().map(|field| {
                let value = Crossing::of(surface, field.ty.ty).take("this");
                entry(key(&field.name), value)
            });
            let value = surface.tagged_value(id, index as u32, fields.collect());
            scope.indented(|scope| write(scope, ["return ".into(), value, ";".into()]));
        }
    });
    scope.line("}");
}
