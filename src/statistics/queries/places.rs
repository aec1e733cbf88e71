//! Where the organisations lay on each day of a period.

use sqlx::PgConnection;

use super::{Placed, Sql, believed};
use crate::Result;
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::rules::Day;

/// What lay under an organisation from a day until before another, and since when and until when.
pub(in crate::statistics) async fn below(
    db: &mut PgConnection,
    organisation: OrganisationId,
    (since, until): (Day, Day),
    known: Option<Instant>,
) -> Result<Vec<Placed>> {
    let mut sql = Sql::new("with recursive below (unit, organisation, valid) as (select o.id, o.id, daterange(");
    sql.push_bind(since).push(", ").push_bind(until);
    sql.push(") from organisations as o where o.id = ").push_bind(organisation);
    sql.push(" union select case when below.organisation = ").push_bind(organisation);
    sql.push(
        " then v.organisation else below.unit end, v.organisation, v.valid * below.valid \
         from below join organisation_versions as v on v.parent = below.organisation and v.valid && below.valid and ",
    );
    believed(&mut sql, "v", known);
    sql.push(
        ") select unit, organisation, lower(days) as since, upper(days) as until \
         from (select unit, organisation, unnest(range_agg(valid)) as days from below group by unit, organisation) as p \
         order by unit, organisation, since",
    );
    let rows: Vec<(i64, i64, Day, Day)> = sql.build_query_as().persistent(false).fetch_all(db).await?;
    let placed = |(unit, organisation, since, until)| Placed { unit, organisation, since, until };
    Ok(rows.into_iter().map(placed).collect())
}
