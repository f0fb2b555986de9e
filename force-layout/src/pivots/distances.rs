//! How far every node is from each pivot.

use super::PIVOTS;
use crate::lanes::{Four, LANES};

/// A node's distances from all pivots.
pub(super) type Row = [Four; PIVOTS / LANES];

/// Stands where a node has not been reached.
const UNREACHED: u16 = u16::MAX;
/// The longest distance that is told; what is farther counts as that.
const LONGEST: u16 = 10_000;

/// The neighbours of every node, one after the other.
pub(super) struct Net {
    starts: Vec<u32>,
    neighbours: Vec<u32>,
}

impl Net {
    /// Links nodes both ways; a link that names no node is left out.
    pub fn of(count: usize, links: &[(usize, usize)]) -> Self {
        let known = || links.iter().filter(|link| link.0.max(link.1) < count);
        let mut starts = vec![0_u32; count + 1];
        for &(source, target) in known() {
            starts[source] += 1;
            starts[target] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut neighbours = vec![0; sum as usize];
        for &(source, target) in known() {
            for (from, to) in [(source, target), (target, source)] {
                starts[from] -= 1;
                neighbours[starts[from] as usize] = to as u32;
            }
        }
        Self { starts, neighbours }
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn of_node(&self, node: u32) -> &[u32] {
        &self.neighbours[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    /// Counts the links from a node to every other; the queue is left to be used again.
    fn reach(&self, from: u32, steps: &mut [u16], queue: &mut Vec<u32>) {
        steps.fill(UNREACHED);
        steps[from as usize] = 0;
        queue.clear();
        queue.push(from);
        let mut next = 0;
        while let Some(&node) = queue.get(next) {
            next += 1;
            let far = (steps[node as usize] + 1).min(LONGEST);
            for &neighbour in self.of_node(node) {
                if steps[neighbour as usize] == UNREACHED {
                    steps[neighbour as usize] = far;
                    queue.push(neighbour);
                }
            }
        }
    }
}

/// The squares of the distances, less the means of their rows and columns.
pub(super) struct Table {
    pub rows: Vec<Row>,
}

impl Table {
    /// Chooses the pivots and finds the distances.
    pub fn of(net: &Net) -> Self {
        let mut table = Self { rows: vec![Row::default(); net.len()] };
        let (mut steps, mut queue) = (vec![0_u16; net.len()], Vec::with_capacity(net.len()));
        let mut nearest = vec![UNREACHED; net.len()];
        let mut pivot = 0;
        for number in 0..PIVOTS.min(net.len()) {
            net.reach(pivot, &mut steps, &mut queue);
            // What cannot be reached is put a little farther than all that can.
            let beyond = queue.last().map_or(0, |last| steps[*last as usize]).min(LONGEST) + 2;
            let mut farthest = 0;
            for (node, far) in steps.iter().map(|far| if *far == UNREACHED { beyond } else { *far }).enumerate() {
                table.rows[node][number / LANES].set(number % LANES, f32::from(far) * f32::from(far));
                nearest[node] = nearest[node].min(far);
                if nearest[node] > farthest {
                    (farthest, pivot) = (nearest[node], node as u32);
                }
            }
        }
        table.centre();
        table
    }

    /// The place of a node along an axis.
    pub fn along(&self, node: usize, axis: &[f64; PIVOTS]) -> f64 {
        let row = self.rows[node].iter().flat_map(|four| four.array());
        row.zip(axis).map(|(distance, part)| f64::from(distance) * part).sum()
    }

    fn centre(&mut self) {
        let mut means = [[0.0_f64; LANES]; PIVOTS / LANES];
        for row in &mut self.rows {
            let mean = Four::splat(row.iter().map(|four| four.sum()).sum::<f32>() / PIVOTS as f32);
            for (four, sums) in row.iter_mut().zip(&mut means) {
                *four = *four - mean;
                sums.iter_mut().zip(four.array()).for_each(|(sum, part)| *sum += f64::from(part));
            }
        }
        let count = self.rows.len().max(1) as f64;
        let means = means.map(|sums| Four::new(sums.map(|sum| (sum / count) as f32)));
        for row in &mut self.rows {
            row.iter_mut().zip(means).for_each(|(four, mean)| *four = *four - mean);
        }
    }
}
