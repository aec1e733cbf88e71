//! Who is chosen on the list, wherever they stand in it.

use sqlx::PgExecutor;

use crate::Result;
use crate::ids::PersonId;
use crate::rules::Day;

/// Somebody who is chosen.
pub struct Chosen {
    pub person: PersonId,
    pub full_name: String,
}

/// Who of these is a member or a guest of the organisations on a day, in the order of names; no organisations: of any.
pub async fn chosen(
    db: impl PgExecutor<'_>,
    organisations: Option<&[i64]>,
    people: &[PersonId],
    day: Day,
) -> Result<Vec<Chosen>> {
    let people: Vec<_> = people.iter().map(|person| person.0).collect();
    Ok(sqlx::query_as!(
        Chosen,
        r#"
        select versions.person as "person: PersonId", versions.full_name
          from person_versions as versions
         where versions.person = any($2) and upper_inf(versions.known) and versions.valid @> $3::date
           and exists (select from spans
                        where spans.person = versions.person and spans.track in ('membership', 'guest')
                          and upper_inf(spans.known) and spans.valid @> $3::date
                          and ($1::bigint[] is null or spans.organisation = any($1)))
         order by versions.given_name, versions.family_name, versions.middle_name, versions.person
        "#,
        organisations,
        &people,
        day as _,
    )
    .fetch_all(db)
    .await?)
}
