//! The digests that standards ask for besides SHA-256: SHA-1 for SPDX 2.3 (§8.4 demands it for
//! every file, §7.9 builds the package verification code on it), and name-based UUIDs (RFC 9562
//! §5.5). Neither is relied upon for security.

use super::NAMESPACE;
use sha1::{Digest as _, Sha1};
use std::fmt::Write as _;

/// RFC 9562 §6.6: the namespace of names that are URLs.
const NAMESPACE_URL: [u8; 16] = [
    0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
];

/// SHA-1 in hexadecimal.
pub(super) fn sha1(bytes: &[u8]) -> String {
    hexadecimal(&Sha1::digest(bytes))
}

/// The UUID, version 5, of some content, in our own namespace.
pub(super) fn uuid(content: &[u8]) -> String {
    let namespace = uuid_v5(NAMESPACE_URL, NAMESPACE.as_bytes());
    let hex = hexadecimal(&uuid_v5(namespace, content));
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

fn uuid_v5(namespace: [u8; 16], name: &[u8]) -> [u8; 16] {
    let hash = Sha1::new()
        .chain_update(namespace)
        .chain_update(name)
        .finalize();
    let mut uuid = [0; 16];
    uuid.copy_from_slice(&hash[..16]);
    uuid[6] = uuid[6] & 0x0f | 0x50;
    uuid[8] = uuid[8] & 0x3f | 0x80;
    uuid
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_published_vectors() {
        assert_eq!(sha1(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        // RFC 9562, appendix A.4, in the namespace of domain names.
        let mut dns = NAMESPACE_URL;
        dns[3] = 0x10;
        assert_eq!(
            hexadecimal(&uuid_v5(dns, b"www.example.com")),
            "2ed6657de927568b95e12665a8aea6a2"
        );
    }
}
