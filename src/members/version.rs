//! A person's facts as they were on a day, as the book said it now or at an earlier instant.

use anyhow::Context;
use sqlx::PgExecutor;

use super::queries::{self, VersionRow};
use super::{Facts, Name};
use crate::Result;
use crate::clock::Instant;
use crate::ids::PersonId;
use crate::rules::citizen_id::{CardNumber, CitizenId};
use crate::rules::{Day, Gender, PartialDate};
use crate::seal::{Seal, Sealed};

/// What the book says of a person, from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its row: what a form was made from.
    pub id: i64,
    /// The first day for which it holds; none: for as long as the person lives.
    pub from: Option<Day>,
    /// The day after the last; none: it goes on.
    pub to: Option<Day>,
    /// Since when the book says so.
    pub known_from: Instant,
    /// Since when the book says so no more; none: it still does.
    pub known_to: Option<Instant>,
    /// The facts.
    pub facts: Facts,
}

impl Version {
    /// Whether it holds on a day.
    pub fn covers(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }

    /// Whether the book still says so.
    pub const fn is_believed(&self) -> bool {
        self.known_to.is_none()
    }

    fn open(seal: &Seal, person: PersonId, row: VersionRow) -> anyhow::Result<Self> {
        let open = |what, sealed: Option<Vec<u8>>| sealed.map(|sealed| seal.open(what, person, &sealed)).transpose();
        let twelve = |digits: String| CitizenId::parse(&digits).ok().context("a sealed number has not 12 digits");
        let citizen_id = open(Sealed::CitizenId, row.citizen_id_sealed)?.map(twelve).transpose()?;
        let card = match (open(Sealed::Card, row.card_sealed)?, row.card_number) {
            (Some(digits), _) => Some(CardNumber::New(twelve(digits)?)),
            (None, Some(digits)) => Some(CardNumber::parse(&digits).ok().context("a card number has not 8 digits")?),
            (None, None) => None,
        };
        Ok(Self {
            id: row.id,
            from: row.from,
            to: row.to,
            known_from: row.known_from,
            known_to: row.known_to,
            facts: Facts {
                name: Name {
                    full: row.full_name,
                    given: row.given_name,
                    family: row.family_name,
                    middle: row.middle_name,
                },
                gender: Gender::from_code(&row.gender).context("an unknown gender")?,
                other_names: row.other_names,
                born_on: row.born_on,
                birth_registration: row.birth_registration,
                native_place: row.native_place,
                residence: row.residence,
                ethnicity: row.ethnicity,
                religion: row.religion,
                family_class: row.family_class,
                occupation: row.occupation,
                workplace: row.workplace,
                phone: row.phone,
                email: row.email,
                youth_union_on: PartialDate::parse_iso(&row.youth_union_on),
                army_service: row.army_service,
                general_education: row.general_education,
                professional_qualification: row.professional_qualification,
                academic_degree: row.academic_degree,
                political_theory: row.political_theory,
                foreign_languages: row.foreign_languages,
                health: row.health,
                citizen_id,
                card,
                career: row.career,
                family: row.family,
                notes: row.notes,
            },
        })
    }
}

/// Everything that is believed now of a person, or was at an instant, by the days for which it holds.
pub async fn versions(
    db: impl PgExecutor<'_>,
    seal: &Seal,
    person: PersonId,
    known: Option<Instant>,
) -> Result<Vec<Version>> {
    opened(seal, person, queries::versions(db, person, known, None).await?)
}

/// What is believed now of a person, and the version of that number even when it is believed no more.
pub async fn versions_and(db: impl PgExecutor<'_>, seal: &Seal, person: PersonId, also: i64) -> Result<Vec<Version>> {
    opened(seal, person, queries::versions(db, person, None, Some(also)).await?)
}

/// The facts of a person on a day, as believed now or at an instant.
pub async fn facts_on(
    db: impl PgExecutor<'_>,
    seal: &Seal,
    person: PersonId,
    day: Day,
    known: Option<Instant>,
) -> Result<Option<Version>> {
    Ok(versions(db, seal, person, known).await?.into_iter().find(|version| version.covers(day)))
}

fn opened(seal: &Seal, person: PersonId, rows: Vec<VersionRow>) -> Result<Vec<Version>> {
    let versions: anyhow::Result<Vec<_>> = rows.into_iter().map(|row| Version::open(seal, person, row)).collect();
    Ok(versions.with_context(|| format!("the facts of person {person} cannot be read"))?)
}
