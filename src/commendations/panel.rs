//! Commendations on the pages of others: a member's record, an organisation, a year.

use sqlx::PgConnection;

use super::excellence::streaks;
use super::present::{decision, of_years};
use super::{Counts, of_year, queries};
use crate::Result;
use crate::panels::{About, Asking, Line, Maker, Panel, Year, YearCard, YearMaker};
use crate::web::{With, t};
use crate::yearly::Filter;

/// The card of commendations.
pub const PANEL: Maker = |db, asking| Box::pin(panel(db, asking));
/// The card of a year.
pub const YEAR: YearMaker = |db, year| Box::pin(in_year(db, year));

async fn panel(db: &mut PgConnection, asking: &Asking<'_>) -> Result<Option<Panel>> {
    let (person, organisation) = match asking.about {
        About::Person(person) => (Some(person), None),
        About::Organisation(organisation) => (None, Some(organisation)),
    };
    let (day, known) = (asking.asked.day, asking.asked.known());
    let mut versions = queries::of_recipients(&mut *db, person.as_slice(), organisation, day, known).await?;
    // What somebody was given elsewhere belongs to elsewhere.
    versions.retain(|version| {
        let scope = &asking.viewer.scope;
        scope.covers(version.organisation)
            || version.recipients.iter().any(|one| {
                one.person == person
                    && (person.is_some() || Some(one.organisation) == organisation)
                    && scope.covers(one.organisation)
            })
    });
    let mut lines = Vec::new();
    if let Some(person) = person {
        // The year under way has not been evaluated yet.
        for year in [day.year(), day.year() - 1] {
            let running = streaks(&mut *db, &[person], (year, day), known).await?;
            if let Some(streak) = running.first() {
                let words = t("{n} năm liền hoàn thành xuất sắc nhiệm vụ, tính đến năm {year}");
                lines.push(Line {
                    when: year.to_string(),
                    words: words.with("n", streak.running).with("year", year),
                    href: Some(format!("/commendations?year={year}#ready")),
                    detail: if streak.is_enough() {
                        t("Đủ để đề nghị cấp trên khen thưởng.").to_owned()
                    } else {
                        String::new()
                    },
                });
                break;
            }
        }
    }
    lines.extend(versions.iter().map(|version| Line {
        when: of_years(&version.content),
        words: format!("{}: {}", version.content.form_label(), version.content.merit),
        href: Some(version.commendation.path()),
        detail: decision(&version.content),
    }));
    Ok(Some(Panel {
        id: "commendations",
        title: t("Khen thưởng"),
        all: Some((format!("/commendations?year={}", day.year()), t("Xem cả năm"))),
        lines,
        empty: t("Chưa ghi khen thưởng nào."),
    }))
}

async fn in_year(db: &mut PgConnection, year: &Year<'_>) -> Result<YearCard> {
    let filter = Filter::of(year);
    let counts = Counts::of(&of_year(db, &filter).await?);
    Ok(YearCard {
        title: t("Khen thưởng"),
        icon: "award",
        href: format!("/commendations{}", year.query()),
        figures: vec![
            (counts.decisions.to_string(), t("quyết định khen thưởng").with("n", counts.decisions)),
            (counts.members.to_string(), t("đảng viên được khen").with("n", counts.members)),
            (counts.organisations.to_string(), t("tổ chức được khen").with("n", counts.organisations)),
        ],
        enter: Some((format!("/commendations/new?year={}", year.year), t("Ghi quyết định khen thưởng"))),
        ..YearCard::default()
    })
}
