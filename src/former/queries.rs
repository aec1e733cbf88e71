//! The statement of who was in the book once. It is composed: with a name the people who bear it are found first,
//! few of them, and their spans tested; without one those spans are tested that ended last.

use sqlx::{PgConnection, Postgres, QueryBuilder};

use super::{Former, PAGE, Place};
use crate::Result;
use crate::roster::{Filter, queries::matches_words};
use crate::rules::standing::Kind;

/// One more than a page shows tells whether there are others.
const ONE_MORE: i64 = PAGE + 1;

/// How many of the spans that ended last are looked at for a page: most of them ended because somebody became official
/// or moved. Where they are too few, more; at last all.
const LOOKED_AT: [Option<i64>; 3] = [Some(20 * ONE_MORE), Some(400 * ONE_MORE), None];

/// What is asked for: the viewer's organisations and those of the branch (none: all there are), and from where on.
pub(super) struct Wanted<'a> {
    pub filter: &'a Filter,
    pub scope: Option<&'a [i64]>,
    pub branch: Option<&'a [i64]>,
    pub place: Place,
}

/// One page, newest departure first, and whether there is more in the direction of the place.
pub(super) async fn page(db: &mut PgConnection, wanted: &Wanted<'_>) -> Result<(Vec<Former>, bool)> {
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let mut rows: Vec<Former> = Vec::new();
    for looked_at in LOOKED_AT {
        // Of those with a name all are looked at: they are few.
        if looked_at.is_none() || wanted.filter.q.is_empty() {
            rows = composed(wanted, looked_at).build_query_as().fetch_all(&mut *db).await?;
        }
        if rows.len() > most {
            break;
        }
    }
    let more = rows.len() > most;
    rows.truncate(most);
    if wanted.place.is_before() {
        rows.reverse();
    }
    Ok((rows, more))
}

/// Who may have no span left though something was recorded: of whom an event was voided, or whose admission was
/// cancelled on the day of its ceremony.
const CANCELLED_OR_VOIDED: &str = "v.person from (select person from events where voids is not null \
    union all select person from events where kind in ('readmitted', 'admission_cancelled')) as v";

