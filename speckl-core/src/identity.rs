//! Identity: SHA-256 digests of elements, and one Merkle root over all of them.
//!
//! An element's digest covers the tokens of its canonical text, so comments and layout do not count
//! and every change of meaning does. The element root is a Merkle tree hash as RFC 9162 §2.1.1 (and RFC
//! 6962 before it) defines it, over one leaf per element, in the order of their ids: `id`, a zero
//! byte, and the 32 bytes of the digest.

use crate::model::Model;
use crate::syntax::tokens;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A SHA-256 digest; shows itself in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The first twelve hexadecimal digits, for people.
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{self}")
    }
}

/// The digests of one spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Of the whole spec: the digest of its first element.
    pub spec: Digest,
    /// The Merkle root over all elements.
    pub root: Digest,
    /// One per element, in the order of the model's table.
    pub elements: Vec<Digest>,
}

impl Identity {
    /// Of a model.
    pub fn of(model: &Model) -> Self {
        let elements: Vec<Digest> = model
            .elements
            .iter()
            .map(|element| token_digest(&element.canonical))
            .collect();
        let mut leaves: Vec<(&str, Digest)> = model
            .elements
            .iter()
            .zip(&elements)
            .map(|(element, digest)| (element.id.as_str(), *digest))
            .collect();
        leaves.sort_unstable();
        let hashes: Vec<Digest> = leaves
            .iter()
            .map(|(id, digest)| leaf_hash(id, digest))
            .collect();
        Self {
            spec: elements[model.spec_element().index()],
            root: merkle_root(&hashes),
            elements,
        }
    }
}

/// SHA-256 over the tokens of a canonical text, each followed by a zero byte (no token holds one).
pub(crate) fn token_digest(canonical: &str) -> Digest {
    let mut hasher = Sha256::new();
    for token in tokens(canonical) {
        hasher.update(token.as_bytes());
        hasher.update([0]);
    }
    Digest(hasher.finalize().into())
}

/// The hash of a leaf: `SHA-256(0x00 || id || 0x00 || digest)`.
fn leaf_hash(id: &str, digest: &Digest) -> Digest {
    Digest(
        Sha256::new()
            .chain_update([0])
            .chain_update(id)
            .chain_update([0])
            .chain_update(digest.0)
            .finalize()
            .into(),
    )
}

/// The Merkle tree hash of a list of leaf hashes; that of an empty list is the hash of nothing.
fn merkle_root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest::of(b""),
        [leaf] => *leaf,
        _ => {
            // The largest power of two smaller than the number of leaves.
            let split = 1 << (leaves.len() - 1).ilog2();
            let (left, right) = leaves.split_at(split);
            Digest(
                Sha256::new()
                    .chain_update([1])
                    .chain_update(merkle_root(left).0)
                    .chain_update(merkle_root(right).0)
                    .finalize()
                    .into(),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_tree_is_the_hash_of_nothing() {
        assert_eq!(
            merkle_root(&[]).to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn three_leaves_split_two_and_one() {
        let [a, b, c] = [b"a", b"b", b"c"].map(|bytes| Digest::of(bytes));
        let left = merkle_root(&[a, b]);
        assert_eq!(merkle_root(&[a, b, c]), merkle_root(&[left, c]));
        assert_ne!(merkle_root(&[a, b]), merkle_root(&[b, a]));
    }
}
