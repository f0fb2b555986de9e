//! A schedule as people fill it into a form: texts that may be no numbers.

use super::{MONTH_DAYS, Schedule, Weekday, When};
use crate::failure::Violation;
use serde::{Deserialize, Serialize};

/// What stands in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScheduleFields {
    /// What the schedule is called.
    pub name: String,
    /// On which days: `day`, a day of the week, `first` or `last` of the month.
    pub on: String,
    /// At which hour, in UTC.
    pub hour: String,
    /// Over how many days; empty: since it was due before.
    pub days: String,
    /// Which calls.
    pub query: String,
}

impl ScheduleFields {
    /// The schedule they make, or which of them cannot be read.
    pub fn schedule(&self) -> Result<Schedule, Vec<Violation>> {
        let mut unread = Vec::new();
        let mut whole = |text: &str, pointer: &str| {
            let read = text.trim().parse::<u32>();
            read.unwrap_or_else(|_| {
                unread.push(unreadable(text, pointer, "write a whole number, as 7"));
                1
            })
        };
        let hour = whole(&self.hour, "/when/hour");
        let days = (!self.days.trim().is_empty()).then(|| whole(&self.days, "/days"));
        let when = when(&self.on, hour);
        if when.is_none() {
            unread.push(unreadable(&self.on, "/when", "choose one of the days"));
        }
        let schedule = Schedule { when: when.unwrap_or(When::Day { hour }), days, query: self.query.trim().to_owned() };
        unread.extend(schedule.violations());
        if unread.is_empty() { Ok(schedule) } else { Err(unread) }
    }
}

fn when(on: &str, hour: u32) -> Option<When> {
    match on {
        "day" => Some(When::Day { hour }),
        "first" => Some(When::Month { day: *MONTH_DAYS.start(), hour }),
        "last" => Some(When::Month { day: *MONTH_DAYS.end(), hour }),
        on => Weekday::ALL.into_iter().find(|weekday| weekday.word() == on).map(|weekday| When::Week { weekday, hour }),
    }
}

fn unreadable(text: &str, pointer: &str, remedy: &str) -> Violation {
    Violation { pointer: pointer.to_owned(), message: format!("`{text}` cannot be read"), remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read([on, hour, days]: [&str; 3]) -> Result<Schedule, Vec<String>> {
        let fields = ScheduleFields { on: on.to_owned(), hour: hour.to_owned(), days: days.to_owned(), ..ScheduleFields::default() };
        fields.schedule().map_err(|wrong| wrong.into_iter().map(|wrong| wrong.pointer).collect())
    }

    #[test]
    fn what_is_filled_in_is_a_schedule() {
        let check = |fields, when, days| assert_eq!(read(fields), Ok(Schedule { when, days, query: String::new() }));
        check(["day", "0", ""], When::Day { hour: 0 }, None);
        check(["friday", " 17 ", "30"], When::Week { weekday: Weekday::Friday, hour: 17 }, Some(30));
        check(["first", "6", ""], When::Month { day: 1, hour: 6 }, None);
        check(["last", "6", ""], When::Month { day: 31, hour: 6 }, None);
    }

    #[test]
    fn what_cannot_be_a_schedule_is_named_with_its_field() {
        let check = |fields, pointers: &[&str]| assert_eq!(read(fields).expect_err("refused"), pointers);
        check(["never", "noon", "many"], &["/when/hour", "/days", "/when"]);
        check(["day", "24", "0"], &["/when/hour", "/days"]);
    }
}
