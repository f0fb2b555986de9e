//! Where the camera is going: nowhere, to everything, or to a view, in its own time.

use force_layout::Camera;

/// What the camera follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// A person holds it.
    Free,
    /// It shows everything, wherever that goes.
    Fit(Glide),
    /// It goes to a view and is free then.
    To(Camera, Glide),
}

/// The way from one view to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glide {
    from: Option<Camera>,
    began: Option<f64>,
}

impl Aim {
    /// Shows everything at once.
    pub const fn fit() -> Self {
        Self::Fit(Glide { from: None, began: None })
    }

    /// Goes from a view to another one, or to everything.
    pub const fn glide(from: Camera, goal: Option<Camera>) -> Self {
        let glide = Glide { from: Some(from), began: None };
        match goal {
            Some(goal) => Self::To(goal, glide),
            None => Self::Fit(glide),
        }
    }

    /// Whether it follows everything.
    pub const fn is_fit(self) -> bool {
        matches!(self, Self::Fit(_))
    }

    /// The view it goes to.
    pub const fn goal(self) -> Option<Camera> {
        if let Self::To(goal, _) = self { Some(goal) } else { None }
    }

    /// The camera at `now`, where the way takes `length` milliseconds, and whether it is under way.
    pub fn follow(&mut self, camera: Camera, whole: Camera, now: f64, length: f64) -> (Camera, bool) {
        let (goal, glide) = match self {
            Self::Free => return (camera, false),
            Self::Fit(glide) => (whole, glide),
            Self::To(goal, glide) => (*goal, glide),
        };
        let share = glide.share(now, length);
        let seen = glide.from.map_or(goal, |from| between(from, goal, share));
        let is_under_way = glide.from.is_some() && share < 1.0;
        if !is_under_way {
            glide.from = None;
            if let Self::To(..) = self {
                *self = Self::Free;
            }
        }
        (seen, is_under_way)
    }
}

impl Glide {
    /// The share of the way, slowing down to its end.
    fn share(&mut self, now: f64, length: f64) -> f64 {
        let began = *self.began.get_or_insert(now);
        if length <= 0.0 {
            return 1.0;
        }
        let left = 1.0 - ((now - began) / length).clamp(0.0, 1.0);
        1.0 - left * left * left
    }
}

fn between(from: Camera, to: Camera, share: f64) -> Camera {
    let mix = |a: f64, b: f64| a + (b - a) * share;
    Camera { scale: mix(from.scale, to.scale), x: mix(from.x, to.x), y: mix(from.y, to.y) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn camera(scale: f64, x: f64) -> Camera {
        Camera { scale, x, y: 0.0 }
    }

    #[test]
    fn a_glide_slows_down_and_ends_free() {
        let mut aim = Aim::glide(camera(1.0, 0.0), Some(camera(2.0, 80.0)));
        assert_eq!(aim.follow(camera(1.0, 0.0), camera(9.0, 9.0), 1000.0, 300.0), (camera(1.0, 0.0), true));
        assert_eq!(aim.follow(camera(1.0, 0.0), camera(9.0, 9.0), 1150.0, 300.0), (camera(1.875, 70.0), true));
        assert_eq!(aim.follow(camera(1.9, 70.0), camera(9.0, 9.0), 1300.0, 300.0), (camera(2.0, 80.0), false));
        assert_eq!(aim, Aim::Free);
    }

    #[test]
    fn a_fit_goes_on_following() {
        let mut aim = Aim::fit();
        assert_eq!(aim.follow(camera(1.0, 0.0), camera(0.5, 7.0), 0.0, 300.0), (camera(0.5, 7.0), false));
        assert_eq!(aim.follow(camera(0.5, 7.0), camera(0.4, 8.0), 16.0, 300.0), (camera(0.4, 8.0), false));
        assert!(aim.is_fit());
    }

    #[test]
    fn without_motion_the_way_takes_no_time() {
        let mut aim = Aim::glide(camera(1.0, 0.0), None);
        assert_eq!(aim.follow(camera(1.0, 0.0), camera(0.5, 7.0), 0.0, 0.0), (camera(0.5, 7.0), false));
    }
}
