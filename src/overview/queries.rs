//! The statements of the front page.

use sqlx::PgExecutor;

use super::attention::Case;
use crate::Result;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::standing::Value;
use crate::rules::{Day, PartialDate};

/// The most cases of each kind that are read.
pub(super) const MOST: i64 = 20;

/// Who is probationary since that day or longer, and those of whom it is not known; how many there are in all.
pub(super) async fn probations(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    admitted_until: Day,
    today: Day,
) -> Result<(Vec<Case>, i64)> {
    let rows = sqlx::query!(
        r#"
        select spans.person as "person: PersonId", person_versions.full_name,
               spans.organisation as "organisation: OrganisationId",
               spans.admitted_on as "admitted_on: PartialDate", count(*) over () as "total!"
          from spans
          join person_versions
            on person_versions.person = spans.person and upper_inf(person_versions.known)
           and person_versions.valid @> $3::date
         where spans.organisation = any($1) and spans.track = 'membership' and spans.value = 'probationary'
           and upper_inf(spans.known) and upper_inf(spans.valid) and lower(spans.valid) <= $3
           and (spans.admitted_on is null or spans.admitted_on <= $2::text)
         order by spans.admitted_on nulls last, person_versions.given_name, spans.person
         limit $4
        "#,
        organisations,
        admitted_until.iso(),
        today as _,
        MOST,
    )
    .fetch_all(db)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let cases = rows.into_iter().map(|row| Case {
        person: row.person,
        full_name: row.full_name,
        organisation: row.organisation,
        value: Value::Probationary,
        admitted_on: row.admitted_on,
        due_on: None,
    });
    Ok((cases.collect(), total))
}

/// Who is away or a guest until that day at the latest; how many there are in all.
pub(super) async fn temporaries(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    due_until: Day,
    today: Day,
) -> Result<(Vec<Case>, i64)> {
    let rows = sqlx::query!(
        r#"
        select spans.person as "person: PersonId", person_versions.full_name,
               spans.organisation as "organisation: OrganisationId", spans.value, spans.due_on as "due_on: Day",
               count(*) over () as "total!"
          from spans
          join person_versions
            on person_versions.person = spans.person and upper_inf(person_versions.known)
           and person_versions.valid @> $3::date
         where spans.organisation = any($1) and spans.track in ('away', 'guest')
           and upper_inf(spans.known) and upper_inf(spans.valid) and lower(spans.valid) <= $3 and spans.due_on <= $2
         order by spans.due_on, person_versions.given_name, spans.person
         limit $4
        "#,
        organisations,
        due_until as _,
        today as _,
        MOST,
    )
    .fetch_all(db)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let cases = rows.into_iter().filter_map(|row| {
        Some(Case {
            person: row.person,
            full_name: row.full_name,
            organisation: row.organisation,
            value: Value::from_code(&row.value)?,
            admitted_on: None,
            due_on: row.due_on,
        })
    });
    Ok((cases.collect(), total))
}

/// Somebody admitted.
pub(super) struct Admitted {
    pub person: PersonId,
    pub full_name: String,
    pub organisation: OrganisationId,
    pub on: Day,
}

/// Who was admitted from a day until today, the newest first; how many there are in all.
pub(super) async fn admitted(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    from: Day,
    today: Day,
) -> Result<(Vec<Admitted>, i64)> {
    let rows = sqlx::query!(
        r#"
        select events.person as "person: PersonId", person_versions.full_name,
               events.organisation as "organisation!: OrganisationId", events.effective_on as "on: Day",
               count(*) over () as "total!"
          from events
          join person_versions
            on person_versions.person = events.person and upper_inf(person_versions.known)
           and person_versions.valid @> $3::date
         where events.organisation = any($1) and events.kind in ('admitted', 'readmitted')
           and events.effective_on between $2 and $3
           and not exists (select from events as others where others.voids = events.id)
         order by events.effective_on desc, events.id desc
         limit $4
        "#,
        organisations,
        from as _,
        today as _,
        MOST,
    )
    .fetch_all(db)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let people = rows.into_iter().map(|row| Admitted {
        person: row.person,
        full_name: row.full_name,
        organisation: row.organisation,
        on: row.on,
    });
    Ok((people.collect(), total))
}

/// The figures of one organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub members: i64,
    pub women: i64,
    pub probationary: i64,
    pub away: i64,
    pub guests: i64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.members += other.members;
        self.women += other.women;
        self.probationary += other.probationary;
        self.away += other.away;
        self.guests += other.guests;
    }
}

/// The figures of each of the organisations on a day; those with nobody are left out.
pub(super) async fn counts(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    day: Day,
) -> Result<Vec<(OrganisationId, Counts)>> {
    let rows = sqlx::query!(
        r#"
        select spans.organisation as "organisation: OrganisationId",
               count(*) filter (where spans.track = 'membership') as "members!",
               count(*) filter (where spans.track = 'membership' and person_versions.gender = 'female') as "women!",
               count(*) filter (where spans.track = 'membership' and spans.value = 'probationary') as "probationary!",
               count(*) filter (where spans.track = 'away') as "away!",
               count(*) filter (where spans.track = 'guest') as "guests!"
          from spans
          join person_versions
            on person_versions.person = spans.person and upper_inf(person_versions.known)
           and person_versions.valid @> $2::date
         where spans.organisation = any($1) and spans.track in ('membership', 'away', 'guest')
           and upper_inf(spans.known) and spans.valid @> $2::date
         group by spans.organisation
        "#,
        organisations,
        day as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let counts = Counts {
                members: row.members,
                women: row.women,
                probationary: row.probationary,
                away: row.away,
                guests: row.guests,
            };
            (row.organisation, counts)
        })
        .collect())
}
