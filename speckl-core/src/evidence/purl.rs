//! Package URLs (ECMA-427): `pkg:generic/…`, the type for what is in no registry.

use super::opaque::percent_encode;
use crate::identity::Digest;

/// The purl of something with a digest; `file` where it is one file of several.
pub(super) fn generic(name: &str, version: &str, digest: Digest, file: Option<&str>) -> String {
    let mut purl = format!(
        "pkg:generic/{}@{}?checksum=sha256:{digest}",
        percent_encode(name, b""),
        // ECMA-427 §5.4: a colon is never percent-encoded.
        percent_encode(version, b":"),
    );
    // Qualifiers stand in the order of their keys.
    if let Some(file) = file {
        purl.push_str("&file_name=");
        purl.push_str(&percent_encode(file, b""));
    }
    purl
}

/// The purl of the compiler itself. Not `pkg:cargo`, which would say that it came from there.
pub(super) fn tool(name: &str, version: &str) -> String {
    format!(
        "pkg:generic/{}@{}",
        percent_encode(name, b""),
        percent_encode(version, b"")
    )
}
