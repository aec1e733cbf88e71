//! Party age (tuổi đảng): how long somebody has been a member.
//!
//! Only of official members; from the day on which the admission was decided, less the time outside
//! the party (Quy định 294-QĐ/TW, điểm 4.5; Hướng dẫn 06-HD/TW, điểm 5.3). Who was readmitted counts
//! from the first decision less the gap; who was reinstated, or only moved elsewhere, has no gap.

use super::day::{Day, PartialDate};
use super::standing::{Event, Kind, Standing, Track, fold};

/// How long somebody has been a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyAge {
    /// Whole years.
    pub years: i32,
    /// Whole months beyond them, 0 to 11.
    pub months: i32,
    /// From which day it counts.
    pub basis: Basis,
    /// Whether that day and every gap are known to the day; else the age is at least this.
    pub exact: bool,
}

/// The day from which party age counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The day of the admission decision, as the regulation has it.
    Decision,
    /// The day of the ceremony, for want of the decision's: what is on the card.
    Ceremony,
}

/// The party age on that day; `None` unless the person is an official member of ours then and a day
/// to count from is known.
///
/// The `decided_on` of an opening balance is taken as the admission decision's; of a transfer it is
/// the letter's, so there only the ceremony is known.
pub fn party_age(events: &[Event], on: Day) -> Option<PartyAge> {
    let spans = fold(events).ok()?;
    let span = spans.iter().find(|span| span.track == Track::Membership && span.covers(on))?;
    if span.value.standing() != Some(Standing::Official) {
        return None;
    }
    let mut history: Vec<&Event> = events.iter().filter(|event| event.effective_on <= on).collect();
    history.sort_by_key(|event| (event.effective_on, event.kind.is_exit(), event.id));

    let mut start: Option<Start> = None;
    let mut left_on: Option<Day> = None;
    for event in history {
        match event.kind {
            Kind::AdmissionCancelled if left_on.is_none() => start = None,
            kind if kind.is_exit() => left_on = Some(event.effective_on),
            Kind::Readmitted => {
                start = start.map(|start| start.after_gap(left_on, event)).or(Start::of(event));
            }
            Kind::OpeningBalance | Kind::Admitted | Kind::TransferredIn => {
                start = start.or(Start::of(event));
            }
            _ => {}
        }
    }
    let start = start?;
    let months = on.whole_months_since(start.from);
    Some(PartyAge { years: months / 12, months: months % 12, basis: start.basis, exact: start.exact })
}

#[derive(Clone, Copy)]
struct Start {
    from: Day,
    basis: Basis,
    exact: bool,
}

impl Start {
    /// The day from which an entry counts. A date known in part counts from its last day: at least.
    fn of(event: &Event) -> Option<Self> {
        let decision = match event.kind {
            Kind::TransferredIn => None,
            _ => event.decided_on,
        };
        let ceremony = match event.kind {
            Kind::Admitted | Kind::Readmitted => event.admitted_on.or(Some(event.effective_on.into())),
            _ => event.admitted_on,
        };
        let at = |date: PartialDate, basis| Self { from: date.last(), basis, exact: date.full().is_some() };
        decision.map(|date| at(date, Basis::Decision)).or(ceremony.map(|date| at(date, Basis::Ceremony)))
    }

