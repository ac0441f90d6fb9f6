//! What a spec says of itself beyond version, licence and authors: where it comes from, how it is
//! reviewed, and all that only its readers understand. Flattened here once, so that every document
//! says the same.

use super::Dossier;
use super::opaque::one_line;
use crate::model::MetaEntry;
use std::fmt::Write as _;

/// One thing that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact<'a> {
    /// What kind of thing: `source`, `review`, `derives`, `provenance`, `bom` or `opaque`.
    pub group: &'static str,
    /// Which, within its kind.
    pub key: &'a str,
    /// What is said.
    pub value: &'a str,
    /// Where, or how.
    pub at: Option<&'a str>,
}

impl Fact<'_> {
    /// `provenance:regulation`, on one line.
    pub(super) fn name(&self) -> String {
        if self.key.is_empty() {
            self.group.to_owned()
        } else {
            format!("{}:{}", self.group, one_line(self.key))
        }
    }

    /// `provenance:regulation: … (at …)`, on one line.
    pub(super) fn sentence(&self) -> String {
        let mut text = format!("{}: {}", self.name(), one_line(self.value));
        if let Some(at) = self.at {
            let how = if self.group == "derives" { "via" } else { "at" };
            let _ = write!(text, " ({how} {})", one_line(at));
        }
        text
    }
}

/// All facts, in the order of their kinds and of the spec.
pub(super) fn facts<'a>(dossier: &Dossier<'a>) -> Vec<Fact<'a>> {
    let metadata = &dossier.model().metadata;
    let mut facts = Vec::new();
    for (kind, reference) in &metadata.sources {
        facts.push(Fact {
            group: "source",
            key: kind,
            value: reference,
            at: None,
        });
    }
    for (from, via) in &metadata.derives {
        facts.push(Fact {
            group: "derives",
            key: "",
            value: from,
            at: via.as_deref(),
        });
    }
    if let Some(review) = &metadata.review {
        facts.push(Fact {
            group: "review",
            key: "",
            value: review,
            at: None,
        });
    }
    for (group, entries) in [
        ("provenance", &metadata.provenance),
        ("bom", &metadata.bom),
        ("opaque", &metadata.opaque),
    ] {
        facts.extend(entries.iter().map(|MetaEntry { key, value, at }| Fact {
            group,
            key,
            value,
            at: at.as_deref(),
        }));
    }
    facts
}

/// Facts of some kinds.
pub(super) fn of_groups<'a>(dossier: &Dossier<'a>, groups: &[&str]) -> Vec<Fact<'a>> {
    let mut facts = facts(dossier);
    facts.retain(|fact| groups.contains(&fact.group));
    facts
}
