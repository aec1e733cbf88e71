//! The statements of the list of events. They are composed: the newest of a few organisations are looked for in each
//! of them, those of many are met by walking the days of the whole book. A test runs every shape of them.

use sqlx::{PgConnection, Postgres, QueryBuilder};

use super::{Filter, PAGE, Place, Row};
use crate::Result;
use crate::ids::EventId;
use crate::roster::EXACT;
use crate::rules::Day;

/// One more than a page shows tells whether there are others.
const ONE_MORE: i64 = PAGE + 1;
/// Up to so many organisations, the newest of each are looked for.
const FEW: usize = 200;

type Sql = QueryBuilder<Postgres>;

/// The position of an event in the order, and whether what lies after it is wanted, or what lies before.
type Position = (Day, EventId, bool);

/// A page of the list, and whether there is more in the direction of the place.
pub(super) async fn page(
    db: &mut PgConnection,
    filter: &Filter,
    organisations: Option<&[i64]>,
    place: Place,
) -> Result<(Vec<Row>, bool)> {
    let position = position(&mut *db, place).await?;
    let mut rows: Vec<Row> =
        told(filter, organisations, position, Some(ONE_MORE)).build_query_as().fetch_all(db).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    if matches!(place, Place::Before(_)) {
        rows.reverse();
    }
    Ok((rows, more))
}

/// Every line of the list, the newest first.
pub(super) fn whole(filter: &Filter, organisations: Option<&[i64]>) -> Sql {
    told(filter, organisations, None, None)
}

/// How many there are, counted to one past [`EXACT`] or as far as is said.
pub(super) async fn length(
    db: &mut PgConnection,
    filter: &Filter,
    organisations: Option<&[i64]>,
    most: Option<i64>,
) -> Result<i64> {
    let mut sql = Sql::new("select count(*) from (");
    found(&mut sql, filter, organisations, None, Some(most.unwrap_or(EXACT + 1)));
    sql.push(") as found");
    Ok(sql.build_query_scalar().fetch_one(db).await?)
}

/// Where an event stands; nothing at the beginning, and of one that is not there.
async fn position(db: &mut PgConnection, place: Place) -> Result<Option<Position>> {
    let (event, after) = match place {
        Place::First => return Ok(None),
        Place::After(event) => (event, true),
        Place::Before(event) => (event, false),
    };
    let day = sqlx::query_scalar!(r#"select effective_on as "day: Day" from events where id = $1"#, event as _)
        .fetch_optional(db)
        .await?;
    Ok(day.map(|day| (day, event, after)))
}

/// The events with everything that is told of them.
fn told(filter: &Filter, organisations: Option<&[i64]>, position: Option<Position>, most: Option<i64>) -> Sql {
    let mut sql = Sql::new("with found as materialized (");
    found(&mut sql, filter, organisations, position, most);
    sql.push(
        ") select e.id, e.person, pv.full_name, pv.given_name, e.kind, e.effective_on, e.decided_on, e.decision_number, \
         e.issuing_body, e.organisation, coalesce(here.name, '') as here, e.counterpart, there.name as there, \
         e.counterpart_text, a.name as recorded_by, e.recorded_at, va.name as voided_by, v.recorded_at as voided_at, \
         v.details ->> 'reason' as voided_reason \
         from found join events as e on e.id = found.id join accounts as a on a.id = e.recorded_by \
         join person_versions as pv on pv.person = e.person and upper_inf(pv.known) and pv.valid @> e.effective_on \
         left join events as v on v.voids = e.id left join accounts as va on va.id = v.recorded_by",
    );
    for (name, column) in [("here", "organisation"), ("there", "counterpart")] {
        sql.push(format_args!(
            " left join lateral (select o.name from organisation_versions as o where o.organisation = e.{column} \
             and upper_inf(o.known) order by o.valid @> e.effective_on desc, lower(o.valid) desc nulls last limit 1) \
             as {name} on true"
        ));
    }
    order(&mut sql, "e", position);
    sql
}

/// The numbers of the events, in their order.
fn found(sql: &mut Sql, filter: &Filter, organisations: Option<&[i64]>, position: Option<Position>, most: Option<i64>) {
    let limit = |sql: &mut Sql| {
        if let Some(most) = most {
            sql.push(" limit ").push_bind(most);
        }
    };
    if let Some(few) = organisations.filter(|ids| ids.len() <= FEW) {
        sql.push("select distinct e.id, e.effective_on from unnest(").push_bind(few.to_vec());
        sql.push("::bigint[]) as o (id) cross join lateral (");
        for (at, column) in ["organisation", "counterpart"].into_iter().enumerate() {
            sql.push(if at == 0 { "(" } else { " union all (" });
            sql.push(format_args!("select e.id, e.effective_on from events as e where e.{column} = o.id"));
            wanted(sql, filter, position);
            order(sql, "e", position);
            limit(sql);
            sql.push(")");
        }
        sql.push(") as e");
    } else {
        sql.push("select e.id, e.effective_on from events as e where true");
        if let Some(many) = organisations {
            sql.push(" and (e.organisation = any(").push_bind(many.to_vec());
            sql.push(") or e.counterpart = any(").push_bind(many.to_vec()).push("))");
        }
        wanted(sql, filter, position);
    }
    order(sql, "e", position);
    limit(sql);
}

/// What is wanted of an event `e`.
fn wanted(sql: &mut Sql, filter: &Filter, position: Option<Position>) {
    sql.push(" and e.voids is null");
    if let Some(kind) = filter.kind {
        sql.push(" and e.kind = ").push_bind(kind.code());
    }
    if let Some(from) = filter.from {
        sql.push(" and e.effective_on >= ").push_bind(from);
    }
    if let Some(to) = filter.to {
        sql.push(" and e.effective_on <= ").push_bind(to);
    }
    if !filter.voided {
        sql.push(" and not exists (select from events as void where void.voids = e.id)");
    }
    if let Some((day, event, after)) = position {
        sql.push(if after { " and (e.effective_on, e.id) < (" } else { " and (e.effective_on, e.id) > (" });
        sql.push_bind(day).push(", ").push_bind(event).push(")");
    }
}

/// The newest first; before a position, those nearest to it first.
fn order(sql: &mut Sql, alias: &str, position: Option<Position>) {
    let direction = if matches!(position, Some((.., false))) { "asc" } else { "desc" };
    sql.push(format_args!(" order by {alias}.effective_on {direction}, {alias}.id {direction}"));
}
