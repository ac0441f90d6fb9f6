//! The graph as RDF 1.1 Turtle.

use super::graph::Graph;
use oxttl::TurtleSerializer;
use std::io;

/// Writes the graph, triples in its own order.
pub(super) fn write(graph: &Graph) -> Vec<u8> {
    serialize(graph).expect("memory takes every byte, and the prefixes are IRIs")
}

fn serialize(graph: &Graph) -> io::Result<Vec<u8>> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, namespace) in graph.prefixes() {
        serializer = serializer
            .with_prefix(prefix.as_str(), namespace.as_str())
            .map_err(io::Error::other)?;
    }
    let mut writer = serializer.for_writer(Vec::new());
    for triple in graph.triples() {
        writer.serialize_triple(triple)?;
    }
    writer.finish()
}
