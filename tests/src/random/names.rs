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

/// Names that are all different, whatever case they are turned into.
#[derive(Debug, Default)]
pub struct Names {
    used: std::collections::BTreeSet<String>,
}

impl Names {
    /// A new name: a stem and a number, or something awkward.
    pub fn fresh(&mut self, choices: &mut Choices<'_>, stem: &str) -> String {
        if choices.often(15) {
            let name = choices.one(AWKWARD).to_owned();
            let folded = name.to_lowercase().replace('_', "");
            if self.used.insert(folded) {
                return name.to_owned();
            }
        }
        let number = self.used.len();
        let name = format!("{stem}{number}");
        self.used.insert(name.to_lowercase());
        name
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
