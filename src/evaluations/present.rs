//! The words of evaluations, and what they add to the pages of others.

use sqlx::PgConnection;

use super::{Evaluation, Figures, Outcome, When, Which, in_year, of_organisations, of_person, path, people_path};
use crate::Result;
use crate::auth::scope::Kind;
use crate::panels::{About, Asking, Line, Maker, Panel, Year, YearCard, YearMaker};
use crate::rules::evaluation::{Grade, LeftOut};
use crate::rules::target;
use crate::web::filters::{grouped, percent, tenths};
use crate::web::{With, t};

/// The card on a record and on an organisation's page.
pub const PANEL: Maker = |db, asking| Box::pin(panel(db, asking));
/// The card of a year.
pub const YEAR: YearMaker = |db, year| Box::pin(card(db, year));

/// How many years a card tells of.
const YEARS: usize = 5;

/// A grade, as it is said.
pub fn grade_label(grade: Grade) -> &'static str {
    match grade {
        Grade::Excellent => t("Hoàn thành xuất sắc nhiệm vụ"),
        Grade::Good => t("Hoàn thành tốt nhiệm vụ"),
        Grade::Completed => t("Hoàn thành nhiệm vụ"),
        Grade::Failed => t("Không hoàn thành nhiệm vụ"),
    }
}

/// A grade or why there is none, as it is said.
pub fn outcome_label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Graded(grade) => grade_label(grade),
        Outcome::LeftOut(LeftOut::Exempt) => t("Không xếp loại: được miễn sinh hoạt"),
        Outcome::LeftOut(LeftOut::New) => t("Không xếp loại: mới kết nạp"),
        Outcome::LeftOut(LeftOut::Other) => t("Không xếp loại: lý do khác"),
    }
}

/// Of whom a list is.
pub(super) fn which_label(which: Which) -> &'static str {
    match which {
        Which::Members => t("Đảng viên của năm"),
        Which::Graded => t("Đã xếp loại"),
        Which::AtLeastGood => t("Hoàn thành tốt nhiệm vụ trở lên"),
        Which::AtLeastCompleted => t("Hoàn thành nhiệm vụ trở lên"),
        Which::Of(outcome) => outcome_label(outcome),
        Which::LeftOut => t("Không xếp loại, có lý do"),
        Which::Missing => t("Chưa xếp loại"),
    }
}

/// The decision of an evaluation, with its points and what else was written.
pub(super) fn detail(evaluation: &Evaluation) -> String {
    let mut parts = Vec::new();
    if let Some(points) = evaluation.points {
        parts.push(t("{points} điểm").with("points", tenths(points.0.into())));
    }
    if let Some(day) = evaluation.decided_on {
        parts.push(if evaluation.decision_number.is_empty() {
            t("Quyết định ngày {day}").with("day", day)
        } else {
            t("Quyết định số {number} ngày {day}").with("number", &evaluation.decision_number).with("day", day)
        });
    }
    if !evaluation.note.is_empty() {
        parts.push(evaluation.note.clone());
    }
    parts.join(", ")
}

/// A part of a whole in per cent with one decimal; a dash of nothing.
pub(super) fn share(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    percent(target::tenths(part.into(), whole.into(), &[]))
}

/// A count as it is shown.
pub(super) fn count(number: u32) -> String {
    grouped(&number.to_string())
}

