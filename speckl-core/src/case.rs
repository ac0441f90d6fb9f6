//! Case conversion: one reading of a name as words, shared by every target.

/// The words of a name: split at `_`, before a capital that follows a small letter or digit, and
/// before the last capital of a run that a small letter follows (`HTTPServer` is `HTTP`, `Server`).
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, &c) in chars.iter().enumerate() {
        if c == '_' {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        let before = at.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(at + 1);
        let starts = c.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase()
                    || b.is_numeric()
                    || (b.is_uppercase() && after.is_some_and(|a| a.is_lowercase()))
            });
        if starts && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The underscores that a name begins with, kept by every case: `__proto__` stays apart from `proto`.
fn lead(name: &str) -> &str {
    let rest = name.trim_start_matches('_');
    &name[..name.len() - rest.len()]
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first
            .to_uppercase()
            .chain(chars.flat_map(char::to_lowercase))
            .collect()
    })
}

fn joined(name: &str, words: &[String], separator: &str) -> String {
    let body = words.join(separator);
    let converted = format!("{}{body}", lead(name));
    // A name of nothing but underscores, or one that would begin with a digit.
    if body.is_empty() {
        name.to_owned()
    } else {
        converted
    }
}

/// `toggle_switch`
pub fn snake(name: &str) -> String {
    let words: Vec<String> = words(name).iter().map(|word| word.to_lowercase()).collect();
    joined(name, &words, "_")
}

/// `TOGGLE_SWITCH`
pub fn screaming(name: &str) -> String {
    let words: Vec<String> = words(name).iter().map(|word| word.to_uppercase()).collect();
    joined(name, &words, "_")
}

/// `ToggleSwitch`
pub fn pascal(name: &str) -> String {
    let words: Vec<String> = words(name).iter().map(|word| capital(word)).collect();
    joined(name, &words, "")
}

/// `toggleSwitch`
pub fn camel(name: &str) -> String {
    let words: Vec<String> = words(name)
        .iter()
        .enumerate()
        .map(|(at, word)| {
            if at == 0 {
                word.to_lowercase()
            } else {
                capital(word)
            }
        })
        .collect();
    joined(name, &words, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reading_of_words_for_every_case() {
        for (name, expected) in [
            (
                "tm_commit",
                ["tm_commit", "tmCommit", "TmCommit", "TM_COMMIT"],
            ),
            (
                "ToggleSwitch",
                [
                    "toggle_switch",
                    "toggleSwitch",
                    "ToggleSwitch",
                    "TOGGLE_SWITCH",
                ],
            ),
            (
                "HTTPServer2",
                ["http_server2", "httpServer2", "HttpServer2", "HTTP_SERVER2"],
            ),
            ("__proto__", ["__proto", "__proto", "__Proto", "__PROTO"]),
            ("_", ["_", "_", "_", "_"]),
        ] {
            assert_eq!(
                [snake(name), camel(name), pascal(name), screaming(name)],
                expected
            );
        }
    }
}
