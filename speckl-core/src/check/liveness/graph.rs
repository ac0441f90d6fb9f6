//! The graph of a search: states and the steps that change the state, with the fairness that each step
//! serves. And the question that all temporal properties come down to: is there a fair behaviour that
//! ends in some part of the graph?

use super::scc::{Notes, components};

/// An infinite behaviour may stay in a state for good wherever fairness lets it, so no state needs an
/// edge to itself, and none has one.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    /// Where the edges of each state begin, and behind the last where they end.
    first: Vec<usize>,
    pub to: Vec<u32>,
    /// What each edge does.
    pub label: Vec<u32>,
    /// By label: the demands of fairness that it serves.
    pub serves: Vec<Vec<u32>>,
    /// By demand: whether it is strong.
    pub strong: Vec<bool>,
}

impl Graph {
    pub fn new() -> Self {
        Self {
            first: vec![0],
            ..Self::default()
        }
    }

    /// Adds the next state, whose edges were pushed to `to` and `label`.
    pub fn close_state(&mut self) {
        self.first.push(self.to.len());
    }

    /// How many states it has.
    pub fn len(&self) -> usize {
        self.first.len() - 1
    }

    /// The edges of a state, by index.
    pub fn edges(&self, state: u32) -> std::ops::Range<usize> {
        self.first[state as usize]..self.first[state as usize + 1]
    }

    /// The demands that an edge serves.
    pub fn served(&self, edge: usize) -> &[u32] {
        let label = self.label[edge] as usize;
        self.serves.get(label).map_or(&[], Vec::as_slice)
    }

    /// Whether some step that a demand asks for is possible in a state.
    pub fn enables(&self, state: u32, demand: u32) -> bool {
        self.edges(state)
            .any(|edge| self.served(edge).contains(&demand))
    }

    /// Whether a behaviour may stay in a state for good.
    pub fn may_stay(&self, state: u32) -> bool {
        self.edges(state).all(|edge| self.served(edge).is_empty())
    }
}

/// What a behaviour demands of the part of the graph that it ends in.
#[derive(Clone, Copy)]
pub(super) struct Within<'a> {
    /// The states that it may visit.
    pub allowed: &'a [bool],
    /// States one of which it must visit again and again, where there is such a demand.
    pub must: Option<&'a [bool]>,
}

/// The strongly connected parts of the graph in which a fair behaviour can stay for good.
pub(super) fn fair_parts(graph: &Graph, within: Within<'_>) -> Vec<Vec<u32>> {
    let all: Vec<u32> = (0..graph.len() as u32)
        .filter(|state| within.allowed[*state as usize])
        .collect();
    let mut regions = vec![all];
    let mut fair = Vec::new();
    let mut region_of = vec![0u32; graph.len()];
    let mut number = 0;
    let mut tally = Tally::new(graph.strong.len());
    let mut notes = Notes::new(graph.len());
    while let Some(region) = regions.pop() {
        number += 1;
        for state in &region {
            region_of[*state as usize] = number;
        }
        let inside = |state: u32| region_of[state as usize] == number;
        let parts = components(graph, &region, &inside, &mut notes);
        // Numbers of parts follow those of regions, so that an edge tells whether it stays inside.
        for part in parts {
            number += 1;
            for state in &part {
                region_of[*state as usize] = number;
            }
            let holds = |it: &[bool]| part.iter().any(|state| it[*state as usize]);
            if !within.must.is_none_or(holds) {
                continue;
            }
            tally.count(graph, &part, &region_of, number);
            let size = part.len();
            if tally
                .unserved()
                .any(|(demand, count)| !graph.strong[demand as usize] && count == size)
            {
                continue;
            }
            let starved: Vec<u32> = tally
                .unserved()
                .filter(|(demand, _)| graph.strong[*demand as usize])
                .map(|(demand, _)| demand)
                .collect();
            if starved.is_empty() {
                fair.push(part);
                continue;
            }
            // A strong demand that is not served here holds only where it never comes up.
            let rest: Vec<u32> = part
                .into_iter()
                .filter(|state| !starved.iter().any(|it| graph.enables(*state, *it)))
                .collect();
            if !rest.is_empty() {
                regions.push(rest);
            }
        }
    }
    fair
}

/// For every demand: in how many states of a part it comes up, and whether an edge inside serves it.
pub(super) struct Tally {
    rows: Vec<Row>,
    touched: Vec<u32>,
}

#[derive(Clone, Copy, Default)]
struct Row {
    states: usize,
    last: Option<u32>,
    served: bool,
}

impl Tally {
    pub fn new(demands: usize) -> Self {
        Self {
            rows: vec![Row::default(); demands],
            touched: Vec::new(),
        }
    }

    /// Counts a part; its states are those that `region_of` numbers `number`.
    pub fn count(&mut self, graph: &Graph, part: &[u32], region_of: &[u32], number: u32) {
        for demand in self.touched.drain(..) {
            self.rows[demand as usize] = Row::default();
        }
        for &state in part {
            for edge in graph.edges(state) {
                let inside = region_of[graph.to[edge] as usize] == number;
                for &demand in graph.served(edge) {
                    let row = &mut self.rows[demand as usize];
                    if row.states == 0 {
                        self.touched.push(demand);
                    }
                    if row.last != Some(state) {
                        row.states += 1;
                        row.last = Some(state);
                    }
                    row.served |= inside;
                }
            }
        }
    }

    /// The demands that come up and are not served, and in how many states they come up.
    fn unserved(&self) -> impl Iterator<Item = (u32, usize)> + '_ {
        let rows = self.touched.iter().map(|it| (*it, self.rows[*it as usize]));
        rows.filter(|(_, row)| !row.served)
            .map(|(demand, row)| (demand, row.states))
    }

    /// The demands that come up in every state of a part of some size, or, if strong, in any.
    pub fn pressing<'t>(&'t self, graph: &'t Graph, size: usize) -> impl Iterator<Item = u32> + 't {
        self.touched.iter().copied().filter(move |demand| {
            graph.strong[*demand as usize] || self.rows[*demand as usize].states == size
        })
    }
}
