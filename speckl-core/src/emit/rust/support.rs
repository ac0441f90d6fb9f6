//! Shared functions of a generated module: only what the spec makes necessary.

use super::code::{Code, Line, bind};
use super::expr::Helpers;
use super::layout::Doc;
use super::names::Names;
use super::stmt::{put, result_type};
use super::types::{MAP, SET, type_doc};
use crate::emit::trace::{Rule, TraceWriter};
use crate::model::{Model, RANGE_MOST, SUBSETS_MOST, Type, TypeId};

/// The shared functions that a module may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Helper {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Neg,
    Within,
    /// An item of a list, by its place from 1.
    Item,
    /// The place of an item of a list, by its number from 1.
    ItemMut,
    /// A value of a map whose keys are represented in less than the key that is looked for.
    Entry,
    Has,
    HasKey,
    HasItem,
    /// A range that is run over.
    Span,
    Without,
    Append,
    Tail,
    Take,
    Drop,
    Subsets,
    /// All values of a type.
    Every(TypeId),
}

/// What no local and no function of the spec may be called.
pub(super) const HELPER_NAMES: &[&str] = &[
    "add", "sub", "mul", "div", "rem", "neg", "within", "item", "item_mut", "entry", "has",
    "has_key", "has_item", "span", "without", "append", "tail", "take", "drop", "subsets",
];

impl Helper {
    pub(super) fn name(self) -> String {
        let at = match self {
            Helper::Every(ty) => return format!("every_{}_", ty.index()),
            Helper::Add => 0,
            Helper::Sub => 1,
            Helper::Mul => 2,
            Helper::Div => 3,
            Helper::Rem => 4,
            Helper::Neg => 5,
            Helper::Within => 6,
            Helper::Item => 7,
            Helper::ItemMut => 8,
            Helper::Entry => 9,
            Helper::Has => 10,
            Helper::HasKey => 11,
            Helper::HasItem => 12,
            Helper::Span => 13,
            Helper::Without => 14,
            Helper::Append => 15,
            Helper::Tail => 16,
            Helper::Take => 17,
            Helper::Drop => 18,
            Helper::Subsets => 19,
        };
        HELPER_NAMES[at].to_owned()
    }
}

/// A function: what it is for, its generics, parameters, result and body.
struct Function {
    words: &'static str,
    generics: &'static str,
    params: Vec<&'static str>,
    result: Doc,
    /// Lines of its body; `Error` stands for the error type.
    body: Vec<String>,
    /// What its body ends with, where that may have to break.
    tail: Option<Code>,
}

