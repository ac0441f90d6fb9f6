//! A behaviour that never ends, as a finite thing: a way to a state, and a way from there back to it.

use super::graph::{Graph, Tally, Within};
use std::collections::{BTreeSet, VecDeque};

/// A way through the graph; edges by index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lasso {
    /// Where it begins.
    pub start: u32,
    /// The way to where it loops.
    pub stem: Vec<usize>,
    /// The way back to there; empty if the behaviour stays there.
    pub cycle: Vec<usize>,
}

/// The shortest way from one of `starts`, through allowed states, into one of the parts, and a fair loop
/// in it.
pub(super) fn find(
    graph: &Graph,
    starts: &[u32],
    parts: &[Vec<u32>],
    within: Within<'_>,
) -> Option<Lasso> {
    let mut part_of = vec![0u32; graph.len()];
    for (number, part) in parts.iter().enumerate() {
        for state in part {
            part_of[*state as usize] = number as u32 + 1;
        }
    }
    let way = search(
        graph,
        starts,
        &|state| within.allowed[state as usize],
        &|state, _| part_of[state as usize] != 0,
    )?;
    let number = part_of[way.end as usize];
    let part = &parts[number as usize - 1];
    let cycle = cycle(graph, way.end, part, &part_of, number, within);
    Some(Lasso {
        start: way.start,
        stem: way.edges,
        cycle,
    })
}

struct Way {
    start: u32,
    edges: Vec<usize>,
    end: u32,
}

/// Breadth first from `starts` to the first state that is wanted, told with the edge that leads to it.
fn search(
    graph: &Graph,
    starts: &[u32],
    inside: &dyn Fn(u32) -> bool,
    wanted: &dyn Fn(u32, Option<usize>) -> bool,
) -> Option<Way> {
    let mut from: Vec<Option<(u32, usize)>> = vec![None; graph.len()];
    let mut seen = vec![false; graph.len()];
    let mut queue = VecDeque::new();
    let way_back = |from: &[Option<(u32, usize)>], state: u32, last: Option<(u32, usize)>| {
        let mut edges = Vec::new();
        let mut at = state;
        if let Some((before, edge)) = last {
            edges.push(edge);
            at = before;
        }
        while let Some((before, edge)) = from[at as usize] {
            edges.push(edge);
            at = before;
        }
        edges.reverse();
        Way {
            start: at,
            edges,
            end: state,
        }
    };
    for &start in starts {
        if inside(start) && !seen[start as usize] {
            if wanted(start, None) {
                return Some(way_back(&from, start, None));
            }
            seen[start as usize] = true;
            queue.push_back(start);
        }
    }
    while let Some(state) = queue.pop_front() {
        for edge in graph.edges(state) {
            let to = graph.to[edge];
            if !inside(to) {
                continue;
            }
            if wanted(to, Some(edge)) {
                return Some(way_back(&from, to, Some((state, edge))));
            }
            if !seen[to as usize] {
                seen[to as usize] = true;
                from[to as usize] = Some((state, edge));
                queue.push_back(to);
            }
        }
    }
    None
}

/// A fair way from a state of a part back to it, inside the part.
fn cycle(
    graph: &Graph,
    entry: u32,
    part: &[u32],
    part_of: &[u32],
    number: u32,
    within: Within<'_>,
) -> Vec<usize> {
    let is_must = |state: u32| within.must.is_none_or(|must| must[state as usize]);
    if graph.may_stay(entry) && is_must(entry) {
        return Vec::new();
    }
    let mut tally = Tally::new(graph.strong.len());
    tally.count(graph, part, part_of, number);
    let to_serve: BTreeSet<u32> = tally.pressing(graph, part.len()).collect();
    // A weak demand that does not come up everywhere is met where it does not.
    let mut to_miss: BTreeSet<u32> = (0..graph.strong.len() as u32)
        .filter(|it| !graph.strong[*it as usize] && !to_serve.contains(it))
        .filter(|it| part.iter().any(|state| graph.enables(*state, *it)))
        .collect();
    let mut to_serve = to_serve;
    let mut must = !is_must(entry);
    to_miss.retain(|it| graph.enables(entry, *it));
    let mut edges = Vec::new();
    let mut at = entry;
    let inside = |state: u32| part_of[state as usize] == number;
    while must || !to_serve.is_empty() || !to_miss.is_empty() {
        let wanted = |state: u32, edge: Option<usize>| {
            let Some(edge) = edge else { return false };
            must && is_must(state)
                || graph.served(edge).iter().any(|it| to_serve.contains(it))
                || to_miss.iter().any(|it| !graph.enables(state, *it))
        };
        let Some(way) = search(graph, &[at], &inside, &wanted) else {
            break;
        };
        for &edge in &way.edges {
            let state = graph.to[edge];
            must &= !is_must(state);
            for demand in graph.served(edge) {
                to_serve.remove(demand);
            }
            to_miss.retain(|it| graph.enables(state, *it));
        }
        edges.extend(way.edges);
        at = way.end;
    }
    if at != entry
        && let Some(way) = search(graph, &[at], &inside, &|state, _| state == entry)
    {
        edges.extend(way.edges);
    }
    edges
}
