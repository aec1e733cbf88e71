//! The list itself, in its two shapes: collect what matches and sort it, or walk the order and test each person.

use sqlx::PgConnection;

use super::matching::{away, every_away, own_membership, people_match, spans_match, time};
use super::{From, ONE_MORE, Row, Selection, Sort, Sql};
use crate::Result;
use crate::ids::{OrganisationId, PersonId};
use crate::roster::Filter;

const PERSON: &str = "m.person, pv.full_name, pv.given_name, pv.family_name, pv.born_on, pv.gender, m.organisation, \
    m.value, ";
const MEMBERSHIP: &str = "m.admitted_on, m.official_on, ";
/// Of a guest who is a member of another branch of ours, the days stand in that membership.
const GUEST: &str = "coalesce(m.admitted_on, own.admitted_on) as admitted_on, \
    coalesce(m.official_on, own.official_on) as official_on, ";
const REST: &str = "away.person is not null as away, coalesce(away.due_on, m.due_on) as due_on, pv.card_number, \
    pv.card_sealed, pv.citizen_id_sealed";

/// Collects what matches, sorts and numbers it.
pub(super) fn collect(selection: &Selection, from: From, limit: Option<i64>) -> Sql {
    let mut sql = Sql::new("with ");
    let by_name = !selection.filter.q.is_empty();
    if by_name {
        sql.push(
            "pv as materialized (select pv.person, pv.full_name, pv.given_name, pv.family_name, pv.middle_name, \
             pv.born_on, pv.gender, pv.card_number, pv.card_sealed, pv.citizen_id_sealed from person_versions as pv where ",
        );
        people_match(&mut sql, selection);
        sql.push("), ");
    } else {
        sql.push(
            "m as materialized (select m.person, m.organisation, m.value, m.admitted_on, m.official_on, m.due_on \
             from spans as m where ",
        );
        spans_match(&mut sql, selection);
        sql.push("), ");
    }
    sql.push("numbered as (select ").push(PERSON).push(if selection.filter.of_guests() { GUEST } else { MEMBERSHIP });
    sql.push(REST).push(", row_number() over (order by ");
    if by_name && selection.filter.sort == Sort::Name {
        exact_first(&mut sql, &selection.filter);
    }
    order(&mut sql, &selection.filter, selection.filter.descending);
    sql.push(") as number ");
    if by_name {
        sql.push("from pv join spans as m on m.person = pv.person and ");
        spans_match(&mut sql, selection);
    } else {
        sql.push("from m join person_versions as pv on pv.person = m.person and ");
        people_match(&mut sql, selection);
    }
    every_away(&mut sql, selection.when);
    if selection.filter.of_guests() {
        own_membership(&mut sql, selection.when);
    }
    if selection.filter.sort == Sort::Branch {
        sql.push(" left join organisation_versions as o on o.organisation = m.organisation and ");
        time(&mut sql, "o", selection.when);
    }
    sql.push(") select * from numbered");
    match from {
        From::Start | From::End => {}
        From::After(person) => {
            sql.push(" where number > coalesce((select number from numbered where person = ")
                .push_bind(person)
                .push("), 0)");
        }
        From::Before(person) => {
            sql.push(" where number < (select number from numbered where person = ").push_bind(person).push(")");
        }
    }
    sql.push(if from.backwards() { " order by number desc" } else { " order by number" });
    if let Some(limit) = limit {
        sql.push(" limit ").push_bind(limit);
    }
    sql
}

/// Walks the order from where the page begins and tests each person.
pub(super) async fn walk(db: &mut PgConnection, selection: &Selection, from: From) -> Result<Vec<Row>> {
    let anchor = match from {
        From::After(person) | From::Before(person) => anchor(db, selection, person).await?,
        From::Start | From::End => None,
    };
    Ok(walk_statement(selection, from, anchor.as_ref())
        .build_query_as::<Row>()
        .persistent(selection.when.now)
        .fetch_all(db)
        .await?)
}

fn walk_statement(selection: &Selection, from: From, anchor: Option<&Anchor>) -> Sql {
    let filter = &selection.filter;
    let descending = filter.descending != from.backwards();
    let mut sql = Sql::new("select ");
    sql.push(PERSON).push(MEMBERSHIP).push(REST).push(", null::bigint as number from ");
    if filter.sort == Sort::AdmittedOn {
        sql.push("spans as m cross join lateral (select * from person_versions as pv where pv.person = m.person and ");
        people_match(&mut sql, selection);
        sql.push(" limit 1) as pv");
    } else {
        sql.push("person_versions as pv cross join lateral (select * from spans as m where m.person = pv.person and ");
        spans_match(&mut sql, selection);
        sql.push(" limit 1) as m");
    }
    away(&mut sql, selection.when);
    sql.push(" where ");
    if filter.sort == Sort::AdmittedOn {
        spans_match(&mut sql, selection);
    } else {
        people_match(&mut sql, selection);
    }
    if let Some(anchor) = anchor {
        let than = if descending { " < (" } else { " > (" };
        sql.push(" and (").push(keys(filter).join(", ")).push(")").push(than);
        match filter.sort {
            Sort::Name | Sort::Branch => {
                sql.push_bind(anchor.given_name.clone()).push(", ");
                sql.push_bind(anchor.family_name.clone()).push(", ");
                sql.push_bind(anchor.middle_name.clone());
            }
            Sort::BornOn => {
                sql.push_bind(anchor.born_on.clone());
            }
            Sort::AdmittedOn => {
                sql.push_bind(anchor.admitted_on.clone().unwrap_or_default());
            }
        }
        sql.push(", ").push_bind(anchor.person).push(")");
    }
    sql.push(" order by ");
    order(&mut sql, filter, descending);
    sql.push(" limit ").push_bind(ONE_MORE);
    sql
}

