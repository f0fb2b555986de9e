//! A pattern's tree as a program, and the program on a text.

use super::read::Node;
use super::{PATTERN_STEPS_MAX, Step};

/// Appends the steps of `node`; false where they become too many.
pub fn write(node: &Node, program: &mut Vec<Step>) -> bool {
    if program.len() >= PATTERN_STEPS_MAX {
        return false;
    }
    match node {
        Node::One(step) => program.push(step.clone()),
        Node::Row(row) => return row.iter().all(|node| write(node, program)),
        Node::Either(rows) => return write_either(rows, program),
        Node::Again(node, least, most) => {
            return (0..*least).all(|_| write(node, program))
                && match most {
                    None => write_loop(node, program),
                    Some(most) => (*least..*most).all(|_| write_maybe(node, program)),
                };
        }
    }
    true
}

/// One row after the other: each but the last begins with a fork past it and ends with a jump to the end.
fn write_either(rows: &[Node], program: &mut Vec<Step>) -> bool {
    let mut jumps = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let fork = program.len();
        let is_last = at + 1 == rows.len();
        if !is_last {
            program.push(Step::Fork(fork + 1, 0));
        }
        if !write(row, program) {
            return false;
        }
        if !is_last {
            jumps.push(program.len());
            program.push(Step::Jump(0));
            program[fork] = Step::Fork(fork + 1, program.len());
        }
    }
    let end = program.len();
    jumps.into_iter().for_each(|jump| program[jump] = Step::Jump(end));
    true
}

fn write_loop(node: &Node, program: &mut Vec<Step>) -> bool {
    let fork = program.len();
    program.push(Step::Fork(fork + 1, 0));
    let fits = write(node, program);
    program.push(Step::Jump(fork));
    program[fork] = Step::Fork(fork + 1, program.len());
    fits
}

fn write_maybe(node: &Node, program: &mut Vec<Step>) -> bool {
    let fork = program.len();
    program.push(Step::Fork(fork + 1, 0));
    let fits = write(node, program);
    program[fork] = Step::Fork(fork + 1, program.len());
    fits
}

/// Whether the program finds its pattern somewhere in `text`.
pub fn run(program: &[Step], text: &str) -> bool {
    let (mut here, mut next) = (Walkers::new(program), Walkers::new(program));
    let mut chars = text.chars();
    let mut is_start = true;
    loop {
        let c = chars.next();
        // A way begins at every character: the pattern may be found anywhere.
        if here.enter(0, is_start, c.is_none()) {
            return true;
        }
        let Some(c) = c else { return false };
        let is_end = chars.as_str().is_empty();
        for &at in &here.waiting {
            if let Step::Take(set) = &program[at]
                && set.holds(c)
                && next.enter(at + 1, false, is_end)
            {
                return true;
            }
        }
        std::mem::swap(&mut here, &mut next);
        next.clear();
        is_start = false;
    }
}

/// Where in the program all ways stand before one character, each place once.
struct Walkers<'a> {
    program: &'a [Step],
    waiting: Vec<usize>,
    seen: Vec<bool>,
    open: Vec<usize>,
}

impl<'a> Walkers<'a> {
    fn new(program: &'a [Step]) -> Self {
        Self { program, waiting: Vec::new(), seen: vec![false; program.len()], open: Vec::new() }
    }

    fn clear(&mut self) {
        self.waiting.clear();
        self.seen.fill(false);
    }

    /// Follows all steps that take no character from `at`; whether the pattern is found there.
    fn enter(&mut self, at: usize, is_start: bool, is_end: bool) -> bool {
        self.open.push(at);
        while let Some(at) = self.open.pop() {
            if std::mem::replace(&mut self.seen[at], true) {
                continue;
            }
            match &self.program[at] {
                Step::Found => return true,
                Step::Take(_) => self.waiting.push(at),
                Step::Jump(to) => self.open.push(*to),
                Step::Fork(one, other) => self.open.extend([*one, *other]),
                Step::Start if is_start => self.open.push(at + 1),
                Step::End if is_end => self.open.push(at + 1),
                Step::Start | Step::End => {}
            }
        }
        false
    }
}