    /// The same, later by the days between the departure and the readmission.
    fn after_gap(self, left_on: Option<Day>, readmission: &Event) -> Self {
        match (left_on, Self::of(readmission)) {
            (Some(left_on), Some(back)) => Self {
                from: self.from.plus_days(back.from.days_since(left_on).max(0)),
                exact: self.exact && back.exact,
                ..self
            },
            _ => Self { exact: false, ..self },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    fn event(id: i64, kind: Kind, on: &str, decided_on: &str) -> Event {
        Event {
            id,
            kind,
            effective_on: day(on),
            organisation: 1,
            counterpart: None,
            standing: kind.is_entry().then_some(Standing::Official),
            decided_on: PartialDate::parse_iso(decided_on),
            admitted_on: None,
            official_on: None,
            due_on: None,
        }
    }

    fn age(events: &[Event], on: &str) -> Option<(i32, i32, Basis, bool)> {
        party_age(events, day(on)).map(|age| (age.years, age.months, age.basis, age.exact))
    }

    #[test]
    fn it_counts_from_the_decision_once_the_member_is_official() {
        let events = [
            event(1, Kind::Admitted, "2019-05-19", "2019-04-30"),
            event(2, Kind::Recognised, "2020-05-19", "2020-06-30"),
        ];
        assert_eq!(age(&events, "2020-05-18"), None);
        assert_eq!(age(&events, "2020-05-19"), Some((1, 0, Basis::Decision, true)));
        assert_eq!(age(&events, "2049-04-29"), Some((29, 11, Basis::Decision, true)));
        assert_eq!(age(&events, "2049-04-30"), Some((30, 0, Basis::Decision, true)));
    }

    #[test]
    fn without_a_decision_the_ceremony_counts_and_it_says_so() {
        let mut events = [event(1, Kind::OpeningBalance, "2019-01-01", "")];
        assert_eq!(age(&events, "2019-12-31"), None);
        events[0].admitted_on = PartialDate::parse_iso("1990");
        assert_eq!(age(&events, "2020-12-30"), Some((29, 11, Basis::Ceremony, false)));
        assert_eq!(age(&events, "2020-12-31"), Some((30, 0, Basis::Ceremony, false)));
        events[0].decided_on = PartialDate::parse_iso("1989-12-05");
        assert_eq!(age(&events, "2020-12-30"), Some((31, 0, Basis::Decision, true)));
    }

    #[test]
    fn a_transfer_and_a_reinstatement_are_no_gap() {
        let mut events = vec![
            event(1, Kind::Admitted, "2000-01-01", "2000-01-01"),
            event(2, Kind::Recognised, "2001-01-01", ""),
            event(3, Kind::TransferredOut, "2005-01-01", ""),
            event(4, Kind::TransferredIn, "2010-01-01", "2009-12-01"),
            event(5, Kind::Expelled, "2012-01-01", ""),
        ];
        assert_eq!(age(&events, "2007-01-01"), None);
        assert_eq!(age(&events, "2011-01-01"), Some((11, 0, Basis::Decision, true)));
        assert_eq!(age(&events, "2013-01-01"), None);
        events.push(event(6, Kind::Reinstated, "2014-01-01", ""));
        assert_eq!(age(&events, "2015-01-01"), Some((15, 0, Basis::Decision, true)));
    }

    #[test]
    fn who_was_readmitted_counts_from_the_first_decision_less_the_gap() {
        let events = [
            event(1, Kind::Admitted, "2000-01-01", "2000-01-01"),
            event(2, Kind::Recognised, "2001-01-01", ""),
            event(3, Kind::Removed, "2005-01-01", ""),
            event(4, Kind::Readmitted, "2009-02-01", "2009-01-01"),
            event(5, Kind::Recognised, "2010-02-01", ""),
        ];
        // Five years before the gap, six after it; four years are as many days as four others.
        assert_eq!(age(&events, "2015-01-01"), Some((11, 0, Basis::Decision, true)));
        assert_eq!(age(&events, "2014-12-31"), Some((10, 11, Basis::Decision, true)));
    }

    #[test]
    fn a_cancelled_admission_does_not_count() {
        let events = [
            event(1, Kind::Admitted, "2000-01-01", "2000-01-01"),
            event(2, Kind::AdmissionCancelled, "2000-06-01", ""),
            event(3, Kind::Admitted, "2010-01-01", "2010-01-01"),
            event(4, Kind::Recognised, "2011-01-01", ""),
        ];
        assert_eq!(age(&events, "2015-01-01"), Some((5, 0, Basis::Decision, true)));
    }
}