/// The order by branch: the branches in order of name, a few at a time until the page is full.
pub(super) async fn by_branch(db: &mut PgConnection, selection: &Selection, from: From) -> Result<Vec<Row>> {
    let mut branches = branches_in_order(db, selection).await?;
    if selection.filter.descending != from.backwards() {
        branches.reverse();
    }
    let mut from = from;
    if let From::After(person) | From::Before(person) = from {
        match anchor(db, selection, person).await? {
            Some(anchor) => {
                let at = branches.iter().position(|branch| *branch == anchor.organisation.0).unwrap_or_default();
                branches.drain(..at);
            }
            None => from = From::Start,
        }
    }
    let (mut rows, mut taken, mut size) = (Vec::new(), 0, 4);
    let wanted = usize::try_from(ONE_MORE).unwrap_or_default();
    while rows.len() < wanted && taken < branches.len() {
        let some = &branches[taken..branches.len().min(taken + size)];
        let part = Selection { organisations: Some(some.to_vec()), ..selection.clone() };
        rows.extend(
            collect(&part, from, Some(ONE_MORE))
                .build_query_as::<Row>()
                .persistent(part.when.now)
                .fetch_all(&mut *db)
                .await?,
        );
        taken += some.len();
        size *= 2;
        from = if from.backwards() { From::End } else { From::Start };
    }
    rows.truncate(wanted);
    for row in &mut rows {
        // The numbers are those of a few branches, not of the list.
        row.number = None;
    }
    Ok(rows)
}

async fn branches_in_order(db: &mut PgConnection, selection: &Selection) -> Result<Vec<i64>> {
    let mut sql = Sql::new("select o.organisation from organisation_versions as o where ");
    time(&mut sql, "o", selection.when);
    if let Some(ids) = &selection.organisations {
        sql.push(" and o.organisation = any(").push_bind(ids.clone()).push(")");
    }
    sql.push(" order by o.name, o.organisation");
    Ok(sql.build_query_scalar().persistent(selection.when.now).fetch_all(db).await?)
}

/// Where a person stands in the order.
#[derive(sqlx::FromRow)]
struct Anchor {
    person: PersonId,
    organisation: OrganisationId,
    given_name: String,
    family_name: String,
    middle_name: String,
    born_on: String,
    admitted_on: Option<String>,
}

async fn anchor(db: &mut PgConnection, selection: &Selection, person: PersonId) -> Result<Option<Anchor>> {
    let mut sql = Sql::new(
        "select pv.person, m.organisation, pv.given_name, pv.family_name, pv.middle_name, pv.born_on, m.admitted_on \
         from person_versions as pv join spans as m on m.person = pv.person and m.track = 'membership' and ",
    );
    time(&mut sql, "m", selection.when);
    sql.push(" where pv.person = ").push_bind(person).push(" and ");
    time(&mut sql, "pv", selection.when);
    Ok(sql.build_query_as().persistent(selection.when.now).fetch_optional(db).await?)
}

/// The keys of an order, the last of which tells any two people apart.
fn keys(filter: &Filter) -> Vec<&'static str> {
    match filter.sort {
        Sort::Name => vec!["pv.given_name", "pv.family_name", "pv.middle_name", "pv.person"],
        Sort::BornOn => vec!["pv.born_on", "pv.person"],
        Sort::AdmittedOn if filter.of_guests() => {
            vec!["coalesce(m.admitted_on, own.admitted_on, '')", "m.person"]
        }
        Sort::AdmittedOn => vec!["coalesce(m.admitted_on, '')", "m.person"],
        Sort::Branch => {
            vec!["o.name", "m.organisation", "pv.given_name", "pv.family_name", "pv.middle_name", "pv.person"]
        }
    }
}

fn order(sql: &mut Sql, filter: &Filter, descending: bool) {
    let direction = if descending { " desc" } else { "" };
    let keys: Vec<_> = keys(filter).into_iter().map(|key| format!("{key}{direction}")).collect();
    sql.push(keys.join(", "));
}

/// A name that is written as it was searched for comes first: the whole name, then a part of it.
fn exact_first(sql: &mut Sql, filter: &Filter) {
    let typed = filter.q.to_lowercase();
    sql.push("lower(pv.full_name) <> ").push_bind(typed.clone());
    sql.push(", strpos(' ' || lower(pv.full_name) || ' ', ' ' || ").push_bind(typed.clone());
    sql.push(" || ' ') = 0, strpos(lower(pv.full_name), ").push_bind(typed).push(") = 0, ");
}
