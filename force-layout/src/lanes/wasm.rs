//! Four numbers in one register of the browser.

#![expect(clippy::inline_always, reason = "each is one instruction, also where a build is for size")]

use std::arch::wasm32::{
    f32x4, f32x4_add, f32x4_div, f32x4_extract_lane, f32x4_lt, f32x4_mul, f32x4_pmax, f32x4_splat, f32x4_sub, i32x4_shuffle, u32x4_splat,
    v128, v128_andnot, v128_any_true, v128_or,
};
use std::ops::{Add, Div, Mul, Sub};

/// Four numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Four(v128);

/// Which of four are meant: all bits of a lane, or none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mask(v128);

impl Default for Mask {
    fn default() -> Self {
        Self(u32x4_splat(0))
    }
}

impl Four {
    #[inline(always)]
    pub fn new([first, second, third, fourth]: [f32; 4]) -> Self {
        Self(f32x4(first, second, third, fourth))
    }

    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }

    #[inline(always)]
    pub fn array(self) -> [f32; 4] {
        let Self(all) = self;
        [f32x4_extract_lane::<0>(all), f32x4_extract_lane::<1>(all), f32x4_extract_lane::<2>(all), f32x4_extract_lane::<3>(all)]
    }

    /// The larger of each two.
    #[inline(always)]
    pub fn most(self, other: Self) -> Self {
        Self(f32x4_pmax(self.0, other.0))
    }

    /// Each lane takes what the next one holds.
    #[inline(always)]
    pub fn turned(self) -> Self {
        Self(i32x4_shuffle::<1, 2, 3, 0>(self.0, self.0))
    }

    /// The lanes of each half change places.
    #[inline(always)]
    pub fn swapped(self) -> Self {
        Self(i32x4_shuffle::<1, 0, 3, 2>(self.0, self.0))
    }

    #[inline(always)]
    pub fn below(self, other: Self) -> Mask {
        Mask(f32x4_lt(self.0, other.0))
    }

    /// Zero where the mask is set.
    #[inline(always)]
    pub fn unless(self, mask: Mask) -> Self {
        Self(v128_andnot(self.0, mask.0))
    }
}

impl Mask {
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Self(v128_or(self.0, other.0))
    }

    #[inline(always)]
    pub fn any(self) -> bool {
        v128_any_true(self.0)
    }
}

impl Add for Four {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(f32x4_add(self.0, other.0))
    }
}

impl Sub for Four {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(f32x4_sub(self.0, other.0))
    }
}

impl Mul for Four {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(f32x4_mul(self.0, other.0))
    }
}

impl Div for Four {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(f32x4_div(self.0, other.0))
    }
}
