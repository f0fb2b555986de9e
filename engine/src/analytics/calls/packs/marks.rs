//! Marks: what a pack is found by. Its table holds, mark by mark, the packs that bear it, in the order of time.
//!
//! A mark is a number's name times sixteen, so that a tool has room for how its call ended beside it; or what a text comes
//! to, below nought. Two texts may come to the same: whoever reads a pack looks at its calls.

use crate::analytics::calls::key::spread;
use crate::analytics::calls::store::OK;
use crate::analytics::calls::stored::Stored;
use std::collections::BTreeSet;

/// The bits beside a name's number; outcomes are numbered up to ten.
const BESIDE_BITS: u32 = 4;

/// What a text names.
#[derive(Clone, Copy, Debug)]
pub enum Text {
    /// A call that has no id of ours.
    Id,
    /// A run.
    Run,
    /// A trace.
    Trace,
}

/// The mark of a caller, a tool or an outcome.
pub const fn of_name(number: i64) -> i64 {
    number << BESIDE_BITS
}

/// The mark of a tool's calls that ended so, which is not well.
pub const fn of_tool_gone_wrong(tool: i64, outcome: i64) -> i64 {
    of_name(tool) | outcome
}

/// The mark of a text.
pub fn of_text(what: Text, text: &str) -> i64 {
    spread(&format!("{what:?} {text}")) | i64::MIN
}

/// Every mark of a pack. That a call went well is none: there are such calls in every pack.
pub fn of(calls: &[Stored]) -> BTreeSet<i64> {
    let mut marks = BTreeSet::new();
    for call in calls {
        marks.extend([of_name(call.tool), of_name(call.caller)]);
        if call.outcome != OK {
            marks.extend([of_name(call.outcome), of_tool_gone_wrong(call.tool, call.outcome)]);
        }
        let texts = [(Text::Id, &call.id), (Text::Run, &call.run), (Text::Trace, &call.trace)];
        marks.extend(texts.into_iter().filter_map(|(what, text)| Some(of_text(what, text.as_deref()?))));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_bears_what_its_calls_are_found_by() {
        let well = Stored { caller: 20, tool: 30, outcome: OK, ..Stored::default() };
        let wrong = Stored { tool: 31, outcome: 5, run: Some("r_1".to_owned()), ..well.clone() };
        assert_eq!(of(&[well.clone(), well]).into_iter().collect::<Vec<_>>(), [320, 480]);
        let run = of_text(Text::Run, "r_1");
        assert_eq!(of(&[wrong]).into_iter().collect::<Vec<_>>(), [run, 80, 320, 496, 501]);
        assert!(run < 0 && run != of_text(Text::Trace, "r_1"));
    }
}
