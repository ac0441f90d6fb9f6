//! Checked arithmetic: only what the spec makes necessary.

use super::expr::Helper;
use super::layout::Doc;
use super::names::Names;
use super::stmt::{put, result_type};
use crate::emit::trace::{Rule, TraceWriter};
use std::collections::BTreeSet;

/// Writes the helpers that were used.
pub(super) fn write(writer: &mut TraceWriter, names: &Names, used: &BTreeSet<Helper>) {
    let mut out = writer.under(Rule::Support);
    let error = &names.error;
    for helper in used {
        let (words, generics, params, result, body): (&str, &str, &[&str], &str, Vec<String>) =
            match helper {
                Helper::Within => (
                    "The integer, if it lies between `lo` and `hi`.",
                    "<T: ::core::convert::TryFrom<i64>>",
                    &["value: i64", "lo: i64", "hi: i64", "failure: u32"],
                    "T",
                    vec![
                        "match T::try_from(value) {".to_owned(),
                        "    Ok(fitting) if (lo..=hi).contains(&value) => Ok(fitting),".to_owned(),
                        format!("    _ => Err({error}::at(failure)),"),
                        "}".to_owned(),
                    ],
                ),
                Helper::Neg => (
                    "The exact negation.",
                    "",
                    &["value: i64", "overflow: u32"],
                    "i64",
                    vec![format!("value.checked_neg().ok_or({error}::at(overflow))")],
                ),
                Helper::Add => simple(error, "The exact sum.", "checked_add"),
                Helper::Sub => simple(error, "The exact difference.", "checked_sub"),
                Helper::Mul => simple(error, "The exact product.", "checked_mul"),
                Helper::Div => (
                    "The exact Euclidean quotient.",
                    "",
                    &["left: i64", "right: i64", "zero: u32", "overflow: u32"],
                    "i64",
                    vec![
                        "if right == 0 {".to_owned(),
                        format!("    return Err({error}::at(zero));"),
                        "}".to_owned(),
                        format!("left.checked_div_euclid(right).ok_or({error}::at(overflow))"),
                    ],
                ),
                Helper::Rem => (
                    "The exact Euclidean remainder.",
                    "",
                    &["left: i64", "right: i64", "zero: u32"],
                    "i64",
                    vec![
                        "if right == 0 {".to_owned(),
                        format!("    return Err({error}::at(zero));"),
                        "}".to_owned(),
                        "Ok(left.wrapping_rem_euclid(right))".to_owned(),
                    ],
                ),
            };
        out.blank();
        out.line(format!("/// {words}"));
        out.line("#[allow(dead_code)]");
        let params = params.iter().map(|param| (*param).into()).collect();
        let head = format!("fn {}{generics}", helper.name());
        let tail = result_type(result, error);
        put(&mut out, Doc::signature(head, params, tail.clone()));
        out.indented(|out| body.iter().for_each(|line| out.line(line.as_str())));
        out.line("}");
    }
}

type Parts = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
    Vec<String>,
);

fn simple(error: &str, words: &'static str, method: &str) -> Parts {
    let body = format!("left.{method}(right).ok_or({error}::at(overflow))");
    let params = &["left: i64", "right: i64", "overflow: u32"];
    (words, "", params, "i64", vec![body])
}