async fn panel(db: &mut PgConnection, asking: &Asking<'_>) -> Result<Option<Panel>> {
    let lines = match asking.about {
        About::Person(person) => {
            let held = of_person(db, person, asking.asked.day, asking.asked.known()).await?;
            let told = held.into_iter().take(YEARS).map(|(year, organisation, evaluation)| Line {
                when: year.to_string(),
                words: outcome_label(evaluation.outcome).to_owned(),
                href: asking.viewer.scope.holds(organisation).then(|| path(organisation, year)),
                detail: detail(&evaluation),
            });
            told.collect()
        }
        About::Organisation(organisation) => {
            let scope = asking.app.tree().scope(organisation);
            let mut lines = Vec::new();
            for year in [asking.asked.day.year(), asking.asked.day.year() - 1] {
                let when = When::new(year, asking.asked.day, asking.asked.known());
                let figures = in_year(&mut *db, &scope.ids(), when).await?;
                let own = of_organisations(&mut *db, &[organisation.0], when).await?.remove(&organisation);
                if figures.members == 0 {
                    continue;
                }
                let own = own.map(|own| outcome_label(own.outcome).to_owned());
                let branch = asking.app.tree().node(organisation).is_some_and(|node| node.kind == Kind::Branch);
                lines.push(Line {
                    when: year.to_string(),
                    words: t("{graded}/{members} đảng viên đã xếp loại")
                        .with("graded", count(figures.tally.graded()))
                        .with("members", count(figures.members)),
                    href: Some(if branch { path(organisation, year) } else { list_path(organisation, year) }),
                    detail: own
                        .into_iter()
                        .chain([shares(&figures)])
                        .filter(|part| !part.is_empty())
                        .collect::<Vec<_>>()
                        .join(". "),
                });
            }
            lines
        }
    };
    Ok(Some(Panel {
        id: "evaluations",
        title: t("Xếp loại hằng năm"),
        all: match asking.about {
            About::Person(_) => None,
            About::Organisation(organisation) => {
                Some((list_path(organisation, asking.asked.day.year()), t("Xem cả năm")))
            }
        },
        lines,
        empty: t("Chưa ghi năm nào."),
    }))
}

fn list_path(organisation: crate::ids::OrganisationId, year: i16) -> String {
    format!("/evaluations?year={year}&branch={organisation}")
}

/// The grades in a sentence: those that somebody has, with their share.
fn shares(figures: &Figures) -> String {
    let graded = figures.tally.graded();
    let told = Grade::ALL.into_iter().map(|grade| (grade, figures.tally.of(grade))).filter(|(_, number)| *number > 0);
    let told =
        told.map(|(grade, number)| format!("{}: {} ({})", grade_label(grade), count(number), share(number, graded)));
    told.collect::<Vec<_>>().join("; ")
}

async fn card(db: &mut PgConnection, year: &Year<'_>) -> Result<YearCard> {
    let card = YearCard {
        title: t("Xếp loại đảng viên, chi bộ"),
        icon: "circle-check",
        href: format!("/evaluations{}", year.query()),
        ..YearCard::default()
    };
    if !year.has_begun() {
        return Ok(card);
    }
    let figures = in_year(db, year.scope, When::new(year.year, year.today, None)).await?;
    let missing = figures.missing();
    let begun = figures.tally.graded() > 0;
    let words = if begun || year.is_due() {
        t("đảng viên đã xếp loại")
    } else {
        t("đảng viên đã xếp loại; chưa đến kỳ cuối năm")
    };
    let mut told = vec![(format!("{}/{}", count(figures.tally.graded()), count(figures.members)), words.to_owned())];
    if figures.tally.graded() > 0 {
        let best = figures.tally.excellent;
        told.push((
            count(best),
            t("hoàn thành xuất sắc nhiệm vụ ({share})").with("share", share(best, figures.tally.graded())),
        ));
    }
    Ok(YearCard {
        figures: told,
        missing: if missing > 0 && (begun || year.is_due()) {
            t("Còn {n} đảng viên chưa xếp loại.").with("n", count(missing))
        } else {
            String::new()
        },
        enter: (missing > 0).then(|| (format!("/evaluations{}", year.query()), t("Xếp loại từng chi bộ"))),
        ..card
    })
}

/// The address of those who are in a figure, on a page as of a day.
pub(super) fn figure_path(asked: &str, year: i16, organisation: crate::ids::OrganisationId, which: Which) -> String {
    format!("{}{asked}", people_path(year, Some(organisation), which))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_the_reports_write_them() {
        for (part, whole, text) in [(38, 38, "100%"), (6, 38, "15,8%"), (4, 3, "133,3%"), (1, 8, "12,5%"), (0, 0, "–")]
        {
            assert_eq!(share(part, whole), text);
        }
    }
}
