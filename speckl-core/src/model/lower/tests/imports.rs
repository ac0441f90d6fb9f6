//! Imports: what they bring, and how they can be wrong.

use super::{Read, elements, read_with};
use crate::diagnostic::Code;
use crate::identity::{Digest, Identity};

const MONEY: &str = "spec Money\n  version \"1.0\"\n  type Amount = 0..LIMIT\n  type Currency = enum { eur, usd }\n  const LIMIT: Int = 5 + 4\n  def capped(x: Int): Int = if x > LIMIT then LIMIT else x\n  state held: Amount = 0\n  def all(): Int = held\n";

const WALLET: &str = "import \"money.speckdl\" as money\nspec Wallet\n  state n: money.Amount = 0\n  state c: money.Currency = eur\n  action add(x: money.Amount)\n    n := money.capped(n + x)\n    c := money.Currency.usd\n  invariant Fits\n    n <= money.LIMIT\n";

fn wallet(money: &str) -> Read {
    read_with(WALLET, &[("money.speckdl", money)])
}

fn head(import: &str, files: &[(&str, &str)]) -> Vec<(Code, String)> {
    let text =
        format!("{import}\nspec S\n  state on: Bool = false\n  action flip\n    on := not on\n");
    let read = read_with(&text, files);
    let told = read.told().into_iter();
    told.map(|(code, text)| (code, text.to_owned())).collect()
}

#[test]
fn an_import_brings_types_constants_and_definitions() {
    let read = wallet(MONEY);
    assert_eq!(read.told(), []);
    let model = read.model.expect("nothing is wrong");
    assert_eq!(model.named_types[0].name, "Amount");
    assert_eq!(model.imports[0].alias, "money");
    assert_eq!(model.imports[0].digest, Digest::of(MONEY.as_bytes()));
    let known = elements(&model);
    for id in [
        "Wallet/import/money",
        "Wallet/import/money/type/Amount",
        "Wallet/import/money/const/LIMIT",
        "Wallet/import/money/def/capped",
    ] {
        assert!(known.contains(&id), "{id} in {known:?}");
    }
    assert_eq!(
        read.sources.text(model.named_types[0].name_span),
        "Amount",
        "spans point into the imported file"
    );
}

#[test]
fn what_is_imported_is_a_part_of_the_identity() {
    let of = |money: &str| {
        let read = wallet(money);
        Identity::of(&read.model.expect("nothing is wrong"))
    };
    let first = of(MONEY);
    let commented = of(&format!("// a comment\n{MONEY}"));
    assert_eq!(first, commented);
    let changed = of(&MONEY.replace("5 + 4", "5 + 5"));
    assert_ne!(first.root, changed.root);
    assert_ne!(first.spec, changed.spec);
}

#[test]
fn only_what_is_used_is_taken_over() {
    let read = wallet(&format!(
        "{MONEY}  type Unused = Bool\n  const SPARE: Int = 1\n"
    ));
    let model = read.model.expect("nothing is wrong");
    assert_eq!(model.named_types.len(), 2);
    assert_eq!(model.consts.len(), 1);
}

#[test]
fn a_type_of_the_same_name_gives_way() {
    let read = read_with(
        "import \"money.speckdl\" as money\nspec S\n  type Amount = Bool\n  state n: money.Amount = 0\n  state a: Amount = true\n  action go\n    n := 1\n    a := not a\n",
        &[("money.speckdl", MONEY)],
    );
    assert_eq!(read.told(), []);
    let model = read.model.expect("nothing is wrong");
    let names: Vec<&str> = model
        .named_types
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["Amount", "MoneyAmount"]);
}

#[test]
fn imports_may_import() {
    let read = read_with(
        WALLET,
        &[
            (
                "money.speckdl",
                "import \"base.speckdl\" as base\nspec Money\n  type Amount = 0..base.TOP\n  type Currency = enum { eur, usd }\n  const LIMIT: Int = base.TOP\n  def capped(x: Int): Int = min(x, LIMIT)\n",
            ),
            ("base.speckdl", "spec Base\n  const TOP: Int = 7\n"),
        ],
    );
    assert_eq!(read.told(), []);
    let names: Vec<&str> = read.sources.files().map(|(_, file)| file.name()).collect();
    assert_eq!(names, ["main.speckdl", "money.speckdl", "base.speckdl"]);
}

#[test]
fn unknown_names_behind_an_alias_are_told_of() {
    let read = wallet(&MONEY.replace("Amount", "Sum"));
    assert_eq!(
        read.told(),
        [(Code::UnknownType, "Amount"), (Code::UnknownType, "Amount")]
    );
    let read = read_with("spec S\n  state n: mony.Amount = 0\n", &[]);
    assert_eq!(read.told(), [(Code::UnknownName, "mony")]);
}

