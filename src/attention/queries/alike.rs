//! Two people who may be one, as they were found when they were entered, while both are in the book and still alike.
//!
//! Both stand in `within`, what an account may see: who sees one of them only is told nothing.

use sqlx::PgExecutor;

use super::super::{About, Case, Other};
use crate::Result;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::Day;

/// Two people who may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one entered first.
    pub one: Other,
    /// The other.
    pub other: Other,
    /// When it was found that they are alike.
    pub found_at: Instant,
}

struct Row {
    person: PersonId,
    full_name: String,
    organisation: OrganisationId,
    other: PersonId,
    other_name: String,
    other_organisation: OrganisationId,
    found_at: Instant,
}

impl From<Row> for Pair {
    fn from(row: Row) -> Self {
        Self {
            one: Other { person: row.person, full_name: row.full_name, organisation: row.organisation },
            other: Other { person: row.other, full_name: row.other_name, organisation: row.other_organisation },
            found_at: row.found_at,
        }
    }
}

/// The pairs within `within` of which one is in `organisations`, those found first first; or this pair alone.
async fn pairs(
    db: impl PgExecutor<'_>,
    within: Option<&[i64]>,
    organisations: Option<&[i64]>,
    only: Option<(PersonId, PersonId)>,
    today: Day,
    most: i64,
) -> Result<Vec<Pair>> {
    let (person, other) = only.unzip();
    let rows = sqlx::query_as!(
        Row,
        r#"
        select alike.person as "person: PersonId", one.full_name, here.organisation as "organisation: OrganisationId",
               alike.other as "other: PersonId", another.full_name as other_name,
               there.organisation as "other_organisation: OrganisationId", alike.found_at as "found_at: Instant"
          from alike
          join person_versions as one
            on one.person = alike.person and upper_inf(one.known) and upper_inf(one.valid)
          join person_versions as another
            on another.person = alike.other and upper_inf(another.known) and upper_inf(another.valid)
          join lateral (select organisation
                          from spans
                         where spans.person = alike.person and track in ('membership', 'guest')
                           and upper_inf(known) and upper_inf(valid) and lower(valid) <= $5
                           and ($1::bigint[] is null or organisation = any($1))
                         order by track = 'membership' desc
                         limit 1) as here on true
          join lateral (select organisation
                          from spans
                         where spans.person = alike.other and track in ('membership', 'guest')
                           and upper_inf(known) and upper_inf(valid) and lower(valid) <= $5
                           and ($1::bigint[] is null or organisation = any($1))
                         order by track = 'membership' desc
                         limit 1) as there on true
         where not exists (select from alike_answers as answers
                            where answers.person = alike.person and answers.other = alike.other)
           and one.search = another.search
           and (starts_with(one.born_on, another.born_on) or starts_with(another.born_on, one.born_on))
           and ($2::bigint[] is null or here.organisation = any($2) or there.organisation = any($2))
           and ($3::bigint is null or (alike.person, alike.other) = ($3, $4::bigint))
         order by alike.found_at, alike.person, alike.other
         limit $6
        "#,
        within,
        organisations,
        person as _,
        other as _,
        today as _,
        most,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Pair::from).collect())
}

/// Who may be the same as somebody else: a case each pair.
pub(in crate::attention) async fn alike(
    db: impl PgExecutor<'_>,
    within: Option<&[i64]>,
    organisations: Option<&[i64]>,
    today: Day,
    most: i64,
) -> Result<Vec<Case>> {
    let found = pairs(db, within, organisations, None, today, most).await?;
    let case = |Pair { one, other, found_at }| Case {
        person: one.person,
        full_name: one.full_name,
        organisation: one.organisation,
        about: About::Alike(other, found_at),
    };
    Ok(found.into_iter().map(case).collect())
}

/// How many pairs there are, counted up to a number.
pub(in crate::attention) async fn count_alike(
    db: impl PgExecutor<'_>,
    within: Option<&[i64]>,
    organisations: Option<&[i64]>,
    today: Day,
    most: i64,
) -> Result<i64> {
    Ok(i64::try_from(pairs(db, within, organisations, None, today, most).await?.len()).unwrap_or(i64::MAX))
}

/// Two people who may be one, if both are within.
pub(in crate::attention) async fn pair(
    db: impl PgExecutor<'_>,
    within: Option<&[i64]>,
    person: PersonId,
    other: PersonId,
    today: Day,
) -> Result<Option<Pair>> {
    let found = pairs(db, within, None, Some((person.min(other), person.max(other))), today, 1).await?;
    Ok(found.into_iter().next())
}
