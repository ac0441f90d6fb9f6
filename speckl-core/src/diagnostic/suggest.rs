//! "Did you mean …?": the closest of the names that would have been right.

/// The candidate within a third of the word's length in edits: the nearest, of equals one that the
/// word is the beginning of, and then the earliest. A difference in case alone is always close enough;
/// of single letters each is as far from any other.
pub fn closest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wrong.chars().count().max(3)) / 3;
    let mut best: Option<((usize, bool), &str)> = None;
    for candidate in candidates {
        if candidate == wrong {
            continue;
        }
        let distance = if candidate.eq_ignore_ascii_case(wrong) {
            0
        } else {
            edit_distance(wrong, candidate)
        };
        let rank = (distance, !candidate.starts_with(wrong));
        let is_stranger =
            distance > 0 && wrong.chars().count() < 2 && candidate.chars().count() < 2;
        if distance <= limit && !is_stranger && best.is_none_or(|(least, _)| rank < least) {
            best = Some((rank, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
fn edit_distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let substitution = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = substitution.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swaps_count_once_and_strangers_are_left_alone() {
        assert_eq!(edit_distance("actvie", "active"), 1);
        assert_eq!(closest("actvie", ["inactive", "active"]), Some("active"));
        assert_eq!(closest("of", ["on", "off"]), Some("off"));
        assert_eq!(closest("Active", ["active"]), Some("active"));
        assert_eq!(closest("zebra", ["active"]), None);
        assert_eq!(closest("z", ["x", "y"]), None);
        assert_eq!(closest("z", ["x", "Z"]), Some("Z"));
    }
}
