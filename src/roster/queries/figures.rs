//! The figures over the list: how many there are, each with the other filters kept.

use sqlx::PgConnection;

use super::matching::{every_away, joined, people_match, spans_match, time};
use super::{EXACT, Filter, Selection, Sql, Temporary, people};
use crate::Result;
use crate::roster::Figures;
use crate::rules::Gender;
use crate::rules::standing::Standing;

/// The figures of the search, each with the other filters kept.
pub async fn figures(db: &mut PgConnection, selection: &Selection) -> Result<Figures> {
    let filter = &selection.filter;
    let base = Selection { filter: filter.all(), ..selection.clone() };
    let guests = Selection { filter: filter.with_temporary(Some(Temporary::In)), ..selection.clone() };
    let guests =
        count(&guests, EXACT + 1).build_query_scalar().persistent(selection.when.now).fetch_one(&mut *db).await?;
    let mut figures = if filter.q.is_empty() && selection.organisations.is_none() && people(db).await? > 4 * EXACT {
        Figures { all: EXACT + 1, ..Figures::default() }
    } else {
        let (all, women, probationary, away, listed) = base_figures(&base, filter)
            .build_query_as::<(i64, i64, i64, i64, i64)>()
            .persistent(selection.when.now)
            .fetch_one(&mut *db)
            .await?;
        Figures { all, women, probationary, away, guests, listed }
    };
    figures.guests = guests;
    if figures.all > EXACT {
        for (figure, filter) in [
            (&mut figures.all, filter.all()),
            (&mut figures.women, filter.with_gender(Some(Gender::Female))),
            (&mut figures.probationary, filter.with_standing(Some(Standing::Probationary))),
            (&mut figures.away, filter.with_temporary(Some(Temporary::Out))),
            (&mut figures.listed, filter.clone()),
        ] {
            let part = Selection { filter, ..selection.clone() };
            *figure =
                count(&part, EXACT + 1).build_query_scalar().persistent(selection.when.now).fetch_one(&mut *db).await?;
        }
    }
    if filter.temporary == Some(Temporary::In) {
        figures.listed = guests;
        // Among guests the other gender's figure counts guests, too: it leads to them.
        let women = Selection { filter: filter.with_gender(Some(Gender::Female)), ..selection.clone() };
        figures.women =
            count(&women, EXACT + 1).build_query_scalar().persistent(selection.when.now).fetch_one(&mut *db).await?;
    }
    Ok(figures)
}

/// All figures of a search that is not longer than can be counted.
fn base_figures(base: &Selection, filter: &Filter) -> Sql {
    let gender = match filter.gender {
        None => "true",
        Some(Gender::Female) => "gender = 'female'",
        Some(Gender::Male) => "gender = 'male'",
    };
    let standing = match filter.standing {
        None => "true",
        Some(Standing::Probationary) => "value = 'probationary'",
        Some(Standing::Official) => "value = 'official'",
    };
    let away_only = if filter.temporary == Some(Temporary::Out) { "away" } else { "true" };
    let mut sql = Sql::new("select count(*), ");
    sql.push(format_args!("count(*) filter (where gender = 'female' and {standing} and {away_only}), "));
    sql.push(format_args!("count(*) filter (where value = 'probationary' and {gender} and {away_only}), "));
    sql.push(format_args!("count(*) filter (where away and {gender} and {standing}), "));
    sql.push(format_args!("count(*) filter (where {gender} and {standing} and {away_only}) "));
    sql.push("from (select m.value, pv.gender, away.person is not null as away ");
    if base.filter.q.is_empty() {
        // Everyone has a version: so many spans are so many people, and the planner knows how few.
        sql.push("from (select * from spans as m where ");
        spans_match(&mut sql, base);
        sql.push(" limit ").push_bind(EXACT + 1).push(") as m join person_versions as pv on pv.person = m.person and ");
        people_match(&mut sql, base);
    } else {
        joined(&mut sql, base);
    }
    every_away(&mut sql, base.when);
    sql.push(" limit ").push_bind(EXACT + 1).push(") as base");
    sql
}

/// How many are selected, up to `cap`.
pub(super) fn count(selection: &Selection, cap: i64) -> Sql {
    let mut sql = Sql::new("select count(*) from (select 1 ");
    let filter = &selection.filter;
    if !filter.q.is_empty() || (filter.gender.is_some() && cap > EXACT + 1) {
        joined(&mut sql, selection);
    } else if filter.gender.is_some() {
        // Few enough to ask of each; joined, the planner would read everyone.
        sql.push(
            "from spans as m cross join lateral (select 1 from person_versions as pv where pv.person = m.person and ",
        );
        people_match(&mut sql, selection);
        sql.push(" limit 1) as pv where ");
        spans_match(&mut sql, selection);
        let of_a_past_day = !selection.when.now && selection.when.known.is_none();
        if of_a_past_day && selection.organisations.is_none() && filter.standing.is_none() {
            // Asked one after another as they are numbered, their versions lie side by side: half the time.
            sql.push(" order by m.person");
        }
    } else if filter.temporary == Some(Temporary::Out) && filter.standing.is_none() {
        // Only a member is away, and from home: the spans of the absence count the same people.
        sql.push("from spans as a where a.track = 'away' and a.value = 'away' and ");
        time(&mut sql, "a", selection.when);
        if let Some(ids) = &selection.organisations {
            sql.push(" and a.organisation = any(").push_bind(ids.clone()).push(")");
        }
    } else {
        sql.push("from spans as m where ");
        spans_match(&mut sql, selection);
    }
    sql.push(" limit ").push_bind(cap).push(") as counted");
    sql
}
