//! Strongly connected components, after Tarjan, without recursion.

use super::graph::Graph;

const UNSEEN: u32 = u32::MAX;

/// What is noted of states while components are looked for, kept from one time to the next.
pub(super) struct Notes {
    place: Vec<u32>,
    low: Vec<u32>,
    on_stack: Vec<bool>,
}

impl Notes {
    pub fn new(states: usize) -> Self {
        Self {
            place: vec![UNSEEN; states],
            low: vec![0; states],
            on_stack: vec![false; states],
        }
    }
}

/// The components of the graph of some states (`inside` tells which they are); every state is in one, be
/// it alone.
pub(super) fn components(
    graph: &Graph,
    states: &[u32],
    inside: &dyn Fn(u32) -> bool,
    notes: &mut Notes,
) -> Vec<Vec<u32>> {
    let Notes {
        place,
        low,
        on_stack,
    } = notes;
    let mut stack = Vec::new();
    let mut found = Vec::new();
    let mut next = 0;
    // A state, and which of its edges is looked at next.
    let mut calls: Vec<(u32, usize)> = Vec::new();
    for &root in states {
        if place[root as usize] != UNSEEN {
            continue;
        }
        calls.push((root, graph.edges(root).start));
        while let Some((state, edge)) = calls.last_mut() {
            let at = *state as usize;
            if place[at] == UNSEEN {
                place[at] = next;
                low[at] = next;
                next += 1;
                stack.push(*state);
                on_stack[at] = true;
            }
            if *edge < graph.edges(*state).end {
                let to = graph.to[*edge];
                *edge += 1;
                if !inside(to) {
                    continue;
                }
                if place[to as usize] == UNSEEN {
                    calls.push((to, graph.edges(to).start));
                } else if on_stack[to as usize] {
                    low[at] = low[at].min(place[to as usize]);
                }
                continue;
            }
            let state = *state;
            calls.pop();
            if let Some((caller, _)) = calls.last() {
                let caller = *caller as usize;
                low[caller] = low[caller].min(low[at]);
            }
            if low[at] == place[at] {
                let start = stack.iter().rposition(|it| *it == state).unwrap_or(0);
                let part = stack.split_off(start);
                for member in &part {
                    on_stack[*member as usize] = false;
                }
                found.push(part);
            }
        }
    }
    for state in states {
        place[*state as usize] = UNSEEN;
    }
    found
}
