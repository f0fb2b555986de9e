//! Calendar: arithmetic with days, and nothing with hours or time zones.

use serde::{Deserialize, Serialize};

use crate::{
    day::{Day, WEEKDAYS},
    service::Service,
    tool::{Failure, Tool, choice, date, flag, integer, text},
};

/// The service with its tools.
pub fn open() -> Service {
    let mut tools = days();
    tools.extend(years());
    Service::steady("1.6.0", tools)
}

/// The tools that go from day to day.
fn days() -> Vec<Tool> {
    let today = Tool::get("today", "/today")
        .says("Tells today's date in UTC.")
        .gives("date", date("Today."))
        .tagged(&["time", "dates"])
        .computes(|_: &Nothing| Ok(Dated { date: Day::today() }));
    let weekday = Tool::get("weekday", "/weekday/{date}")
        .says("Tells which day of the week a date falls on.")
        .takes("date", date("The date to look at.").example("2026-11-20"))
        .gives("date", date("The date that was asked about."))
        .gives("weekday", text("The English name of the day of the week.").example("Friday"))
        .tagged(&["time", "dates", "weekday"])
        .computes(|input: &On| Ok(Named { date: input.date, weekday: input.date.weekday_name() }));
    let add = Tool::get("add_days", "/add-days")
        .says("Gives the date a number of days after or before a date.")
        .takes("date", date("The date to start from.").example("2026-11-20"))
        .takes("days", integer("How many days later; negative for days before.").example(90))
        .gives("date", date("The date reached.").example("2027-02-18"))
        .tagged(&["time", "dates"])
        .computes(add_days);
    let between = Tool::get("days_between", "/days-between")
        .says("Counts the days between two dates.")
        .takes("start_date", date("The first date.").example("2026-11-20"))
        .takes("end_date", date("The second date.").example("2026-12-24"))
        .gives("days", integer("The days from the first to the second; negative if that lies before.").example(34))
        .tagged(&["time", "dates"])
        .computes(|span: &Span| Ok(Counted { days: span.end_date - span.start_date }));
    let working = Tool::get("working_days", "/working-days")
        .says("Counts the working days, Monday to Friday, from one date to another, both included.")
        .takes("start_date", date("The first date.").example("2026-11-20"))
        .takes("end_date", date("The last date.").example("2026-12-24"))
        .gives("working_days", integer("Days from Monday to Friday.").example(25))
        .tagged(&["time", "dates", "work"])
        .computes(working_days);
    let next = Tool::get("next_weekday", "/next-weekday")
        .says("Finds the first date after a date that falls on a given day of the week.")
        .takes("date", date("The date to start after.").example("2026-11-20"))
        .takes("weekday", choice("The day of the week wanted.", &WEEKDAYS).example("Monday"))
        .gives("date", date("The date found.").example("2026-11-23"))
        .tagged(&["time", "dates", "weekday"])
        .computes(next_weekday);
    vec![today, weekday, add, between, working, next]
}

/// The tools that look at a year.
fn years() -> Vec<Tool> {
    let week = Tool::get("iso_week", "/iso-week")
        .says("Gives the ISO 8601 week number of a date and the year that the week belongs to.")
        .takes("date", date("The date to look at.").example("2026-11-20"))
        .gives("week", integer("The number of the week, 1 to 53.").example(47))
        .gives("year", integer("The year the week belongs to.").example(2026))
        .tagged(&["time", "dates", "week"])
        .computes(|input: &On| Ok(iso_week(input.date)));
    let easter = Tool::get("easter", "/easter/{year}")
        .says("Computes the date of Easter Sunday in a year, western reckoning.")
        .takes("year", integer("The year.").between(1583, 9999).example(2027))
        .gives("date", date("Easter Sunday.").example("2027-03-28"))
        .tagged(&["time", "dates", "holiday"])
        .computes(easter_sunday);
    let leap = Tool::get("leap_year", "/leap-year/{year}")
        .says("Tells whether a year is a leap year and how many days it has.")
        .takes("year", integer("The year.").between(1, 9999).example(2028))
        .gives("leap", flag("Whether it has a 29 February."))
        .gives("days", integer("The days of the year."))
        .tagged(&["time", "dates"])
        .computes(leap_year);
    vec![week, easter, leap]
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Deserialize)]
struct On {
    date: Day,
}

#[derive(Deserialize)]
struct Span {
    start_date: Day,
    end_date: Day,
}

#[derive(Deserialize)]
struct Step {
    date: Day,
    days: i64,
}

#[derive(Deserialize)]
struct Next {
    date: Day,
    weekday: String,
}

#[derive(Deserialize)]
struct InYear {
    year: i64,
}

#[derive(Serialize)]
struct Dated {
    date: Day,
}

#[derive(Serialize)]
struct Named {
    date: Day,
    weekday: &'static str,
}

