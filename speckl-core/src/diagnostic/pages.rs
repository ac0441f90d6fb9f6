//! The pages that `speckl explain` prints: one file per code, in `pages/`.
//!
//! A page says what the code means, shows a text that gives it and the same text mended, and says why
//! the rule is there. Fenced blocks are marked `speckdl wrong`, `speckdl mended`, or with the name of a
//! file that these import; a test compiles them all.

use super::Code;

macro_rules! pages {
    ($($code:literal)*) => {
        /// Codes and their pages, in the order of the codes.
        const PAGES: &[(&str, &str)] = &[
            $(($code, include_str!(concat!("pages/", $code, ".md"))),)*
        ];
    };
}

pages! {
    "E0001"
    "E0002"
    "E0003"
    "E0004"
    "E0005"
    "E0006"
    "E0007"
    "E0008"
    "E0009"
    "E0010"
    "E0101"
    "E0102"
    "E0103"
    "E0104"
    "E0105"
    "E0106"
    "E0107"
    "E0108"
    "E0109"
    "E0110"
    "E0111"
    "E0201"
    "E0202"
    "E0203"
    "E0204"
    "E0205"
    "E0206"
    "E0207"
    "E0208"
    "E0209"
    "E0210"
    "E0211"
    "E0212"
    "E0213"
    "E0215"
    "E0216"
    "E0217"
    "E0218"
    "E0231"
    "E0232"
    "E0233"
    "E0234"
    "E0235"
    "E0236"
    "E0237"
    "E0238"
    "E0239"
    "E0240"
    "E0241"
    "E0301"
    "E0302"
    "E0303"
    "E0304"
    "E0305"
    "E0306"
    "E0307"
    "E0501"
    "E0502"
    "E0503"
    "E0504"
    "E0505"
    "E0506"
    "E0507"
    "E0508"
    "E0509"
    "E0901"
    "W0301"
    "W0302"
    "W0303"
    "W0304"
    "W0305"
    "W0306"
    "W0307"
    "W0308"
    "W0309"
    "W0311"
    "W0312"
    "W0313"
    "W0320"
    "W0321"
    "W0322"
    "W0323"
    "W0401"
}

impl Code {
    /// The page of the code, in Markdown, its title first; `None` for a code without a page, of which
    /// a test finds none.
    pub fn page(self) -> Option<String> {
        let at = PAGES.iter().find(|(code, _)| *code == self.name());
        at.map(|(code, page)| format!("# {code}: {}\n\n{page}", self.title()))
    }
}
