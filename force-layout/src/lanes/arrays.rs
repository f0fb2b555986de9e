//! Four numbers as an array.

use std::array;
use std::ops::{Add, Div, Mul, Sub};

/// Four numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(16))]
pub(crate) struct Four([f32; 4]);

/// Which of four are meant: all bits of a lane, or none.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mask([u32; 4]);

impl Four {
    #[inline]
    pub const fn new(all: [f32; 4]) -> Self {
        Self(all)
    }

    #[inline]
    pub const fn splat(value: f32) -> Self {
        Self([value; 4])
    }

    #[inline]
    pub const fn array(self) -> [f32; 4] {
        self.0
    }

    /// The larger of each two.
    #[inline]
    pub fn most(self, other: Self) -> Self {
        Self(array::from_fn(|lane| if self.0[lane] < other.0[lane] { other.0[lane] } else { self.0[lane] }))
    }

    /// Each lane takes what the next one holds.
    #[inline]
    pub const fn turned(self) -> Self {
        let [first, second, third, fourth] = self.0;
        Self([second, third, fourth, first])
    }

    /// The lanes of each half change places.
    #[inline]
    pub const fn swapped(self) -> Self {
        let [first, second, third, fourth] = self.0;
        Self([second, first, fourth, third])
    }

    #[inline]
    pub fn below(self, other: Self) -> Mask {
        Mask(array::from_fn(|lane| if self.0[lane] < other.0[lane] { u32::MAX } else { 0 }))
    }

    /// Zero where the mask is set.
    #[inline]
    pub fn unless(self, mask: Mask) -> Self {
        Self(array::from_fn(|lane| f32::from_bits(self.0[lane].to_bits() & !mask.0[lane])))
    }
}

impl Mask {
    #[inline]
    pub fn or(self, other: Self) -> Self {
        Self(array::from_fn(|lane| self.0[lane] | other.0[lane]))
    }

    #[inline]
    pub fn any(self) -> bool {
        self.0.iter().any(|lane| *lane != 0)
    }
}

impl Add for Four {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self(array::from_fn(|lane| self.0[lane] + other.0[lane]))
    }
}

impl Sub for Four {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self(array::from_fn(|lane| self.0[lane] - other.0[lane]))
    }
}

impl Mul for Four {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        Self(array::from_fn(|lane| self.0[lane] * other.0[lane]))
    }
}

impl Div for Four {
    type Output = Self;
    #[inline]
    fn div(self, other: Self) -> Self {
        Self(array::from_fn(|lane| self.0[lane] / other.0[lane]))
    }
}
