//! Commendations as pages show them.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::{Content, Recipient, Version};
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::organisations;
use crate::rules::Day;
use crate::web::{With, t};
use crate::{Result, choosing};

/// The names that a page needs.
#[derive(Default)]
pub(super) struct Names {
    people: HashMap<PersonId, String>,
    organisations: HashMap<OrganisationId, String>,
}

impl Names {
    /// The names of everybody commended and of their organisations, on a day.
    pub async fn read(
        db: &mut PgConnection,
        versions: &[Version],
        more: &[PersonId],
        day: Day,
        known: Option<Instant>,
    ) -> Result<Self> {
        let all = || versions.iter().flat_map(|version| &version.recipients);
        let people: Vec<_> = all().filter_map(|one| one.person).chain(more.iter().copied()).collect();
        let mut organisations: Vec<_> = all().map(|one| one.organisation).collect();
        organisations.extend(versions.iter().map(|version| version.organisation));
        Ok(Self {
            people: choosing::names(&mut *db, &people, day, known).await?,
            organisations: organisations::names_known(&mut *db, &organisations, day, known).await?,
        })
    }

    /// Somebody's name.
    pub fn person(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("", String::as_str)
    }

    /// An organisation's name.
    pub fn organisation(&self, id: OrganisationId) -> &str {
        self.organisations.get(&id).map_or("", String::as_str)
    }

    /// Who is commended.
    pub fn recipient(&self, recipient: &Recipient) -> Shown {
        match recipient.person {
            Some(person) => Shown {
                href: person.path(),
                name: self.person(person).to_owned(),
                place: self.organisation(recipient.organisation).to_owned(),
            },
            None => Shown {
                href: recipient.organisation.path(),
                name: self.organisation(recipient.organisation).to_owned(),
                place: String::new(),
            },
        }
    }
}

/// Somebody who is commended.
pub(super) struct Shown {
    pub href: String,
    pub name: String,
    /// The organisation of a person; empty for an organisation itself.
    pub place: String,
}

/// For which year, or years.
pub(super) fn of_years(content: &Content) -> String {
    if content.years == 1 {
        content.year.to_string()
    } else {
        t("{n} năm liền, {from}–{to}")
            .with("n", content.years)
            .with("from", content.year - content.years + 1)
            .with("to", content.year)
    }
}

/// The decision in a few words: its number and day, and who gave it.
pub(super) fn decision(content: &Content) -> String {
    if content.decision_number.is_empty() {
        t("Quyết định ngày {day} của {body}").with("day", content.decided_on).with("body", &content.issuing_body)
    } else {
        t("Quyết định số {number} ngày {day} của {body}")
            .with("number", &content.decision_number)
            .with("day", content.decided_on)
            .with("body", &content.issuing_body)
    }
}

/// What a version says, a line each.
pub(super) fn facts(version: &Version, names: &Names) -> Vec<(&'static str, String)> {
    let content = &version.content;
    let mut facts = vec![
        (t("Hình thức khen"), content.form_label()),
        (t("Cấp khen thưởng"), content.issuing_body.clone()),
        (t("Số quyết định"), content.decision_number.clone()),
        (t("Ngày quyết định"), content.decided_on.to_string()),
        (t("Thành tích năm"), of_years(content)),
        (t("Về việc"), content.merit.clone()),
        (t("Tổ chức lưu quyết định"), names.organisation(version.organisation).to_owned()),
    ];
    if !content.note.is_empty() {
        facts.push((t("Ghi chú"), content.note.clone()));
    }
    facts
}
