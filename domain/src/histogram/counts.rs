//! Counts by bucket: a list of those that hold something or, where they lie close, all of a stretch side by side.
//!
//! Most tallies hold a handful of values, and a list of them is short. A chart of a month adds up thousands of full ones, and
//! side by side a count is found by its number alone. A stretch is made of whole octaves; it takes the place of the list as soon
//! as a quarter of it would hold something, and takes at most twice the memory then.

/// How many buckets an octave has.
const OCTAVE: u32 = 64;

/// One in how many buckets of a stretch must hold something for it to be kept as such.
const CLOSE: usize = 4;

/// For how many buckets more a stretch has room from the start: behind a close run of latencies come some far ones.
const SPARE: u32 = 3 * OCTAVE;

/// How many buckets of a list are looked through one by one before the others are cut in halves.
const NEAR: usize = 8;

/// Counts by bucket.
#[derive(Clone, Debug)]
pub enum Counts {
    /// Buckets that hold something, each with its count, by bucket.
    List(Vec<(u32, u64)>),
    /// The counts of every bucket from the first on, which begins an octave.
    Stretch { first: u32, counts: Vec<u64> },
}

impl Default for Counts {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl PartialEq for Counts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Counts {}

impl Counts {
    /// Adds to a bucket.
    pub fn add(&mut self, bucket: u32, count: u64) {
        let place = if let Self::List(list) = self { list.partition_point(|(known, _)| *known < bucket) } else { 0 };
        self.add_from(place, bucket, count);
    }

    /// Adds to a bucket that does not stand before `start` in a list, and returns where it stands there.
    #[inline]
    pub fn add_from(&mut self, start: usize, bucket: u32, count: u64) -> usize {
        if let Self::Stretch { first, counts } = self
            && let Some(sum) = counts.get_mut(bucket.wrapping_sub(*first) as usize)
        {
            *sum += count;
            return start;
        }
        self.add_elsewhere(start, bucket, count)
    }

    /// Adds to buckets side by side, the first of which does not stand before `start` in a list, and returns where they begin there.
    pub fn add_run(&mut self, start: usize, bucket: u32, run: &[u8]) -> usize {
        let last = bucket + run.len() as u32 - 1;
        let held = || (bucket..).zip(run).filter(|(_, count)| **count > 0);
        if let Self::List(list) = self {
            let (least, most) =
                list.first().zip(list.last()).map_or((bucket, last), |(least, most)| (least.0.min(bucket), most.0.max(last)));
            self.stretch(least, most, held().count());
        }
        if let Self::Stretch { first, counts } = self {
            reach(first, counts, bucket);
            reach(first, counts, last);
            let same = counts[(bucket - *first) as usize..].iter_mut();
            same.zip(run).for_each(|(sum, count)| *sum += u64::from(*count));
            return start;
        }
        held().fold(start, |place, (bucket, count)| self.add_from(place, bucket, u64::from(*count)))
    }

    #[inline(never)]
    fn add_elsewhere(&mut self, start: usize, bucket: u32, count: u64) -> usize {
        match self {
            Self::Stretch { first, counts } => {
                reach(first, counts, bucket);
                self.add_from(start, bucket, count)
            }
            Self::List(list) => {
                let place = start + place_of(list.get(start..).unwrap_or_default(), bucket);
                match list.get_mut(place) {
                    Some((known, sum)) if *known == bucket => *sum += count,
                    _ => {
                        list.insert(place, (bucket, count));
                        let (least, most) = (list[0].0, list[list.len() - 1].0);
                        self.stretch(least, most, 0);
                    }
                }
                place
            }
        }
    }

    /// Makes a list a stretch from the octave of one bucket to that of another, where with so many buckets more it would be close.
    fn stretch(&mut self, least: u32, most: u32, more: usize) {
        let (first, end) = (octave(least), octave(most) + OCTAVE);
        if let Self::List(list) = self
            && (list.len() + more) * CLOSE >= (end - first) as usize
        {
            let mut counts = Vec::with_capacity((end - first + SPARE) as usize);
            counts.resize((end - first) as usize, 0);
            list.iter().for_each(|(bucket, count)| counts[(bucket - first) as usize] = *count);
            *self = Self::Stretch { first, counts };
        }
    }

