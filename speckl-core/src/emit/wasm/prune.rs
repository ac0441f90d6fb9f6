//! Functions that nothing reaches are left out, and those that stay are numbered anew.
//!
//! So nobody has to know beforehand which support functions a spec needs, or which they need in turn.

use super::body::Body;
use std::collections::BTreeSet;

/// Keeps the functions that are reached from those that are exported; `imports` come before them in the
/// numbering. Returns which of them stay, in order.
pub fn prune(imports: u32, exported: &[bool], bodies: &mut Vec<Body>) -> Vec<usize> {
    let mut due: Vec<usize> = (0..bodies.len()).filter(|&at| exported[at]).collect();
    let mut kept: BTreeSet<usize> = due.iter().copied().collect();
    while let Some(at) = due.pop() {
        for callee in bodies[at].calls() {
            if let Some(callee) = callee.checked_sub(imports)
                && kept.insert(callee as usize)
            {
                due.push(callee as usize);
            }
        }
    }
    let kept: Vec<usize> = kept.into_iter().collect();
    let renumbered = |callee: u32| match callee.checked_sub(imports) {
        Some(own) => imports + kept.partition_point(|at| *at < own as usize) as u32,
        None => callee,
    };
    let mut at = 0;
    bodies.retain_mut(|body| {
        let stays = kept.binary_search(&at).is_ok();
        at += 1;
        body.renumber(renumbered);
        stays
    });
    kept
}
