//! The statements of the front page.

use sqlx::PgExecutor;

use crate::Result;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::Day;

/// The most admissions that are shown.
pub(super) const MOST: i64 = 20;

/// Somebody admitted.
pub(super) struct Admitted {
    pub person: PersonId,
    pub full_name: String,
    pub organisation: OrganisationId,
    pub on: Day,
}

/// Who was admitted within those days, the newest first; how many there are in all. As the book says now, or as it
/// said at that instant.
pub(super) async fn admitted(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    (from, to): (Day, Day),
    known: Option<Instant>,
) -> Result<(Vec<Admitted>, i64)> {
    let rows = sqlx::query!(
        r#"
        with admitted as (
            select events.id, events.person, events.organisation, events.effective_on, count(*) over () as total
              from events
             where events.organisation = any($1) and events.kind in ('admitted', 'readmitted')
               and events.effective_on between $2 and $3
               and events.recorded_at <= coalesce($5, timestamptz 'infinity')
               and not exists (select from events as others
                                where others.voids = events.id
                                  and others.recorded_at <= coalesce($5, timestamptz 'infinity'))
             order by events.effective_on desc, events.id desc
             limit $4
        )
        select admitted.person as "person: PersonId", person_versions.full_name,
               admitted.organisation as "organisation!: OrganisationId", admitted.effective_on as "on: Day",
               admitted.total as "total!"
          from admitted
          join person_versions
            on person_versions.person = admitted.person and person_versions.valid @> $3::date
           and person_versions.known @> coalesce($5, timestamptz 'infinity')
         order by admitted.effective_on desc, admitted.id desc
        "#,
        organisations,
        from as _,
        to as _,
        MOST,
        known as _,
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
    let counted = rows.into_iter().map(|row| {
        let [members, women, probationary, away, guests] =
            [row.members, row.women, row.probationary, row.away, row.guests];
        (row.organisation, Counts { members, women, probationary, away, guests })
    });
    Ok(counted.collect())
}

/// The same as the book said at that instant.
pub(super) async fn counts_known(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    day: Day,
    known: Instant,
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
            on person_versions.person = spans.person and person_versions.known @> $3
           and person_versions.valid @> $2::date
         where spans.organisation = any($1) and spans.track in ('membership', 'away', 'guest')
           and spans.known @> $3 and spans.valid @> $2::date
         group by spans.organisation
        "#,
        organisations,
        day as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    let counted = rows.into_iter().map(|row| {
        let [members, women, probationary, away, guests] =
            [row.members, row.women, row.probationary, row.away, row.guests];
        (row.organisation, Counts { members, women, probationary, away, guests })
    });
    Ok(counted.collect())
}
