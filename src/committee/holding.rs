//! Who can hold a post, and who holds it.

use sqlx::PgConnection;

use super::{Kind, Post, PostContent, Term, queries};
use crate::Result;
use crate::auth::Tree;
use crate::book;
use crate::choosing;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::ledger;
use crate::rules::Day;
use crate::rules::standing::{Span, Track, Value};
use crate::web::{With, t};

/// Somebody with a post on a day.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The post.
    pub post: Post,
    /// Their name on that day.
    pub full_name: String,
    /// Whether they are a member of the organisation that day: who is none holds it no more, whatever the book says.
    pub is_member: bool,
}

/// Who holds which post of some organisations on a day, those who are no members any more included, the highest first.
pub(super) async fn holders(
    db: &mut PgConnection,
    tree: &Tree,
    organisations: &[i64],
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<Holder>> {
    let mut posts = queries::posts(&mut *db, organisations, known).await?;
    posts.retain(|post| post.covers(day));
    let people: Vec<_> = posts.iter().map(|post| post.person).collect();
    // Of the days before its first the book knows no member; who was carried over was one.
    let judged_on = book::opens_on(&mut *db).await?.map_or(day, |opens_on| day.max(opens_on));
    let places = queries::memberships(&mut *db, &people, judged_on, known).await?;
    let names = choosing::names(db, &people, day, known).await?;
    let mut holders: Vec<_> = posts
        .into_iter()
        .map(|post| {
            let within = tree.scope(post.organisation);
            let is_member = places.iter().any(|(person, place)| *person == post.person && within.holds(*place));
            Holder { full_name: names.get(&post.person).cloned().unwrap_or_default(), is_member, post }
        })
        .collect();
    holders.sort_by(|one, other| {
        let order = |holder: &Holder| (holder.post.content.kind, holder.post.content.from, holder.post.id);
        order(one).cmp(&order(other))
    });
    Ok(holders)
}

/// The first day from `from` until before `until` (none: today included) on which somebody is no member of the
/// organisations within.
pub(super) fn first_gap(
    spans: &[Span],
    within: impl Fn(OrganisationId) -> bool,
    from: Day,
    until: Option<Day>,
    today: Day,
) -> Option<Day> {
    let end = until.unwrap_or_else(|| today.succ());
    let mut at = from;
    while at < end {
        let here = |span: &&Span| {
            span.track == Track::Membership && span.covers(at) && within(OrganisationId(span.organisation))
        };
        match spans.iter().find(here) {
            Some(span) => at = span.to?,
            None => return Some(at),
        }
    }
    None
}

/// What was found of a post that is to be written.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What forbids it.
    pub wrong: Option<(Field, String)>,
    /// What a committee may still decide: a code and a sentence.
    pub doubts: Vec<(&'static str, String)>,
}

/// Which field of a post is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Person,
    To,
}

/// A post that is to be written, and those beside it.
pub(super) struct Asked<'a> {
    pub tree: &'a Tree,
    pub organisation: OrganisationId,
    pub person: PersonId,
    pub full_name: &'a str,
    pub content: &'a PostContent,
    /// The other posts of the organisation, as they will be.
    pub others: &'a [(PersonId, PostContent)],
    pub today: Day,
}