#[test]
fn a_definition_cannot_read_the_state_of_another_spec() {
    let read = read_with(
        "import \"money.speckdl\" as money\nspec S\n  state n: Int = 0\n  action a\n    n := money.all()\n",
        &[("money.speckdl", MONEY)],
    );
    assert_eq!(read.told(), [(Code::UnknownName, "held")]);
}

#[test]
fn an_import_that_cannot_be_read_is_told_of() {
    assert_eq!(
        head("import \"money.speckdl\" as money", &[]),
        [(Code::ImportUnreadable, "\"money.speckdl\"".to_owned())]
    );
}

#[test]
fn what_is_wrong_in_an_imported_file_is_told_there() {
    let read = wallet(&MONEY.replace("5 + 4", "5 +"));
    assert!(read.findings.iter().any(|it| it.primary.span.file.0 == 1));
    let read = wallet(&MONEY.replace("5 + 4", "true"));
    assert_eq!(read.told()[0], (Code::TypeMismatch, "true"));
}

#[test]
fn circles_of_imports_are_refused() {
    let main = "import \"main.speckdl\" as me";
    assert_eq!(
        head(main, &[("main.speckdl", MONEY)]),
        [(Code::ImportCycle, "\"main.speckdl\"".to_owned())]
    );
    assert_eq!(
        head(
            "import \"a\" as a",
            &[
                ("a", "import \"b\" as b\nspec A\n  const N: Int = 1\n"),
                ("b", "import \"a\" as a\nspec B\n  const N: Int = 1\n"),
            ]
        ),
        [(Code::ImportCycle, "\"a\"".to_owned())]
    );
}

#[test]
fn a_hash_must_be_that_of_the_file() {
    let right = format!("sha256:{}", Digest::of(MONEY.as_bytes()));
    let import = |hash: &str| format!("import \"m\" as m hash \"{hash}\"");
    let files = [("m", MONEY)];
    assert_eq!(head(&import(&right), &files), []);
    let wrong = format!("sha256:{}", Digest::of(b""));
    for hash in [wrong.as_str(), "sha256:12", "md5"] {
        assert_eq!(
            head(&import(hash), &files),
            [(Code::ImportHash, format!("\"{hash}\""))]
        );
    }
}

#[test]
fn a_version_must_be_that_of_the_spec() {
    let import = |version: &str| format!("import \"m\" as m version \"{version}\"");
    assert_eq!(head(&import("1.0"), &[("m", MONEY)]), []);
    let told = [(Code::ImportVersion, "\"1.1\"".to_owned())];
    assert_eq!(head(&import("1.1"), &[("m", MONEY)]), told);
    let none = "spec M\n  const N: Int = 1\n";
    assert_eq!(head(&import("1.1"), &[("m", none)]), told);
}

#[test]
fn aliases_and_names_must_be_told_apart() {
    assert_eq!(
        head("import \"m\" as m\nimport \"m\" as m", &[("m", MONEY)]),
        [(Code::DuplicateName, "m".to_owned())]
    );
    let two = "spec A\n  const N: Int = 1\nspec B\n  const N: Int = 2\n";
    let read = read_with(
        "import \"m\" as m\nspec S\n  state n: Int = m.N\n  action a\n    n := n + 1\n",
        &[("m", two)],
    );
    assert_eq!(read.told(), [(Code::ImportClash, "N")]);
}

#[test]
fn specs_of_one_file_keep_their_elements_apart() {
    let read = read_with(
        "import \"m\" as m\nspec S\n  state a: m.A = 0\n  state b: m.B = 0\n  action go\n    a := b\n    b := 1 - a\n",
        &[(
            "m",
            "spec M\n  type T = 0..1\n  type A = T\nspec N\n  type T = 0..1\n  type B = T\n",
        )],
    );
    let model = read.model.expect("nothing is wrong");
    let known = elements(&model);
    assert!(known.contains(&"S/import/m/import/M/type/T"), "{known:?}");
    assert!(known.contains(&"S/import/m/import/N/type/T"), "{known:?}");
}

#[test]
fn a_file_that_is_no_text_cannot_be_imported() {
    use crate::library::{Library, LoadError, Loaded};
    use crate::source::Sources;
    let mut loader = |_: &str, _: &str| -> Result<Loaded, LoadError> {
        Ok(Loaded {
            name: "x".to_owned(),
            bytes: vec![0xff],
        })
    };
    let mut sources = Sources::new();
    let text = "import \"x\" as x\nspec S\n  state n: Int = 0\n";
    let (_, findings) = Library::read("main", text, &mut loader, &mut sources);
    assert_eq!(findings[0].code, Code::NotUtf8);
}
