//! Which people an account may see, and how much of them: decided here, once, for record, edit and roster.
//!
//! Somebody is seen while one of their spans, on any track, lies in the viewer's scope. Once none does any
//! more, the organisation that had them keeps reading what was its own: facts and events up to the end of its
//! last span. What never lay within does not exist for the viewer.

use sqlx::PgConnection;

use crate::auth::Scope;
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::{self, Event};
use crate::rules::Day;
use crate::rules::standing::{Span, Track};
use crate::{Error, Result};

/// How much of a person an account may see.
#[derive(Clone, Debug)]
pub struct Visibility {
    /// The day on which the person had left the viewer's scope: everything before it may be seen.
    /// `None`: the person is within, and all of the past may be seen.
    pub until: Option<Day>,
    /// The organisation that has the person's papers: the home; of a guest from outside the host; of
    /// somebody who left, the last.
    pub keeper: OrganisationId,
    /// Whether the keeper lies in the viewer's scope, so that they may change the facts.
    pub keeps: bool,
    scope: Scope,
}

impl Visibility {
    /// The day whose facts are shown when that one is asked for: never later than the viewer's last.
    #[must_use]
    pub fn day(&self, asked: Day) -> Day {
        self.until.map_or(asked, |until| asked.min(until.pred()))
    }

    /// Whether an event may be seen. The one by which the person left is the viewer's own still.
    pub fn shows(&self, event: &Event) -> bool {
        self.until.is_none_or(|until| {
            event.effective_on < until
                || (event.effective_on == until
                    && event.organisation.is_some_and(|organisation| self.scope.covers(organisation)))
        })
    }
}

/// How much of a person an account may see today; nothing when they do not exist for it.
pub async fn visible(db: &mut PgConnection, scope: &Scope, person: PersonId, today: Day) -> Result<Option<Visibility>> {
    let spans = ledger::spans(&mut *db, person).await?;
    if !spans.is_empty() {
        return Ok(from_spans(scope, &spans, today));
    }
    // Everything recorded of the person was voided: their record says so to those who recorded it.
    let events = ledger::queries::events(db, person).await?;
    let keeper = events.iter().filter_map(|event| event.organisation).rfind(|organisation| scope.covers(*organisation));
    Ok(keeper.map(|keeper| Visibility { until: None, keeper, keeps: true, scope: scope.clone() }))
}

/// How much of a person the viewer sees, when the person's papers are within the viewer's scope.
///
/// # Errors
/// [`Error::NotFound`] when they are not.
pub async fn keeping(db: &mut PgConnection, scope: &Scope, person: PersonId, today: Day) -> Result<Visibility> {
    let visibility = visible(db, scope, person, today).await?;
    visibility.filter(|visibility| visibility.keeps).ok_or(Error::NotFound)
}

fn from_spans(scope: &Scope, spans: &[Span], today: Day) -> Option<Visibility> {
    let keeper = spans
        .iter()
        .filter(|span| matches!(span.track, Track::Membership | Track::Guest))
        .max_by_key(|span| (span.covers(today), span.track == Track::Membership, span.from))?;
    let keeper = OrganisationId(keeper.organisation);
    let keeps = scope.covers(keeper);
    let within = || spans.iter().filter(|span| scope.covers(OrganisationId(span.organisation)));
    let ended = within()
        .map(|span| span.to.filter(|to| *to <= today))
        .max_by_key(|to| to.map_or((1, None), |to| (0, Some(to))))?;
    // Who left and went nowhere else in the book stays with those who had them last.
    let until = if keeps && ended.is_some() { None } else { ended };
    Some(Visibility { until, keeper, keeps, scope: scope.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Tree;
    use crate::auth::scope::{Kind, Node};
    use crate::rules::standing::Value;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    /// A superior (1) with two committees: 2 with the branches 3 and 4, 5 with the branch 6.
    fn scope(id: i64) -> Scope {
        let node = |id, kind, parent: Option<i64>| Node {
            id: OrganisationId(id),
            kind,
            name: id.to_string(),
            parent: parent.map(OrganisationId),
            current: true,
        };
        Tree::new(
            1,
            vec![
                node(1, Kind::Superior, None),
                node(2, Kind::Committee, Some(1)),
                node(3, Kind::Branch, Some(2)),
                node(4, Kind::Branch, Some(2)),
                node(5, Kind::Committee, Some(1)),
                node(6, Kind::Branch, Some(5)),
            ],
        )
        .scope(OrganisationId(id))
    }

    fn span(track: Track, organisation: i64, from: &str, to: Option<&str>) -> Span {
        Span {
            track,
            value: if track == Track::Guest { Value::Guest } else { Value::Official },
            organisation,
            from: day(from),
            to: to.map(day),
            event: 1,
            admitted_on: None,
            official_on: None,
            due_on: None,
        }
    }

    /// Until when, and whether the keeper, as seen from an organisation on 23/11/2026.
    fn seen(from: i64, spans: &[Span]) -> Option<(Option<Day>, bool)> {
        from_spans(&scope(from), spans, day("2026-11-23")).map(|seen| (seen.until, seen.keeps))
    }

    #[test]
    fn a_member_is_seen_by_their_branch_and_those_above_it_and_by_nobody_else() {
        let spans = [span(Track::Membership, 3, "2020-01-01", None)];
        for (from, expected) in
            [(3, Some((None, true))), (2, Some((None, true))), (1, Some((None, true))), (4, None), (6, None)]
        {
            assert_eq!(seen(from, &spans), expected, "{from}");
        }
    }

    #[test]
    fn the_old_branch_of_a_member_who_moved_reads_up_to_the_end_of_its_own() {
        let moved = day("2024-05-10");
        let spans = [
            span(Track::Membership, 3, "2020-01-01", Some("2024-05-10")),
            span(Track::Membership, 6, "2024-05-10", None),
        ];
        assert_eq!(seen(3, &spans), Some((Some(moved), false)));
        assert_eq!(seen(6, &spans), Some((None, true)));
        assert_eq!(seen(1, &spans), Some((None, true)));
        assert_eq!(seen(4, &spans), None);
        let old = from_spans(&scope(3), &spans, day("2026-11-23")).unwrap();
        assert_eq!(old.day(day("2026-11-23")), day("2024-05-09"));
        assert_eq!(old.day(day("2022-01-01")), day("2022-01-01"));
    }

    #[test]
    fn who_left_the_book_stays_with_the_last_organisation() {
        let spans = [
            span(Track::Membership, 6, "2018-01-01", Some("2020-01-01")),
            span(Track::Membership, 3, "2020-01-01", Some("2024-05-10")),
        ];
        assert_eq!(seen(3, &spans), Some((None, true)));
        assert_eq!(seen(6, &spans), Some((Some(day("2020-01-01")), false)));
    }

    #[test]
    fn the_host_of_a_guest_sees_them_and_the_home_keeps_the_papers() {
        let spans = [
            span(Track::Membership, 3, "2020-01-01", None),
            span(Track::Away, 3, "2026-01-01", None),
            span(Track::Guest, 6, "2026-01-01", None),
        ];
        assert_eq!(seen(6, &spans), Some((None, false)));
        assert_eq!(seen(3, &spans), Some((None, true)));
        assert_eq!(seen(6, &[span(Track::Guest, 6, "2026-01-01", None)]), Some((None, true)), "a guest from outside");
    }
}
