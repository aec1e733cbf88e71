//! Meetings in words, and what they add to the pages of others.

use sqlx::PgConnection;

use super::table::new_path;
use super::{Counts, Kind, Meeting, Tally, attended, branches, held, list_path, missed, queries};
use crate::Result;
use crate::auth::Right;
use crate::panels::{About, Asking, Line, Panel, Year, YearCard};
use crate::rules::Day;
use crate::web::as_of::Asked;
use crate::web::{With, t};

/// The most meetings on the card of an organisation.
const NEWEST: usize = 3;

/// The month of a day: `08/2026`.
pub fn month_label(day: Day) -> String {
    format!("{:02}/{}", day.month(), day.year())
}

/// Day and month: `05/08`.
pub(super) fn day_label(day: Day) -> String {
    format!("{:02}/{:02}", day.day(), day.month())
}

/// Who came, in short: `9/10`; empty where it was not said.
pub(super) fn came(counts: &Counts) -> String {
    counts.members().map(|members| format!("{}/{}", members.present, members.of)).unwrap_or_default()
}

/// Figures of a meeting with their words, for a list of facts.
pub(super) fn facts(kind: Kind, counts: &Counts) -> Vec<(&'static str, String)> {
    let tally = |tally: Tally| format!("{}/{}", tally.present, tally.of);
    let official = if kind == Kind::Committee { t("Cấp ủy viên có mặt") } else { t("Chính thức có mặt") };
    let mut facts = Vec::new();
    facts.extend(counts.official.map(|count| (official, tally(count))));
    facts.extend(counts.probationary.map(|count| (t("Dự bị có mặt"), tally(count))));
    facts.extend(counts.guests.map(|count| (t("Khách, người dự khác"), count.to_string())));
    facts.extend(counts.excused.map(|count| (t("Vắng có lý do"), count.to_string())));
    facts.extend(counts.unexcused.map(|count| (t("Vắng không lý do"), count.to_string())));
    facts
}

/// A meeting in a line: its kind and topic.
pub(super) fn words(meeting: &Meeting) -> String {
    if meeting.said.topic.is_empty() {
        meeting.said.kind.label().to_owned()
    } else {
        format!("{}: {}", meeting.said.kind.label(), meeting.said.topic)
    }
}

/// The months of a list: `01, 02`.
fn months(missed: &[Day]) -> String {
    missed.iter().map(|month| format!("{:02}", month.month())).collect::<Vec<_>>().join(", ")
}

/// The card on a record, of whom marks tell something this year; and on the page of an organisation.
pub(super) async fn panel(db: &mut PgConnection, asking: &Asking<'_>) -> Result<Option<Panel>> {
    let year = asking.asked.day.year();
    let mut panel = Panel {
        id: "meetings",
        title: t("Sinh hoạt, họp"),
        empty: t("Năm nay chưa ghi cuộc họp nào."),
        ..Panel::default()
    };
    match asking.about {
        About::Person(person) => {
            let scope = asking.viewer.scope.ids().into_iter().map(crate::ids::OrganisationId).collect::<Vec<_>>();
            panel.empty = t("Năm nay chưa điểm danh từng người.");
            for year in [year, year - 1] {
                let attended = attended(&mut *db, person, &scope, year, &asking.asked).await?;
                if attended.of > 0 {
                    panel.lines.push(Line {
                        when: t("Năm {year}").with("year", year),
                        words: t("Dự {present}/{of} cuộc có điểm danh")
                            .with("present", attended.present)
                            .with("of", attended.of),
                        href: None,
                        detail: String::new(),
                    });
                }
            }
        }
        About::Organisation(id) => {
            let tree = asking.app.tree();
            panel.all = Some((list_path(year, Some(id)), t("Xem cả năm")));
            let within = branches(&tree, &asking.viewer.scope, Some(id));
            let missed = missed(&mut *db, &within, year, &asking.asked).await?;
            let regular: i64 = held(&mut *db, &within, year, &asking.asked)
                .await?
                .iter()
                .filter(|held| held.kind == Kind::Regular)
                .map(|held| held.months)
                .sum();
            if regular > 0 || !missed.is_empty() {
                let owed = regular + i64::try_from(missed.len()).unwrap_or(0);
                let sentence = if missed.is_empty() {
                    String::new()
                } else if within.len() == 1 {
                    let of: Vec<_> = missed.iter().map(|(_, month)| *month).collect();
                    t("Thiếu tháng {months}").with("months", months(&of))
                } else {
                    t("Thiếu {n} tháng").with("n", missed.len())
                };
                panel.lines.push(Line {
                    when: t("Năm {year}").with("year", year),
                    words: t("Sinh hoạt định kỳ {held}/{owed} tháng").with("held", regular).with("owed", owed),
                    href: Some(list_path(year, Some(id))),
                    detail: sentence,
                });
            }
            let Some(months) = super::months_of(year) else { return Ok(Some(panel)) };
            let (day, known) = (asking.asked.day, asking.asked.known());
            let own = queries::between(&mut *db, &[id.0], months, day, known).await?;
            panel.lines.extend(own.iter().take(NEWEST).map(|meeting| {
                Line {
                    when: meeting.said.held_on.to_string(),
                    words: words(meeting),
                    href: Some(format!("{}{}", meeting.id.path(), asking.asked.query())),
                    detail: Some(came(meeting.counts()))
                        .filter(|came| !came.is_empty())
                        .map(|came| t("có mặt {came}").with("came", came))
                        .unwrap_or_default(),
                }
            }));
        }
    }
    Ok(Some(panel))
}

/// The card of a year.
pub(super) async fn year(db: &mut PgConnection, year: &Year<'_>) -> Result<YearCard> {
    let asked = Asked { day: year.today, known_on: None, today: year.today };
    let tree = year.app.tree();
    let within = branches(&tree, &year.viewer.scope, Some(year.organisation));
    let all: Vec<_> = year.scope.iter().copied().map(crate::ids::OrganisationId).collect();
    let held = held(&mut *db, &all, year.year, &asked).await?;
    let missed = missed(&mut *db, &within, year.year, &asked).await?;
    let of = |kind: Kind| held.iter().filter(|held| held.kind == kind).map(|held| held.meetings).sum::<i64>();
    let kinds = [
        (Kind::Regular, t("buổi sinh hoạt định kỳ")),
        (Kind::Thematic, t("buổi sinh hoạt chuyên đề")),
        (Kind::Committee, t("cuộc họp cấp ủy")),
        (Kind::Flag, t("lần chào cờ")),
    ];
    let branch = Some(year.organisation).filter(|id| *id != year.viewer.organisation);
    Ok(YearCard {
        title: t("Sinh hoạt, họp"),
        icon: "calendar",
        href: list_path(year.year, branch),
        figures: kinds
            .into_iter()
            .filter(|(kind, _)| *kind == Kind::Regular || of(*kind) > 0)
            .map(|(kind, words)| (of(kind).to_string(), words.with("n", of(kind))))
            .collect(),
        missing: match missed.as_slice() {
            [] => String::new(),
            [(branch, month)] => t("{name} chưa sinh hoạt định kỳ tháng {month}.")
                .with("name", tree.name(*branch))
                .with("month", month_label(*month)),
            several => t("Còn thiếu {n} buổi sinh hoạt định kỳ của chi bộ.").with("n", several.len()),
        },
        enter: year.viewer.may(Right::WriteMembers).then(|| {
            let there = match missed.as_slice() {
                [(branch, month)] => new_path(*branch, *month),
                _ => "/meetings/new".to_owned(),
            };
            (there, t("Ghi cuộc họp"))
        }),
        ..YearCard::default()
    })
}
