//! The statements of closed periods.

use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};

use super::{Placed, Sql, believed};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId};
use crate::rules::Day;
use crate::statistics::closings::{Closing, ClosingId, Figures};
use crate::statistics::queries::changes::Read;

/// The closings of an organisation, withdrawn ones included, the newest period first.
pub(in crate::statistics) async fn all(db: impl PgExecutor<'_>, organisation: OrganisationId) -> Result<Vec<Closing>> {
    let rows = sqlx::query!(
        r#"
        select closings.id as "id: ClosingId", closings.organisation as "organisation: OrganisationId",
               lower(closings.period) as "from!: Day", upper(closings.period) - 1 as "to!: Day",
               closings.closed_at as "closed_at: Instant", accounts.name as closed_by,
               closings.figures as "figures: Json<Figures>", closings.withdrawn_at as "withdrawn_at: Instant",
               withdrawers.name as "withdrawn_by?", closings.withdrawn_reason
          from closings
          join accounts on accounts.id = closings.closed_by
          left join accounts as withdrawers on withdrawers.id = closings.withdrawn_by
         where closings.organisation = $1
         order by lower(closings.period) desc, closings.id desc
        "#,
        organisation as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Closing {
            id: row.id,
            organisation: row.organisation,
            from: row.from,
            to: row.to,
            closed_at: row.closed_at,
            closed_by: row.closed_by,
            figures: row.figures.0,
            withdrawn: row
                .withdrawn_at
                .map(|at| (at, row.withdrawn_by.unwrap_or_default(), row.withdrawn_reason.unwrap_or_default())),
        })
        .collect())
}

/// The organisation of a closing.
pub(in crate::statistics) async fn organisation_of(
    db: impl PgExecutor<'_>,
    id: ClosingId,
) -> Result<Option<OrganisationId>> {
    Ok(sqlx::query_scalar!(
        r#"select organisation as "organisation: OrganisationId" from closings where id = $1"#,
        id as _,
    )
    .fetch_optional(db)
    .await?)
}

/// The year of the closed report that rests on a closing, where that report holds.
pub(in crate::statistics) async fn report_of(db: impl PgExecutor<'_>, id: ClosingId) -> Result<Option<i16>> {
    Ok(sqlx::query_scalar!(
        r#"
        select closed_reports.year
          from closings
          join closed_reports on closed_reports.organisation = closings.organisation
           and closings.period = daterange(make_date(closed_reports.year, 1, 1), make_date(closed_reports.year, 12, 31), '[]')
         where closings.id = $1 and upper_inf(closed_reports.known)
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await?)
}

/// Keeps the figures of a period.
pub(in crate::statistics) async fn insert(
    db: &mut PgConnection,
    author: Author,
    organisation: OrganisationId,
    (from, to): (Day, Day),
    figures: &Figures,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into closings (organisation, period, closed_at, closed_by, figures)
        values ($1, daterange($2, $3, '[]'), $4, $5, $6)
        "#,
        organisation as _,
        from as _,
        to as _,
        author.at as _,
        author.account.unwrap_or(AccountId(0)) as _,
        Json(figures) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Withdraws a closing; whether it was not withdrawn before.
pub(in crate::statistics) async fn withdraw(
    db: &mut PgConnection,
    author: Author,
    id: ClosingId,
    reason: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update closings set withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4
         where id = $1 and withdrawn_at is null
        "#,
        id as _,
        author.at as _,
        author.account as _,
        reason,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Of whom something else is said of a day now than was said at an instant: each as a change from then to now.
pub(in crate::statistics) async fn told_otherwise(
    db: &mut PgConnection,
    places: &[Placed],
    day: Day,
    then: Instant,
    now: Option<Instant>,
) -> Result<Vec<Read>> {
    let places: Vec<_> = places.iter().filter(|place| place.since <= day && day < place.until).copied().collect();
    let mut sql = Sql::new("with ");
    super::placed(&mut sql, &places);
    for (name, known) in [("b", Some(then)), ("a", now)] {
        sql.push(", ").push(name).push(
            " as materialized (select s.person, placed.unit, s.organisation, s.value, f.gender = 'female' as woman, \
             is_minority(f.ethnicity) as minority, is_religious(f.religion) as religious \
             from placed join spans as s on s.organisation = placed.organisation and s.track = 'membership' \
             and s.valid @> ",
        );
        sql.push_bind(day).push(" and ");
        believed(&mut sql, "s", known);
        sql.push(" left join person_versions as f on f.person = s.person and f.valid @> ").push_bind(day).push(" and ");
        believed(&mut sql, "f", known);
        sql.push(")");
    }
    sql.push(" select coalesce(b.person, a.person) as person, ");
    sql.push_bind(day).push(
        "::date as day, b.organisation as organisation_before, a.organisation as organisation_after, \
         b.unit as unit_before, b.value as value_before, a.unit as unit_after, a.value as value_after, \
         coalesce(a.organisation = b.organisation, false) as same_organisation, null::text as entry, null::text as exit, \
         b.woman as woman_before, b.minority as minority_before, b.religious as religious_before, \
         a.woman as woman_after, a.minority as minority_after, a.religious as religious_after, 1::bigint as people \
         from b full join a on a.person = b.person \
         where (b.unit, b.value, b.woman, b.minority, b.religious) \
         is distinct from (a.unit, a.value, a.woman, a.minority, a.religious)",
    );
    Ok(sql.build_query_as().persistent(false).fetch_all(db).await?)
}
