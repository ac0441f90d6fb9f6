//! Reads one Rust comment at a place in a text.
//!
//! Two steps need to know where a comment ends and whether the compiler would turn it into
//! a `#[doc]` attribute: the proof that recovered text and tokens are the same ([`crate::exact`]),
//! and the pairing of generated text with its tokens ([`crate::respan`]).

/// A comment that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The byte after the comment. The newline that ends a `//` comment is not part of it.
    pub end: usize,
    /// Whether the compiler makes a `#[doc]` attribute of it, so that it arrives as tokens.
    pub is_doc: bool,
}

/// The comment that begins at byte `at`, if one begins there and is closed.
pub fn comment_at(text: &str, at: usize) -> Option<Comment> {
    let rest = text.as_bytes().get(at..)?;
    if rest.starts_with(b"//") {
        let length = rest.iter().position(|&byte| byte == b'\n');
        return Some(Comment {
            end: at + length.unwrap_or(rest.len()),
            is_doc: is_doc_line(rest),
        });
    }
    if rest.starts_with(b"/*") {
        return Some(Comment {
            end: at + block_length(rest)?,
            is_doc: is_doc_block(rest),
        });
    }
    None
}

/// `///` and `//!` document; `////` is a ruler.
fn is_doc_line(rest: &[u8]) -> bool {
    rest.starts_with(b"//!") || (rest.starts_with(b"///") && rest.get(3) != Some(&b'/'))
}

/// `/**` and `/*!` document; `/***` is a ruler and `/**/` is an empty comment.
fn is_doc_block(rest: &[u8]) -> bool {
    rest.starts_with(b"/*!")
        || (rest.starts_with(b"/**") && !matches!(rest.get(3), Some(b'*' | b'/')))
}

/// The length of a block comment. They nest; `None` if it is never closed.
fn block_length(rest: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        match (*rest.get(at)?, rest.get(at + 1)) {
            (b'/', Some(b'*')) => {
                depth += 1;
                at += 2;
            }
            (b'*', Some(b'/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(&str, bool)> {
        comment_at(text, 0).map(|comment| (&text[..comment.end], comment.is_doc))
    }

    #[test]
    fn line_comments_end_before_their_newline() {
        assert_eq!(read("// a\nb"), Some(("// a", false)));
        assert_eq!(read("//"), Some(("//", false)));
        assert_eq!(read("/// é\n"), Some(("/// é", true)));
        assert_eq!(read("//! x"), Some(("//! x", true)));
        assert_eq!(read("//// x"), Some(("//// x", false)));
    }

    #[test]
    fn block_comments_nest() {
        assert_eq!(
            read("/* a /* b */ c */ d"),
            Some(("/* a /* b */ c */", false))
        );
        assert_eq!(read("/** a */x"), Some(("/** a */", true)));
        assert_eq!(read("/*! a */x"), Some(("/*! a */", true)));
        assert_eq!(read("/**/x"), Some(("/**/", false)));
        assert_eq!(read("/*** a */"), Some(("/*** a */", false)));
        assert_eq!(read("/*/"), None);
        assert_eq!(read("/* /* */"), None);
    }

    #[test]
    fn what_is_no_comment_is_none() {
        assert_eq!(read("/ x"), None);
        assert_eq!(read(""), None);
        assert_eq!(comment_at("ab", 7), None);
    }
}
