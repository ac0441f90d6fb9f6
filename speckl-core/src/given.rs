//! What a check is told beside the spec: other values of constants, and bounds.
//!
//! Both are written as in the spec, `N=4` and `transfer.amount=1..3`, and mean what they would mean
//! there. What is checked in this way is not the spec as it stands, so no artifact comes of it.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceFile, Sources};
use crate::syntax::ast::{Bound, DeclKind, Expr, File, Name};
use crate::syntax::parse;

/// One setting, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Another value of a constant: `N=4`.
    Const(String),
    /// A bound, which counts more than those of the spec: `Nat=0..5`.
    Bound(String),
}

/// Settings, parsed.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Constants, and their values.
    pub consts: Vec<(Name, Expr)>,
    /// Bounds.
    pub bounds: Vec<Bound>,
}

impl Given {
    /// Parses settings, and says what is wrong with them. Findings point to files that are made for
    /// this: each is called as the setting was written.
    pub fn read(settings: &[Setting], sources: &mut Sources) -> (Self, Vec<Diagnostic>) {
        let mut given = Self::default();
        let mut findings = Vec::new();
        for setting in settings {
            let (flag, text) = match setting {
                Setting::Const(text) => ("--const", text),
                Setting::Bound(text) => ("--bound", text),
            };
            // Both have the form of a bound.
            let whole = format!("spec Given\nbounds {{ {text} }}\n");
            let file = sources.add(SourceFile::new(format!("{flag} {text}"), whole.as_str()));
            let parsed = parse(file, &whole);
            let wrong = parsed.diagnostics.iter().any(Diagnostic::is_error);
            findings.extend(parsed.diagnostics);
            if wrong {
                continue;
            }
            let span = crate::source::Span::new(file, 0, whole.len());
            let refuse = |message: String| Diagnostic::new(Code::Syntax, span, message);
            match (setting, only_bound(parsed.file)) {
                (Setting::Bound(_), Some(bound)) => given.bounds.push(bound),
                (Setting::Const(_), Some(bound)) if bound.target.len() == 1 => {
                    let mut target = bound.target;
                    given
                        .consts
                        .extend(target.pop().map(|name| (name, bound.value)));
                }
                (Setting::Const(_), _) => findings.push(
                    refuse(format!("`{text}` gives no constant a value"))
                        .note("write `NAME=value`"),
                ),
                (Setting::Bound(_), None) => findings.push(
                    refuse(format!("`{text}` is no bound"))
                        .note("write `Type=0..3` or `action.parameter=0..3`"),
                ),
            }
        }
        (given, findings)
    }

    /// The value that a constant is given.
    pub fn constant(&self, name: &str) -> Option<&Expr> {
        // Of two values the last one counts, as the last of two flags does.
        let mut known = self.consts.iter().rev();
        known.find(|(known, _)| known.text == name).map(|it| &it.1)
    }

    /// Says which constants no spec of a file declares.
    pub fn check(&self, file: &File) -> Vec<Diagnostic> {
        let decls = file.specs.iter().flat_map(|spec| &spec.decls);
        let known: Vec<&str> = decls
            .filter_map(|decl| match &decl.kind {
                DeclKind::Const { name, .. } => Some(name.text.as_str()),
                _ => None,
            })
            .collect();
        let unknown = self.consts.iter().map(|(name, _)| name);
        let unknown = unknown.filter(|name| !known.contains(&name.text.as_str()));
        unknown
            .map(|name| {
                let message = format!("there is no constant `{}`", name.text);
                Diagnostic::new(Code::UnknownName, name.span, message)
                    .label("not declared in this file")
                    .did_you_mean(name.span, &name.text, known.iter().copied())
            })
            .collect()
    }
}

/// The one bound of a file that holds nothing else.
fn only_bound(file: File) -> Option<Bound> {
    let [spec] = <[_; 1]>::try_from(file.specs).ok()?;
    let [decl] = <[_; 1]>::try_from(spec.decls).ok()?;
    match decl.kind {
        DeclKind::Bounds(bounds) => {
            let [bound] = <[Bound; 1]>::try_from(bounds).ok()?;
            Some(bound)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(setting: Setting) -> (Given, Vec<Diagnostic>) {
        Given::read(&[setting], &mut Sources::new())
    }

    #[test]
    fn settings_are_read_as_in_a_spec() {
        let (given, findings) = read(Setting::Const("N=4".to_owned()));
        assert!(findings.is_empty(), "{findings:?}");
        assert!(given.constant("N").is_some());
        let (given, findings) = read(Setting::Bound("transfer.amount=1..3".to_owned()));
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(given.bounds[0].target.len(), 2);
    }

    #[test]
    fn what_is_no_setting_is_refused() {
        for text in ["a.b=1", "N", "N=1, M=2", "N=1 } const M: Int = 1 bounds {"] {
            let (given, findings) = read(Setting::Const(text.to_owned()));
            assert!(given.consts.is_empty(), "{text}");
            assert!(!findings.is_empty(), "{text}");
        }
    }
}