/// Judges a post: its holder is a member all the time, holds it once, is official, and there is but one secretary.
pub(super) async fn judge(db: &mut PgConnection, asked: &Asked<'_>) -> Result<Found> {
    let Asked { content, full_name, .. } = asked;
    let opens_on = book::opens_on(&mut *db).await?;
    let spans = ledger::spans(db, asked.person).await?;
    let within = asked.tree.scope(asked.organisation);
    let mut found = Found::default();
    // Of the days before its first the book knows no member; who was carried over was one.
    let from = opens_on.map_or(content.from, |opens_on| content.from.max(opens_on));
    let gap = first_gap(&spans, |place| within.holds(place), from, content.to, asked.today);
    if let Some(day) = gap {
        let name = asked.tree.name(asked.organisation);
        let here = spans.iter().filter(|span| span.track == Track::Membership);
        let here = here.filter(|span| within.holds(OrganisationId(span.organisation)));
        let (sentence, field) = if day > from {
            let sentence = t(
                "Từ ngày {day} {name} không còn là đảng viên của {organisation}. Ghi ngày thôi giữ không muộn hơn ngày đó.",
            );
            (sentence.with("day", day), Field::To)
        } else if let Some(joined) = here.clone().map(|span| span.from).filter(|joined| *joined > from).min() {
            let sentence =
                t("{name} là đảng viên của {organisation} từ ngày {joined}: không thể giữ chức vụ ở đó từ ngày {day}.");
            (sentence.with("joined", joined).with("day", content.from), Field::Person)
        } else if let Some(left) = here.filter_map(|span| span.to).max() {
            let sentence = t(
                "{name} thôi là đảng viên của {organisation} từ ngày {left}: không thể giữ chức vụ ở đó từ ngày {day}.",
            );
            (sentence.with("left", left).with("day", content.from), Field::Person)
        } else {
            let sentence = t("{name} không là đảng viên của {organisation} vào ngày {day}.");
            (sentence.with("day", content.from), Field::Person)
        };
        found.wrong = Some((field, sentence.with("organisation", name).with("name", full_name)));
        return Ok(found);
    }
    let overlap = |other: &PostContent| {
        other.to.is_none_or(|to| content.from < to) && content.to.is_none_or(|to| other.from < to)
    };
    let twice = |(person, other): &&(PersonId, PostContent)| {
        *person == asked.person && other.kind == content.kind && overlap(other)
    };
    if asked.others.iter().any(|other| twice(&other)) {
        let sentence = t("{name} đã giữ chức vụ này trong thời gian đó. Sửa mục đã ghi, không ghi thêm.");
        found.wrong = Some((Field::Person, sentence.with("name", full_name)));
        return Ok(found);
    }
    let is_probationary = spans.iter().any(|span| span.covers(from) && span.value == Value::Probationary);
    if is_probationary {
        let sentence = t("{name} là đảng viên dự bị vào ngày {day}: chưa được ứng cử vào cấp ủy.");
        found.doubts.push(("probationary_post", sentence.with("day", content.from).with("name", full_name)));
    }
    if content.kind == Kind::Secretary {
        let both = asked
            .others
            .iter()
            .find(|(person, other)| *person != asked.person && other.kind == Kind::Secretary && overlap(other));
        if both.is_some() {
            let sentence =
                t("{organisation} có hai bí thư cùng một thời gian. Ghi ngày thôi giữ của người trước, hoặc xác nhận.");
            found.doubts.push(("two_secretaries", sentence.with("organisation", asked.tree.name(asked.organisation))));
        }
    }
    Ok(found)
}

/// What a committee may still decide of a post that begins before the congress of its term.
pub(super) fn before_its_congress(content: &PostContent, terms: &[Term]) -> Option<(&'static str, String)> {
    let term = terms.iter().find(|term| Some(term.id) == content.term)?;
    let held_on = term.content.held_on;
    (content.from < held_on).then(|| {
        let sentence = t(
            "Chức vụ ghi từ ngày {day}, trước đại hội của nhiệm kỳ này (ngày {held}). Sửa ngày, chọn nhiệm kỳ khác, hoặc xác nhận.",
        );
        ("post_before_congress", sentence.with("day", content.from).with("held", held_on))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    fn span(organisation: i64, from: &str, to: Option<&str>) -> Span {
        Span {
            track: Track::Membership,
            value: Value::Official,
            organisation,
            from: day(from),
            to: to.map(day),
            event: 1,
            admitted_on: None,
            official_on: None,
            due_on: None,
        }
    }

    #[test]
    fn a_post_needs_a_membership_of_all_its_days() {
        let spans = [span(3, "2018-01-01", Some("2020-06-01")), span(4, "2020-06-01", Some("2022-01-01"))];
        let today = day("2026-11-23");
        let gap = |within: &[i64], from: &str, until: Option<&str>| {
            first_gap(&spans, |place| within.contains(&place.0), day(from), until.map(day), today)
        };
        assert_eq!(gap(&[3, 4], "2019-01-01", Some("2021-01-01")), None, "moved within");
        assert_eq!(gap(&[3], "2019-01-01", Some("2021-01-01")), Some(day("2020-06-01")), "moved away");
        assert_eq!(gap(&[3, 4], "2019-01-01", Some("2022-01-01")), None, "until the day of leaving");
        assert_eq!(gap(&[3, 4], "2019-01-01", Some("2022-01-02")), Some(day("2022-01-01")));
        assert_eq!(gap(&[3, 4], "2019-01-01", None), Some(day("2022-01-01")), "still, but has left");
        assert_eq!(gap(&[3, 4], "2017-12-31", Some("2018-06-01")), Some(day("2017-12-31")), "before the book");
        let open = [span(3, "2018-01-01", None)];
        assert_eq!(first_gap(&open, |_| true, day("2018-01-01"), None, today), None);
    }
}
