//! The difference of two texts line by line, by the longest common subsequence.

use serde::Serialize;

/// What happened to one line.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub kind: &'static str,
    pub line: String,
}

/// Every line of both texts in order, removed ones before added ones.
pub fn changes(before: &str, after: &str) -> Vec<Change> {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let common = common_lengths(&before, &after);
    let (mut i, mut j) = (0, 0);
    let mut changes = Vec::new();
    while i < before.len() || j < after.len() {
        let both = i < before.len() && j < after.len();
        if both && before[i] == after[j] {
            changes.push(change("kept", before[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == after.len() || (both && common[i + 1][j] >= common[i][j + 1]) {
            changes.push(change("removed", before[i]));
            i += 1;
        } else {
            changes.push(change("added", after[j]));
            j += 1;
        }
    }
    changes
}

fn change(kind: &'static str, line: &str) -> Change {
    Change { kind, line: line.to_owned() }
}

/// For each pair of ends, how many lines the rests have in common.
fn common_lengths(before: &[&str], after: &[&str]) -> Vec<Vec<u32>> {
    let mut common = vec![vec![0; after.len() + 1]; before.len() + 1];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            common[i][j] = if before[i] == after[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, expected: &[(&'static str, &str)]) {
        let expected: Vec<Change> = expected.iter().map(|(kind, line)| change(kind, line)).collect();
        assert_eq!(changes(before, after), expected);
    }

    #[test]
    fn lines_are_kept_removed_and_added() {
        check("", "", &[]);
        check("a\nb\nc", "a\n2\nc", &[("kept", "a"), ("removed", "b"), ("added", "2"), ("kept", "c")]);
        check("a", "a\nb", &[("kept", "a"), ("added", "b")]);
        check("x\na", "a", &[("removed", "x"), ("kept", "a")]);
    }
}