/// The statement; `looked_at` of the spans that ended last are tested, none: all.
fn composed(wanted: &Wanted<'_>, looked_at: Option<i64>) -> QueryBuilder<Postgres> {
    let Wanted { filter, scope, branch, place } = *wanted;
    let named = !filter.q.is_empty();
    let direction = if place.is_before() { "asc" } else { "desc" };
    let mut sql = QueryBuilder::new("with ");
    if named {
        // A card counts as it is now; a name as it was on the last day.
        let valid = if filter.card_number().is_some() { "daterange(null, null)" } else { "pv.valid" };
        sql.push(format_args!(
            "named as materialized (select pv.person, {valid} as valid from person_versions as pv \
             where upper_inf(pv.known)"
        ));
        if filter.card_number().is_some() {
            sql.push(" and upper_inf(pv.valid)");
        }
        matches_words(&mut sql, filter);
        sql.push("), ");
    }
    sql.push(
        "latest as materialized (select s.person, s.organisation, upper(s.valid) as left_on, s.track from spans as s \
         where upper_inf(s.known) and not upper_inf(s.valid) and s.track in ('membership', 'guest')",
    );
    if named {
        sql.push(" and s.person in (select named.person from named)");
    }
    within(&mut sql, "s", scope);
    within(&mut sql, "s", branch);
    beyond(&mut sql, "upper(s.valid), s.person", place);
    if let Some(looked_at) = looked_at {
        sql.push(format_args!(" order by upper(s.valid) {direction}, s.person {direction} limit {looked_at}"));
    }
    // The last place of each within the scope, of those who have none there now.
    sql.push(
        "), ended as (select s.person, s.organisation, s.left_on, s.track from latest as s \
         where not exists (select from spans as o where o.person = s.person and upper_inf(o.known) \
         and o.track in ('membership', 'guest') and (upper_inf(o.valid) or upper(o.valid) > s.left_on \
         or (upper(o.valid) = s.left_on and o.track > s.track))",
    );
    within(&mut sql, "o", scope);
    // Whose every event was voided: the day on which the last of it was said.
    sql.push(
        ")), mistaken as (select p.person, last.organisation, \
         (said.at at time zone 'Asia/Ho_Chi_Minh')::date as left_on, 'none' as track from (select distinct ",
    );
    sql.push(if named { "named.person from named" } else { CANCELLED_OR_VOIDED });
    sql.push(
        ") as p cross join lateral (select e.organisation from events as e where e.person = p.person \
         and e.organisation is not null",
    );
    within(&mut sql, "e", scope);
    sql.push(
        " order by e.effective_on desc, e.id desc limit 1) as last \
         cross join lateral (select max(e.recorded_at) as at from events as e where e.person = p.person) as said \
         where not exists (select from spans as o where o.person = p.person and upper_inf(o.known))), \
         page as (select l.* from (select * from ended union all select * from mistaken) as l where true",
    );
    within(&mut sql, "l", branch);
    beyond(&mut sql, "l.left_on, l.person", place);
    if named {
        sql.push(
            " and exists (select from named where named.person = l.person \
             and (l.track = 'none' or named.valid @> (l.left_on - 1)))",
        );
    }
    if looked_at.is_some() {
        // What lies with the last of those that were looked at, or beyond, is not in its order yet.
        let (last, sign) = if place.is_before() { ("max", "<") } else { ("min", ">") };
        sql.push(format_args!(" and l.left_on {sign} (select {last}(latest.left_on) from latest)"));
    }
    sql.push(format_args!(" order by l.left_on {direction}, l.person {direction} limit {ONE_MORE}) "));
    sql.push("select page.person, pv.full_name, pv.given_name, pv.born_on, page.organisation, page.left_on, ");
    sql.push("case page.track when 'guest' then ").push_bind(Kind::GuestEnded.code());
    sql.push(
        " when 'membership' then (select e.kind from events as e where e.person = page.person \
         and e.effective_on = page.left_on and e.organisation = page.organisation and e.kind = any(",
    );
    let exits = Kind::ALL.into_iter().filter(|kind| kind.is_exit() || *kind == Kind::Moved);
    sql.push_bind(exits.map(Kind::code).collect::<Vec<_>>());
    sql.push(
        ") and not exists (select from events as v where v.voids = e.id) order by e.id desc limit 1) \
         else (select e.kind from events as e where e.person = page.person and e.kind = 'admission_cancelled' \
         and not exists (select from events as v where v.voids = e.id) order by e.id desc limit 1) end as kind \
         from page join person_versions as pv on pv.person = page.person and upper_inf(pv.known) \
         and case page.track when 'none' then upper_inf(pv.valid) else pv.valid @> (page.left_on - 1) end ",
    );
    sql.push(format_args!("order by page.left_on {direction}, page.person {direction}"));
    sql
}

/// That a row, by its day and person, lies beyond the place from which the page goes on.
fn beyond(sql: &mut QueryBuilder<Postgres>, row: &str, place: Place) {
    let (sign, day, person) = match place {
        Place::First => return,
        Place::After(day, person) => ("<", day, person),
        Place::Before(day, person) => (">", day, person),
    };
    sql.push(format_args!(" and ({row}) {sign} (")).push_bind(day).push(", ").push_bind(person).push(")");
}

/// That a row's organisation is one of these; none: any.
fn within(sql: &mut QueryBuilder<Postgres>, alias: &str, organisations: Option<&[i64]>) {
    if let Some(ids) = organisations {
        sql.push(format_args!(" and {alias}.organisation = any(")).push_bind(ids.to_vec()).push(")");
    }
}