    /// Adds other counts.
    pub fn merge(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Self::List(list), _) if list.is_empty() => self.clone_from(other),
            (Self::Stretch { first, counts }, Self::Stretch { first: theirs, counts: more }) => {
                reach(first, counts, *theirs);
                reach(first, counts, *theirs + more.len() as u32 - 1);
                let same = counts[(*theirs - *first) as usize..].iter_mut();
                same.zip(more).for_each(|(sum, count)| *sum += count);
            }
            _ => {
                other.iter().fold(0, |place, (bucket, count)| self.add_from(place, bucket, count));
            }
        }
    }

    /// How many there are together.
    pub fn sum(&self) -> u64 {
        match self {
            Self::List(list) => list.iter().map(|(_, count)| count).sum(),
            Self::Stretch { counts, .. } => counts.iter().sum(),
        }
    }

    /// How many there are together, and the buckets in which values of some ranks lie, which are told by that sum and of which
    /// none is less than the one before it; the least value has rank 1.
    pub fn at<const N: usize>(&self, ranks: impl FnOnce(u64) -> [u64; N]) -> (u64, [Option<u32>; N]) {
        match self {
            Self::List(list) => {
                let (sum, mut list, mut seen, mut last) = (self.sum(), list.iter(), 0, None);
                let at = ranks(sum).map(|rank| {
                    while seen < rank {
                        let (bucket, count) = list.next()?;
                        seen += count;
                        last = Some(*bucket);
                    }
                    last
                });
                (sum, at)
            }
            Self::Stretch { first, counts } => {
                let octaves = || counts.chunks(OCTAVE as usize);
                let sums: Vec<u64> = octaves().map(|octave| octave.iter().sum()).collect();
                let sum = sums.iter().sum();
                let (mut octaves, mut before) = ((*first..).step_by(OCTAVE as usize).zip(octaves()).zip(sums).peekable(), 0);
                let at = ranks(sum).map(|rank| {
                    while let Some((_, here)) = octaves.next_if(|(_, here)| before + here < rank) {
                        before += here;
                    }
                    octaves.peek().map(|((start, octave), _)| start + place_at(octave, rank - before))
                });
                (sum, at)
            }
        }
    }

    /// Buckets that hold something, each with its count, by bucket.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        let (list, first, counts): (&[_], _, &[_]) = match self {
            Self::List(list) => (list, 0, &[]),
            Self::Stretch { first, counts } => (&[], *first, counts),
        };
        list.iter().copied().chain((first..).zip(counts.iter().copied())).filter(|(_, count)| *count > 0)
    }
}

/// The bucket with which the octave of `bucket` begins.
const fn octave(bucket: u32) -> u32 {
    bucket / OCTAVE * OCTAVE
}

/// Where a bucket stands in a list, or would stand: who adds bucket after bucket finds the next one near.
fn place_of(list: &[(u32, u64)], bucket: u32) -> usize {
    let is_before = |(known, _): &(u32, u64)| *known < bucket;
    let near = list.iter().take(NEAR).take_while(|known| is_before(known)).count();
    if near < NEAR { near } else { near + list[near..].partition_point(is_before) }
}

/// The place of the count with which a rank is reached.
fn place_at(counts: &[u64], rank: u64) -> u32 {
    let sums = counts.iter().scan(0, |sum, count| {
        *sum += count;
        Some(*sum)
    });
    sums.take_while(|sum| *sum < rank).count() as u32
}

/// Makes a stretch hold a bucket.
fn reach(first: &mut u32, counts: &mut Vec<u64>, bucket: u32) {
    let start = octave(bucket);
    if start < *first {
        counts.splice(0..0, std::iter::repeat_n(0, (*first - start) as usize));
        *first = start;
    }
    let length = (start + OCTAVE - *first) as usize;
    counts.resize(length.max(counts.len()), 0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn of(pairs: &[(u32, u64)]) -> Counts {
        let mut counts = Counts::default();
        pairs.iter().for_each(|(bucket, count)| counts.add(*bucket, *count));
        counts
    }

    fn check(buckets: impl Iterator<Item = u32>, expected: Option<(u32, usize)>) {
        let stretch = match of(&buckets.map(|bucket| (bucket, 1)).collect::<Vec<_>>()) {
            Counts::List(_) => None,
            Counts::Stretch { first, counts } => Some((first, counts.len())),
        };
        assert_eq!(stretch, expected);
    }

    #[test]
    fn a_quarter_of_whole_octaves_makes_a_stretch() {
        check(64..79, None);
        check(64..80, Some((64, 64)));
        check(50..82, Some((0, 128)));
        check(50..81, None);
        check((0..3000).step_by(5), None);
    }

    #[test]
    fn a_stretch_reaches_to_either_side() {
        check((64..80).chain([10]), Some((0, 128)));
        check((64..80).chain([200]), Some((64, 192)));
    }

    fn any_pairs() -> impl Strategy<Value = Vec<(u32, u64)>> {
        let buckets = prop_oneof![0..3776_u32, 500..700_u32];
        prop::collection::vec((buckets, 1..5_u64), 0..200)
    }

    proptest! {
        #[test]
        fn counts_are_those_of_a_map_however_they_are_kept(a in any_pairs(), b in any_pairs(), share in 0..100_u64) {
            let mut merged = of(&a);
            merged.merge(&of(&b));
            let mut map = BTreeMap::new();
            a.iter().chain(&b).for_each(|(bucket, count)| *map.entry(*bucket).or_insert(0) += count);
            let sum = map.values().sum::<u64>();
            prop_assert_eq!(merged.sum(), sum);
            let each: Vec<u32> = map.iter().flat_map(|(bucket, count)| (0..*count).map(|_| *bucket)).collect();
            let ranks = [1, share * sum / 100 + 1, sum.max(1), sum + 1];
            let expected = ranks.map(|rank| each.get(rank as usize - 1).copied());
            prop_assert_eq!(merged.at(|_| ranks), (sum, expected));
            prop_assert_eq!(&merged, &of(&map.iter().map(|(bucket, count)| (*bucket, *count)).collect::<Vec<_>>()));
            prop_assert_eq!(merged.iter().collect::<BTreeMap<_, _>>(), map);
        }
    }
}
