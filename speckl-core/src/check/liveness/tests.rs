//! Random small graphs, against every way a behaviour can end in them.

use super::graph::{Graph, Within, fair_parts};
use super::lasso;

/// A sequence that looks like chance and is always the same.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn graph(edges: &[(u32, u32, u32)], states: u32, serves: &[&[u32]], strong: &[bool]) -> Graph {
    let mut graph = Graph::new();
    for state in 0..states {
        for (from, to, label) in edges {
            if *from == state {
                graph.to.push(*to);
                graph.label.push(*label);
            }
        }
        graph.close_state();
    }
    graph.serves = serves.iter().map(|it| it.to_vec()).collect();
    graph.strong = strong.to_vec();
    graph
}

/// Whether the states of a set reach each other inside it.
fn connected(graph: &Graph, set: u32, states: u32) -> bool {
    let members: Vec<u32> = (0..states).filter(|it| set >> it & 1 == 1).collect();
    members.iter().all(|&start| {
        let mut seen = 1u32 << start;
        loop {
            let mut grown = seen;
            for state in (0..states).filter(|it| seen >> it & 1 == 1) {
                for edge in graph.edges(state) {
                    grown |= 1 << graph.to[edge] & set;
                }
            }
            if grown == seen {
                return seen == set;
            }
            seen = grown;
        }
    })
}

/// Whether a behaviour that visits just these states again and again can be fair.
fn is_fair(graph: &Graph, set: u32, states: u32) -> bool {
    (0..graph.strong.len() as u32).all(|demand| {
        let members = || (0..states).filter(|it| set >> it & 1 == 1);
        let served = members().any(|state| {
            graph
                .edges(state)
                .any(|edge| set >> graph.to[edge] & 1 == 1 && graph.served(edge).contains(&demand))
        });
        let comes_up = |state| graph.enables(state, demand);
        served
            || if graph.strong[demand as usize] {
                !members().any(comes_up)
            } else {
                !members().all(comes_up)
            }
    })
}

fn assert_lasso(graph: &Graph, lasso: &lasso::Lasso, within: Within<'_>) {
    let mut at = lasso.start;
    let follow = |at: &mut u32, edges: &[usize]| {
        for edge in edges {
            assert!(graph.edges(*at).contains(edge), "the way is one");
            *at = graph.to[*edge];
            assert!(within.allowed[*at as usize]);
        }
    };
    follow(&mut at, &lasso.stem);
    let entry = at;
    follow(&mut at, &lasso.cycle);
    assert_eq!(at, entry, "the loop is closed");
    let mut visited = vec![entry];
    visited.extend(lasso.cycle.iter().map(|edge| graph.to[*edge]));
    if let Some(must) = within.must {
        assert!(visited.iter().any(|state| must[*state as usize]));
    }
    for demand in 0..graph.strong.len() as u32 {
        let served = lasso
            .cycle
            .iter()
            .any(|it| graph.served(*it).contains(&demand));
        let mut comes_up = visited.iter().map(|state| graph.enables(*state, demand));
        let fair = served
            || if graph.strong[demand as usize] {
                !comes_up.any(|it| it)
            } else {
                !comes_up.all(|it| it)
            };
        assert!(fair, "demand {demand} is met by {lasso:?}");
    }
}

#[test]
fn what_is_found_is_what_there_is() {
    let mut draw = Draw(7);
    let mut found = 0;
    for round in 0..6000 {
        let states = 1 + draw.below(6) as u32;
        let count = draw.below(u64::from(states) * 3);
        let mut edges = Vec::new();
        for _ in 0..count {
            let (from, to) = (
                draw.below(states.into()) as u32,
                draw.below(states.into()) as u32,
            );
            if from != to {
                edges.push((from, to, draw.below(4) as u32));
            }
        }
        let strong = [draw.below(2) == 0, draw.below(2) == 0, draw.below(2) == 0];
        let graph = graph(&edges, states, &[&[0], &[1], &[], &[0, 2]], &strong);
        let allowed: Vec<bool> = (0..states).map(|_| draw.below(4) > 0).collect();
        let must: Vec<bool> = (0..states).map(|_| draw.below(2) == 0).collect();
        let within = Within {
            allowed: &allowed,
            must: (draw.below(2) == 0).then_some(must.as_slice()),
        };
        let bits = |it: &[bool]| {
            let bits = it.iter().enumerate().map(|(at, it)| u32::from(*it) << at);
            bits.fold(0, |all, bit| all | bit)
        };
        let expected = (1u32..1 << states).any(|set| {
            set & !bits(&allowed) == 0
                && within.must.is_none_or(|must| set & bits(must) != 0)
                && connected(&graph, set, states)
                && is_fair(&graph, set, states)
        });
        let parts = fair_parts(&graph, within);
        assert_eq!(!parts.is_empty(), expected, "round {round}: {graph:?}");
        for part in &parts {
            found += 1;
            let lasso = lasso::find(&graph, part, &parts, within).expect("it is there");
            assert_lasso(&graph, &lasso, within);
        }
    }
    assert!(found > 1000);
}

#[test]
fn weak_fairness_makes_go_on_what_stays_possible_and_strong_what_comes_back() {
    // 0 <-> 1, and from 0 out to 2.
    let edges = [(0, 1, 0), (1, 0, 0), (0, 2, 1)];
    let allowed = [true, true, false];
    let within = Within {
        allowed: &allowed,
        must: None,
    };
    let parts = |strong| {
        let graph = graph(&edges, 3, &[&[0], &[1]], &[false, strong]);
        fair_parts(&graph, within)
    };
    // Going to and fro, the way out is not always open: weak fairness does not make it be taken.
    assert_eq!(parts(false).len(), 1);
    assert!(parts(true).is_empty());
}
