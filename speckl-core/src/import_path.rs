//! Where imported files lie: beside the file that imports them, and beside the copy of the spec.
//!
//! Only names are looked at, no file. A path in an import is relative to the file that it stands in,
//! and written with `/` on every machine.

use std::path::{Component, Path};

/// The name of the file that `path` means in the file `importing`; the same for every way to write it.
///
/// # Errors
/// In words that follow a colon, if the path is none that could mean the same everywhere.
pub fn resolve(importing: &str, path: &str) -> Result<String, String> {
    if path.is_empty() {
        return Err("the path is empty".to_owned());
    }
    if path.starts_with('/') || path.contains(['\\', ':']) || Path::new(path).is_absolute() {
        return Err(
            "a path in an import is relative to the file that it stands in, and written with `/`"
                .to_owned(),
        );
    }
    let folder = Path::new(importing).parent().unwrap_or(Path::new(""));
    let (root, mut parts) = parts(folder);
    for part in path.split('/') {
        enter(&mut parts, part);
    }
    Ok(root + &parts.join("/"))
}

/// Where the copy of an imported file lies beside the copy of the spec: at the same place relative to
/// it, except that a way up out of the folder becomes a folder `__`, so that no copy lies outside.
pub fn copy_name(spec: &str, imported: &str) -> String {
    let folder = Path::new(spec).parent().unwrap_or(Path::new(""));
    let (_, from) = parts(folder);
    let (_, to) = parts(Path::new(imported));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[shared..].iter().map(|_| "__".to_owned());
    let down = to[shared..].iter().map(|part| match part.as_str() {
        ".." => "__".to_owned(),
        part => safe(part),
    });
    let parts: Vec<String> = up.chain(down).collect();
    parts.join("/")
}

/// A name that every file system takes, and that none takes for a way up.
fn safe(part: &str) -> String {
    let mut name = String::new();
    if part.bytes().all(|byte| byte == b'_') {
        name.push('_');
    }
    for c in part.chars() {
        if c.is_control() || r#"\:*?"<>|"#.contains(c) {
            name.push('-');
        } else {
            name.push(c);
        }
    }
    name
}

/// The parts of a path, and what stands before them where it is absolute.
fn parts(path: &Path) -> (String, Vec<String>) {
    let mut root = String::new();
    let mut parts = Vec::new();
    for component in path.components() {
        let text = component.as_os_str().to_string_lossy();
        match component {
            Component::Prefix(_) => root.push_str(&text),
            Component::RootDir => root.push('/'),
            Component::CurDir => {}
            Component::ParentDir | Component::Normal(_) => enter(&mut parts, &text),
        }
    }
    (root, parts)
}

fn enter(parts: &mut Vec<String>, part: &str) {
    match part {
        "" | "." => {}
        ".." if parts.last().is_some_and(|last| last != "..") => {
            parts.pop();
        }
        part => parts.push(part.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relative_to_the_file_that_it_stands_in() {
        for (importing, path, name) in [
            ("a.speckdl", "b.speckdl", "b.speckdl"),
            ("specs/a.speckdl", "lib/b.speckdl", "specs/lib/b.speckdl"),
            ("specs/a.speckdl", "./../b.speckdl", "b.speckdl"),
            ("specs/a.speckdl", "../../b.speckdl", "../b.speckdl"),
            ("/x/a.speckdl", "../b.speckdl", "/b.speckdl"),
            ("speckl!", "specs/b.speckdl", "specs/b.speckdl"),
        ] {
            assert_eq!(resolve(importing, path).as_deref(), Ok(name), "{path}");
        }
        for path in ["", "/etc/passwd", "C:\\b", "lib\\b", "C:b"] {
            assert!(resolve("a.speckdl", path).is_err(), "{path}");
        }
    }

    #[test]
    fn no_copy_lies_outside() {
        for (spec, imported, copy) in [
            ("a.speckdl", "b.speckdl", "b.speckdl"),
            ("/x/y/a.speckdl", "/x/y/lib/b.speckdl", "lib/b.speckdl"),
            ("/x/y/a.speckdl", "/x/b.speckdl", "__/b.speckdl"),
            ("x/a.speckdl", "y/b.speckdl", "__/y/b.speckdl"),
            ("a.speckdl", "../../b.speckdl", "__/__/b.speckdl"),
            ("a.speckdl", "__/b.speckdl", "___/b.speckdl"),
            ("a.speckdl", "a\nb?.speckdl", "a-b-.speckdl"),
        ] {
            assert_eq!(copy_name(spec, imported), copy);
        }
    }
}