/// Writes the functions that were used.
pub(super) fn write(writer: &mut TraceWriter, model: &Model, names: &Names, helpers: &Helpers) {
    let mut out = writer.under(Rule::Support);
    every_needed(model, helpers);
    for helper in helpers.borrow().iter() {
        if let Helper::Every(ty) = helper {
            every(&mut out, model, names, *ty);
            continue;
        }
        let function = of(*helper, &names.error);
        out.blank();
        out.line(format!("/// {}", function.words));
        out.line("#[allow(dead_code)]");
        let params = function
            .params
            .iter()
            .map(|param| (*param).into())
            .collect();
        let head = format!("fn {}{}", helper.name(), function.generics);
        put(
            &mut out,
            Doc::signature(head, params, function.result.clone()),
        );
        out.indented(|out| {
            for line in &function.body {
                out.line(line.replace("Error", &names.error));
            }
            if let Some(tail) = &function.tail {
                put(out, Doc::first(tail));
            }
        });
        out.line("}");
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn of(helper: Helper, error: &str) -> Function {
    let result = |ok: &str| result_type(ok, error);
    let function = |words, generics, params: &[&'static str], result, body: &str| Function {
        words,
        generics,
        params: params.to_vec(),
        result,
        body: lines(body),
        tail: None,
    };
    let path = |name: &str| Code::path(name.to_owned());
    // `option.ok_or(Error::at(failure))`
    let or = |option: Code, failure: &str| {
        let at = Code::function(format!("{error}::at"), vec![path(failure)]);
        Some(option.method("ok_or", vec![at]))
    };
    let exact = |method: &str| or(path("left").method(method, vec![path("right")]), "overflow");
    let ending = |function: Function, tail: Option<Code>| Function { tail, ..function };
    // The item at a place that is counted from 1.
    let item = |get: &str| {
        let before = path("place").method("checked_sub", vec![Code::Number("1".to_owned())]);
        let found = path("items").method(get, vec![before.attempt()]);
        let place = Code::function("usize::try_from", vec![path("place")]).method("ok", Vec::new());
        let found = place.method("and_then", vec![Code::closure(vec![path("place")], found)]);
        or(found, "failure")
    };
    let two = ["left: i64", "right: i64", "overflow: u32"];
    match helper {
        Helper::Within => function(
            "The integer, if it lies between `lo` and `hi`.",
            "<T: ::core::convert::TryFrom<i64>>",
            &["value: i64", "lo: i64", "hi: i64", "failure: u32"],
            result("T"),
            "match T::try_from(value) {\n    Ok(fitting) if (lo..=hi).contains(&value) => Ok(fitting),\n    _ => Err(Error::at(failure)),\n}",
        ),
        Helper::Neg => ending(
            function(
                "The exact negation.",
                "",
                &["value: i64", "overflow: u32"],
                result("i64"),
                "",
            ),
            or(path("value").method("checked_neg", Vec::new()), "overflow"),
        ),
        Helper::Add => ending(
            function("The exact sum.", "", &two, result("i64"), ""),
            exact("checked_add"),
        ),
        Helper::Sub => ending(
            function("The exact difference.", "", &two, result("i64"), ""),
            exact("checked_sub"),
        ),
        Helper::Mul => ending(
            function("The exact product.", "", &two, result("i64"), ""),
            exact("checked_mul"),
        ),
        Helper::Div => ending(
            function(
                "The exact Euclidean quotient.",
                "",
                &["left: i64", "right: i64", "zero: u32", "overflow: u32"],
                result("i64"),
                "if right == 0 {\n    return Err(Error::at(zero));\n}",
            ),
            exact("checked_div_euclid"),
        ),
        Helper::Rem => function(
            "The exact Euclidean remainder.",
            "",
            &["left: i64", "right: i64", "zero: u32"],
            result("i64"),
            "if right == 0 {\n    return Err(Error::at(zero));\n}\nOk(left.wrapping_rem_euclid(right))",
        ),
        Helper::Item => ending(
            function(
                "The item at a place of a list, the first place being 1.",
                "<T>",
                &["items: &[T]", "place: i64", "failure: u32"],
                result("&T"),
                "",
            ),
            item("get"),
        ),
        Helper::ItemMut => ending(
            function(
                "The item at a place of a list, to be changed.",
                "<T>",
                &["items: &mut [T]", "place: i64", "failure: u32"],
                result("&mut T"),
                "",
            ),
            item("get_mut"),
        ),
        Helper::Entry => ending(
            function(
                "The value of a key that need not be one of the map's type.",
                "<K: Ord + ::core::convert::TryFrom<i64>, V>",
                &[
                    "map: &alloc::collections::BTreeMap<K, V>",
                    "key: i64",
                    "failure: u32",
                ],
                result("&V"),
                "",
            ),
            or(
                Code::function("K::try_from", vec![path("key")])
                    .method("ok", Vec::new())
                    .method(
                        "and_then",
                        vec![Code::closure(
                            vec![path("key")],
                            path("map").method("get", vec![path("key").reference()]),
                        )],
                    ),
                "failure",
            ),
        ),
        Helper::Has => function(
            "Whether an integer that need not be of the set's type is in the set.",
            "<T: Ord + ::core::convert::TryFrom<i64>>",
            &["value: i64", "items: &alloc::collections::BTreeSet<T>"],
            "bool".into(),
            "T::try_from(value).is_ok_and(|value| items.contains(&value))",
        ),
        Helper::HasKey => function(
            "Whether an integer that need not be of the map's type is a key of the map.",
            "<K: Ord + ::core::convert::TryFrom<i64>, V>",
            &["key: i64", "map: &alloc::collections::BTreeMap<K, V>"],
            "bool".into(),
            "K::try_from(key).is_ok_and(|key| map.contains_key(&key))",
        ),
        Helper::HasItem => function(
            "Whether an integer that need not be of the list's type is in the list.",
            "<T: PartialEq + ::core::convert::TryFrom<i64>>",
            &["value: i64", "items: &[T]"],
            "bool".into(),
            "T::try_from(value).is_ok_and(|value| items.contains(&value))",
        ),
        Helper::Span => function(
            "The integers from `lo` to `hi`, if they are not too many.",
            "",
            &["lo: i64", "hi: i64", "failure: u32"],
            result("::core::ops::RangeInclusive<i64>"),
            &format!(
                "if i128::from(hi) - i128::from(lo) >= {RANGE_MOST} {{\n    return Err(Error::at(failure));\n}}\nOk(lo..=hi)"
            ),
        ),
        Helper::Without => function(
            "The map without some of its keys.",
            "<K: Ord, V>",
            &[
                "mut map: alloc::collections::BTreeMap<K, V>",
                "keys: &alloc::collections::BTreeSet<K>",
            ],
            Doc::generic(MAP, vec!["K".into(), "V".into()]),
            "map.retain(|key, _| !keys.contains(key));\nmap",
        ),
        Helper::Append => function(
            "The list with one more item.",
            "<T>",
            &["mut items: alloc::vec::Vec<T>", "item: T"],
            "alloc::vec::Vec<T>".into(),
            "items.push(item);\nitems",
        ),
        Helper::Tail => ending(
            function(
                "All but the first item.",
                "<T>",
                &["items: &[T]", "failure: u32"],
                result("&[T]"),
                "",
            ),
            or(path("items").method("get", vec![path("1..")]), "failure"),
        ),
        Helper::Take => function(
            "The first items, or all where there are fewer.",
            "<T>",
            &["items: &[T]", "count: i64"],
            "&[T]".into(),
            "let count = usize::try_from(count.max(0)).unwrap_or(usize::MAX);\nitems.get(..count).unwrap_or(items)",
        ),
        Helper::Drop => function(
            "All but the first items.",
            "<T>",
            &["items: &[T]", "count: i64"],
            "&[T]".into(),
            "let count = usize::try_from(count.max(0)).unwrap_or(usize::MAX);\nitems.get(count..).unwrap_or_default()",
        ),
        Helper::Subsets => function(
            "All subsets, if they are not too many.",
            "<T: Ord + Clone>",
            &["items: &alloc::collections::BTreeSet<T>", "failure: u32"],
            result_type(
                Doc::generic(SET, vec![Doc::generic(SET, vec!["T".into()])]),
                error,
            ),
            &format!(
                "if items.len() > {SUBSETS_MOST} {{\n    return Err(Error::at(failure));\n}}\nlet empty = alloc::collections::BTreeSet::new();\nlet mut all = alloc::collections::BTreeSet::from([empty]);\nfor item in items {{\n    for mut subset in all.clone() {{\n        subset.insert(item.clone());\n        all.insert(subset);\n    }}\n}}\nOk(all)"
            ),
        ),
        Helper::Every(_) => function("", "", &[], "()".into(), ""),
    }
}

/// What is needed to list all values of the types that are listed: the lists of their parts.
fn every_needed(model: &Model, helpers: &Helpers) {
    let mut todo: Vec<TypeId> = helpers
        .borrow()
        .iter()
        .filter_map(|helper| match helper {
            Helper::Every(ty) => Some(*ty),
            _ => None,
        })
        .collect();
    while let Some(ty) = todo.pop() {
        let mut parts = model.types.get(ty).parts();
        if let Type::Enum(id) = model.types.get(ty) {
            let variants = &model.enums[id.index()].variants;
            parts = variants
                .iter()
                .flat_map(|it| &it.payload)
                .map(|it| it.ty.ty)
                .collect();
        }
        for part in parts {
            if helpers.borrow_mut().insert(Helper::Every(part)) {
                todo.push(part);
            }
        }
    }
}

/// A function that lists all values of a type, in canonical order.
fn every(out: &mut crate::emit::trace::Scope<'_>, model: &Model, names: &Names, ty: TypeId) {
    let all = |ty: TypeId| Code::function(Helper::Every(ty).name(), Vec::new());
    let path = |name: &str| Code::path(name.to_owned());
    let insert = |value: Code| Line::Do(path("all").method("insert", vec![value]));
    // One loop in the other, each over all values of a part; then something is made of these.
    let nested = |parts: &[TypeId], make: Vec<Line>| {
        let parts = parts.iter().enumerate().rev();
        parts.fold(make, |lines, (at, part)| {
            vec![Line::For(path(&format!("part_{at}")), all(*part), lines)]
        })
    };
    let part = |at: usize| path(&format!("part_{at}")).method("clone", Vec::new());
    let fields = |fields: &[String]| {
        let fields = fields.iter().enumerate();
        fields
            .map(|(at, name)| (name.clone(), Some(part(at))))
            .collect()
    };
    let body = match model.types.get(ty) {
        Type::Bool => {
            let both = ["false", "true"].map(|it| Code::Number(it.to_owned()));
            both.into_iter().map(insert).collect()
        }
        Type::Enum(id) => {
            let at = id.index();
            let variants = model.enums[at].variants.iter().enumerate();
            let lines = variants.flat_map(|(index, variant)| {
                let path = names.value(at, index);
                if variant.payload.is_empty() {
                    return vec![insert(Code::path(path))];
                }
                let parts: Vec<TypeId> = variant.payload.iter().map(|it| it.ty.ty).collect();
                let value = Code::Struct(path.into(), fields(&names.payloads[at][index]), None);
                nested(&parts, vec![insert(value)])
            });
            lines.collect()
        }
        Type::Record(parts) => {
            let parts: Vec<TypeId> = parts.iter().map(|(_, ty)| *ty).collect();
            let own = names.record_names(ty).map(|it| it.fields.clone());
            let name = names.record(ty).into();
            let value = Code::Struct(name, fields(&own.unwrap_or_default()), None);
            nested(&parts, vec![insert(value)])
        }
        Type::Tuple(parts) => {
            let value = Code::Tuple((0..parts.len()).map(part).collect());
            nested(parts, vec![insert(value)])
        }
        Type::Option(inner) => {
            let some = Code::function("Some", vec![path("part_0")]);
            let none = insert(path("None"));
            [vec![none], nested(&[*inner], vec![insert(some)])].concat()
        }
        Type::Set(item) => {
            let bigger = Line::Do(path("more").method("insert", vec![part(0)]));
            let new = Code::function(format!("{SET}::new"), Vec::new());
            let copies = path("all").method("clone", Vec::new());
            let grow = vec![bigger, insert(path("more"))];
            let each = vec![Line::For(path("mut more"), copies, grow)];
            [vec![insert(new)], nested(&[*item], each)].concat()
        }
        Type::Map(key, value) => {
            let new = Code::function(format!("{MAP}::new"), Vec::new());
            let bigger = Line::Do(path("more").method("insert", vec![part(0), part(1)]));
            let more = bind("mut more", path("less").method("clone", Vec::new()));
            let grow = vec![Line::For(
                path("part_1"),
                all(*value),
                vec![more, bigger, insert(path("more"))],
            )];
            let copies = path("all").method("clone", Vec::new());
            let each = vec![Line::For(path("less"), copies, grow)];
            [vec![insert(new)], nested(&[*key], each)].concat()
        }
        _ => Vec::new(),
    };
    let of = type_doc(model, names, ty);
    out.blank();
    out.line("/// All values of a type, in their order.");
    out.line("#[allow(clippy::all, clippy::pedantic, dead_code)]");
    let head = format!("fn {}", Helper::Every(ty).name());
    put(
        out,
        Doc::signature(head, Vec::new(), Doc::generic(SET, vec![of.clone()])),
    );
    out.indented(|out| {
        let whole = if let Some(range) = model.types.get(ty).integers() {
            let first = Code::Paren(Box::new(
                Code::integer(range.lo).to(Code::integer(range.hi)),
            ));
            first.method("collect", Vec::new())
        } else {
            let new = Code::function(format!("{SET}::new"), Vec::new());
            put(out, Doc::line(&bind("mut all", new)));
            for line in &body {
                put(out, Doc::line(line));
            }
            path("all")
        };
        put(out, Doc::first(&whole));
    });
    out.line("}");
}
