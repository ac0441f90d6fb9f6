//! Names, awkward ones too, and strings that would like to break out.

use super::Choices;

/// Reserved words and well-known properties of the targets, and letters beyond ASCII. None of them is
/// reserved in `SpeckDL`.
const AWKWARD: &[&str] = &[
    "self",
    "fn",
    "class",
    "async",
    "await",
    "constructor",
    "__proto__",
    "prototype",
    "toString",
    "arguments",
    "new",
    "delete",
    "loop",
    "move",
    "dyn",
    "yield",
    "enumerate",
    "memory",
    "null_",
    "state",
    "next",
    "event",
    "type",
    "value",
    "result",
    "error",
    "snapshot",
    "restore",
    "apply",
    "größe",
    "étage",
    "__",
    "_0",
    "Self_",
    "crate_",
    "i32",
    "u8",
    "String_",
    "Vec",
    "Some",
    "Ok",
    "undefined",
    "NaN",
    "eval",
    "static",
    "impl",
    "trait",
    "unsafe",
    "where_",
    "package",
    "before",
];

/// Names that are all different, though some only in case, or in how they are put together.
#[derive(Debug, Default)]
pub struct Names {
    used: Vec<String>,
}

impl Names {
    /// A new name: a stem and a number, something awkward, or something that a target may take for
    /// another name.
    pub fn fresh(&mut self, choices: &mut Choices<'_>, stem: &str) -> String {
        let wanted = match choices.below(20) {
            18 | 19 => Some((*choices.one(AWKWARD)).to_owned()),
            17 if !self.used.is_empty() => {
                let other = choices.one(&self.used).clone();
                Some(Self::alike(choices, &other))
            }
            _ => None,
        };
        let name = wanted
            .filter(|name| !self.used.contains(name))
            .unwrap_or_else(|| format!("{stem}{}", self.used.len()));
        self.used.push(name.clone());
        name
    }

    /// A name that differs from another one only in case, or in an underscore.
    fn alike(choices: &mut Choices<'_>, other: &str) -> String {
        match choices.below(4) {
            0 => other.to_uppercase(),
            1 => other.to_lowercase(),
            2 => format!("{other}_"),
            _ => {
                let digit = other.find(|c: char| c.is_ascii_digit());
                let (stem, number) = other.split_at(digit.unwrap_or(other.len()));
                format!("{stem}_{number}")
            }
        }
    }
}

/// String literals, as a spec writes them.
pub const TEXTS: &[&str] = &[
    r#""""#,
    r#""a""#,
    r#""b""#,
    r#""*/ end""#,
    r#""</script>""#,
    r#""${1 + 1}`""#,
    r#""\"\\\n\t""#,
    r#""\u{1F600}""#,
    r#""\u{FFFF}""#,
    r#""//! #[x]""#,
    r#""\u{2028}""#,
];