#[derive(Serialize)]
struct Counted {
    days: i64,
}

#[derive(Serialize)]
struct Worked {
    working_days: i64,
}

#[derive(Debug, PartialEq, Serialize)]
struct Week {
    week: i64,
    year: i64,
}

#[derive(Serialize)]
struct Leap {
    leap: bool,
    days: i64,
}

fn add_days(step: &Step) -> Result<Dated, Failure> {
    let reached = step.date.plus(step.days);
    let date = reached.ok_or_else(|| Failure::invalid("days leads out of the years 1 to 9999"))?;
    Ok(Dated { date })
}

fn working_days(span: &Span) -> Result<Worked, Failure> {
    let length = span.end_date - span.start_date + 1;
    if length < 1 {
        return Err(Failure::invalid("end_date lies before start_date; swap them"));
    }
    let first = span.start_date.weekday();
    let rest = (0..length % 7).filter(|day| (first + day) % 7 < 5).count();
    Ok(Worked { working_days: length / 7 * 5 + rest as i64 })
}

fn next_weekday(next: &Next) -> Result<Dated, Failure> {
    let wanted = WEEKDAYS.iter().position(|name| name.eq_ignore_ascii_case(&next.weekday));
    let wanted = wanted.ok_or_else(|| Failure::invalid("weekday must be Monday to Sunday"))?;
    let ahead = (wanted as i64 - next.date.weekday() + 6).rem_euclid(7) + 1;
    add_days(&Step { date: next.date, days: ahead })
}

/// The week that holds the Thursday nearest to the day, numbered in that Thursday's year.
fn iso_week(day: Day) -> Week {
    let thursday = day + (3 - day.weekday());
    let year = thursday.date().0;
    let new_year = Day::of(year, 1, 1).map_or(0, |first| thursday - first);
    Week { week: new_year / 7 + 1, year }
}

/// Easter by the anonymous Gregorian computus (Meeus, Jones, Butcher).
fn easter_sunday(input: &InYear) -> Result<Dated, Failure> {
    let year = input.year;
    let golden = year % 19;
    let (century, in_century) = (year / 100, year % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let march_based = epact + to_sunday - 7 * late + 114;
    let date = Day::of(year, march_based / 31, march_based % 31 + 1).filter(|_| year > 1582);
    let date = date.ok_or_else(|| Failure::invalid("year must be from 1583 to 9999"))?;
    Ok(Dated { date })
}

fn leap_year(input: &InYear) -> Result<Leap, Failure> {
    if Day::of(input.year, 1, 1).is_none() {
        return Err(Failure::invalid("year must be from 1 to 9999"));
    }
    let leap = Day::of(input.year, 2, 29).is_some();
    Ok(Leap { leap, days: 365 + i64::from(leap) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(date: &str) -> Day {
        date.parse().unwrap()
    }

    fn check_easter(year: i64, date: &str) {
        assert_eq!(easter_sunday(&InYear { year }).unwrap().date, day(date));
    }

    #[test]
    fn easter_falls_where_the_tables_say() {
        check_easter(1961, "1961-04-02");
        check_easter(2000, "2000-04-23");
        check_easter(2008, "2008-03-23");
        check_easter(2026, "2026-04-05");
        check_easter(2027, "2027-03-28");
        check_easter(2038, "2038-04-25");
    }

    #[test]
    fn ninety_days_after_the_twentieth_of_november_is_a_thursday() {
        let reached = add_days(&Step { date: day("2026-11-20"), days: 90 }).unwrap().date;
        assert_eq!((reached.to_string().as_str(), reached.weekday_name()), ("2027-02-18", "Thursday"));
    }

    #[test]
    fn working_days_count_both_ends() {
        let count = |a, b| working_days(&Span { start_date: day(a), end_date: day(b) });
        assert_eq!(count("2026-11-20", "2026-11-20").unwrap().working_days, 1);
        assert_eq!(count("2026-11-21", "2026-11-22").unwrap().working_days, 0);
        assert_eq!(count("2026-11-20", "2026-12-24").unwrap().working_days, 25);
        assert!(count("2026-11-20", "2026-11-19").is_err());
    }

    #[test]
    fn the_first_days_of_january_may_belong_to_the_old_year() {
        assert_eq!(iso_week(day("2027-01-01")), Week { week: 53, year: 2026 });
        assert_eq!(iso_week(day("2026-11-20")), Week { week: 47, year: 2026 });
        assert_eq!(iso_week(day("2018-12-31")), Week { week: 1, year: 2019 });
    }

    #[test]
    fn the_next_monday_is_never_the_day_itself() {
        let next = |date, weekday: &str| next_weekday(&Next { date: day(date), weekday: weekday.into() }).unwrap().date;
        assert_eq!(next("2026-11-20", "Monday"), day("2026-11-23"));
        assert_eq!(next("2026-11-23", "monday"), day("2026-11-30"));
    }
}
