//! What must hold of a person and of a span: the conditions that the list and its figures share.

use super::{Filter, Selection, Sql, Temporary, When};
use crate::rules::Day;

/// The people and spans that match, joined.
pub(super) fn joined(sql: &mut Sql, selection: &Selection) {
    sql.push("from (select * from spans as m where ");
    spans_match(sql, selection);
    sql.push(") as m join person_versions as pv on pv.person = m.person and ");
    people_match(sql, selection);
}

/// What must hold of a span `m`.
pub(super) fn spans_match(sql: &mut Sql, selection: &Selection) {
    let filter = &selection.filter;
    sql.push(match filter.temporary {
        Some(Temporary::In) => "m.track = 'guest' and m.value = 'guest' and ",
        _ => "m.track = 'membership' and ",
    });
    time(sql, "m", selection.when);
    if let Some(standing) = filter.standing {
        sql.push(format_args!(" and m.value = '{}'", standing.code()));
    }
    if filter.of_guests() {
        // Who is a member of the selection itself, and in another branch of it for a time, is no guest of it. They
        // are asked one by one (`offset` keeps it so): joined, the planner would read every member.
        sql.push(
            " and not exists (select from spans as own where own.person = m.person and own.track = 'membership' and ",
        );
        time_of_one(sql, "own", selection.when);
        if let Some(ids) = &selection.organisations {
            sql.push(" and own.organisation = any(").push_bind(ids.clone()).push(")");
        }
        sql.push(" offset 0)");
    }
    if filter.temporary == Some(Temporary::Out) {
        sql.push(" and m.person in (select a.person from spans as a where a.track = 'away' and a.value = 'away' and ");
        time(sql, "a", selection.when);
        sql.push(")");
    }
    if let Some(ids) = &selection.organisations {
        sql.push(" and m.organisation = any(").push_bind(ids.clone()).push(")");
    }
}

/// What must hold of a person's version `pv`.
pub(super) fn people_match(sql: &mut Sql, selection: &Selection) {
    let filter = &selection.filter;
    time(sql, "pv", selection.when);
    if let Some(gender) = filter.gender {
        sql.push(format_args!(" and pv.gender = '{}'", gender.code()));
    }
    matches_words(sql, filter);
}

/// That a version `pv` has the words or the card number of a search, if there is one.
pub fn matches_words(sql: &mut Sql, filter: &Filter) {
    if filter.q.is_empty() {
        return;
    }
    if let Some(number) = filter.card_number() {
        sql.push(" and pv.card_number = ").push_bind(number);
        return;
    }
    let words = filter.words();
    if words.is_empty() {
        sql.push(" and false");
        return;
    }
    sql.push(" and to_tsvector('simple', pv.search) @@ to_tsquery('simple', ");
    sql.push("replace(trim(regexp_replace(fold(").push_bind(words.join(" "));
    sql.push("), '\\s+', ' ', 'g')), ' ', ' & ') || ':*')");
}

/// Whether a row `alias` is so at that instant. A statement that says so is planned with the day in it, every time
/// (`persistent` is for now alone): of a day it does not know, the planner believes that it leaves hardly anyone, and
/// reads the book through.
pub(super) fn time(sql: &mut Sql, alias: &str, when: When) {
    match when.known {
        None => sql.push(format_args!("upper_inf({alias}.known)")),
        Some(instant) => sql.push(format_args!("{alias}.known @> ")).push_bind(instant),
    };
    if when.now {
        sql.push(format_args!(" and upper_inf({alias}.valid)"));
    } else {
        sql.push(format_args!(" and {alias}.valid @> ")).push_bind::<Day>(when.day);
    }
}

/// The same of the rows of one person: by a function, since to the planner an operator on the range is a reason to
/// look for the few rows of somebody in the index of ranges, where that takes several times as long.
fn time_of_one(sql: &mut Sql, alias: &str, when: When) {
    if when.known.is_some() || when.now {
        return time(sql, alias, when);
    }
    sql.push(format_args!("upper_inf({alias}.known) and range_contains_elem({alias}.valid, "));
    sql.push_bind::<Day>(when.day).push(")");
}

/// Whether members are away, and until when, for all that were collected.
pub(super) fn every_away(sql: &mut Sql, when: When) {
    sql.push(" left join spans as away on away.person = m.person and away.track = 'away' and ");
    time(sql, "away", when);
}

/// Whether one member is away, and until when; a person is away once at a time.
pub(super) fn away(sql: &mut Sql, when: When) {
    sql.push(
        " left join lateral (select a.person, a.due_on from spans as a where a.person = m.person \
         and a.track = 'away' and ",
    );
    time(sql, "a", when);
    sql.push(" limit 1) as away on true");
}

/// The membership with us that a guest may have, in another branch.
pub(super) fn own_membership(sql: &mut Sql, when: When) {
    sql.push(
        " left join lateral (select own.admitted_on, own.official_on from spans as own where own.person = m.person \
         and own.track = 'membership' and ",
    );
    time_of_one(sql, "own", when);
    sql.push(" limit 1) as own on true");
}
