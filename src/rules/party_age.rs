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

/// How a party age was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// From which day of a paper.
    pub basis: Basis,
    /// The event whose paper it is.
    pub event: i64,
    /// That day as the paper gives it.
    pub paper: PartialDate,
    /// The day from which it counts before the gaps are taken off: the paper's, or the last that it can have been.
    pub begins: Day,
    /// The times outside the party, or only outside this book, the oldest first.
    pub absences: Vec<Absence>,
    /// The day from which it counts once the gaps are taken off: that many years after it is that party age.
    pub from: Day,
    /// Whether the paper's day and every gap are known to the day.
    pub exact: bool,
}

/// A time between a departure and a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// The departure.
    pub left: i64,
    /// Its day.
    pub left_on: Day,
    /// The return.
    pub back: i64,
    /// The day from which it counts: of a readmission that of its decision.
    pub back_on: Day,
    /// How many days are taken off: none for who moved elsewhere or was reinstated.
    pub days: i32,
}

impl Count {
    /// The party age on a day.
    pub fn age(&self, on: Day) -> PartyAge {
        let months = on.whole_months_since(self.from);
        PartyAge { years: months / 12, months: months % 12, basis: self.basis, exact: self.exact }
    }
}

/// The party age on that day; `None` unless the person is an official member of ours then and a day
/// to count from is known.
///
/// The `decided_on` of an opening balance and of an arrival is the admission decision's.
pub fn party_age(events: &[Event], on: Day) -> Option<PartyAge> {
    count(events, on).map(|count| count.age(on))
}

/// How the party age of that day was counted; `None` as [`party_age`].
pub fn count(events: &[Event], on: Day) -> Option<Count> {
    let spans = fold(events).ok()?;
    let span = spans.iter().find(|span| span.track == Track::Membership && span.covers(on))?;
    if span.value.standing() != Some(Standing::Official) {
        return None;
    }
    let mut history: Vec<&Event> = events.iter().filter(|event| event.effective_on <= on).collect();
    history.sort_by_key(|event| (event.effective_on, event.kind.is_exit(), event.id));

    let mut start: Option<Count> = None;
    let mut left: Option<&Event> = None;
    for event in history {
        match event.kind {
            Kind::AdmissionCancelled if left.is_none() => start = None,
            kind if kind.is_exit() => left = Some(event),
            Kind::Readmitted => {
                start = start.map(|start| start.after_gap(left, event)).or(Count::of(event));
            }
            Kind::OpeningBalance | Kind::Admitted | Kind::TransferredIn | Kind::Reinstated => {
                if let (Some(start), Some(left)) = (&mut start, left.take()) {
                    start.absences.push(absence(left, event, event.effective_on, 0));
                }
                start = start.or(if event.kind == Kind::Reinstated { None } else { Count::of(event) });
            }
            _ => {}
        }
    }
    start
}

fn absence(left: &Event, back: &Event, back_on: Day, days: i32) -> Absence {
    Absence { left: left.id, left_on: left.effective_on, back: back.id, back_on, days }
}

impl Count {
    /// The day from which an entry counts. A date known in part counts from its last day: at least. The decision is no
    /// later than the ceremony, so what is known of one bounds the other.
    fn of(event: &Event) -> Option<Self> {
        let ceremony = match event.kind {
            Kind::Admitted | Kind::Readmitted => event.admitted_on.or(Some(event.effective_on.into())),
            _ => event.admitted_on,
        };
        let at = |paper: PartialDate, basis| {
            let begins = ceremony.map_or(paper.last(), |ceremony| paper.last().min(ceremony.last()));
            let exact = paper.full().is_some();
            Self { basis, event: event.id, paper, begins, absences: Vec::new(), from: begins, exact }
        };
        event.decided_on.map(|date| at(date, Basis::Decision)).or(ceremony.map(|date| at(date, Basis::Ceremony)))
    }

    /// The same, later by the days between the departure and the readmission.
    fn after_gap(mut self, left: Option<&Event>, readmission: &Event) -> Self {
        match (left, Self::of(readmission)) {
            (Some(left), Some(back)) => {
                let days = back.from.days_since(left.effective_on).max(0);
                self.absences.push(absence(left, readmission, back.from, days));
                Self { from: self.from.plus_days(days), exact: self.exact && back.exact, ..self }
            }
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
        // A decision known in part is no later than the ceremony.
        events[0].decided_on = PartialDate::parse_iso("1990");
        events[0].admitted_on = PartialDate::parse_iso("1990-02-03");
        assert_eq!(age(&events, "2020-02-02"), Some((29, 11, Basis::Decision, false)));
        assert_eq!(age(&events, "2020-02-03"), Some((30, 0, Basis::Decision, false)));
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
    fn it_says_from_which_paper_and_which_gap_it_was_counted() {
        let events = [
            event(1, Kind::Admitted, "2000-01-20", "2000-01-01"),
            event(2, Kind::Recognised, "2001-01-20", ""),
            event(3, Kind::TransferredOut, "2003-01-01", ""),
            event(4, Kind::TransferredIn, "2004-01-01", "2003-12-01"),
            event(5, Kind::Removed, "2005-01-01", ""),
            event(6, Kind::Readmitted, "2009-02-01", "2009-01-01"),
            event(7, Kind::Recognised, "2010-02-01", ""),
        ];
        let count = count(&events, day("2015-01-01")).unwrap();
        assert_eq!((count.event, count.basis, count.paper), (1, Basis::Decision, day("2000-01-01").into()));
        let absences: Vec<_> =
            count.absences.iter().map(|absence| (absence.left, absence.back, absence.days)).collect();
        assert_eq!(absences, [(3, 4, 0), (5, 6, 1461)]);
        assert_eq!(count.from, day("2000-01-01").plus_days(1461));
        assert_eq!(count.absences[1].back_on, day("2009-01-01"), "the decision's day, not the ceremony's");
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
