//! Where what came of a target is read: one table. What the records can tell is counted by whoever keeps them, and the
//! address leads to the records behind the figure; what they cannot, a committee writes.

use sqlx::PgConnection;

use super::whom;
use crate::auth::Viewer;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::panels::Made;
use crate::rules::Day;
use crate::rules::target::{Actual, Grade, Unit};
use crate::state::App;
use crate::statistics::{Figure, Question};
use crate::web::{With, as_of, t};
use crate::{Result, courses, documents, evaluations, meetings, residence, rules};

/// Of what a figure is asked.
pub struct Asked<'a> {
    /// The application.
    pub app: &'a App,
    /// Who asks.
    pub viewer: &'a Viewer,
    /// The organisation, within the viewer's scope: it and all below it.
    pub organisation: OrganisationId,
    /// All of them.
    pub scope: &'a [i64],
    /// The year.
    pub year: i16,
    /// The last day that counts: that of the year, or the one asked for.
    pub until: Day,
    /// The day on which it is asked: what concerns a year is often decided after it.
    pub told_on: Day,
    /// As the book said it at the end of this day; none: as it says it now.
    pub known_on: Option<Day>,
}

impl Asked<'_> {
    /// The organisations, each as what it is.
    fn organisations(&self) -> Vec<OrganisationId> {
        self.scope.iter().copied().map(OrganisationId).collect()
    }

    /// The day up to which it counts, as the book said when.
    fn when(&self) -> as_of::Asked {
        as_of::Asked { day: self.until, known_on: self.known_on, today: self.viewer.at.day() }
    }

    /// The instant at which the book is asked; none: now.
    pub(super) fn known(&self) -> Option<Instant> {
        self.known_on.map(Instant::end_of)
    }

    /// The year up to that day; nothing of a year that has not begun.
    pub(super) fn question(&self) -> Option<Question> {
        let from = Day::new(self.year, 1, 1)?;
        let known_on = self.known_on;
        (from <= self.until).then_some(Question { organisation: self.organisation, from, to: self.until, known_on })
    }
}

/// Counts what came of a target; nothing where there is nothing to tell yet.
type Count = for<'a> fn(&'a mut PgConnection, &'a Asked<'a>) -> Made<'a, Option<Actual>>;

/// A line of the table.
#[derive(Clone, Copy)]
pub struct Source {
    /// Its word in the database and in forms.
    pub code: &'static str,
    /// What it counts.
    pub label: fn() -> &'static str,
    /// In what.
    pub unit: Unit,
    /// Counts it.
    pub count: Count,
    /// Where the records behind it are.
    pub address: fn(&Asked<'_>) -> String,
    /// What stands beside the figure and is not in it: a sentence, and where its records are.
    pub beside: Option<Beside>,
    /// Whether somebody is counted in it; none where it counts no people.
    pub counts: Option<Counts>,
}

/// Tells what stands beside a figure; nothing where there is nothing.
type Beside = for<'a> fn(&'a mut PgConnection, &'a Asked<'a>) -> Made<'a, Option<(String, String)>>;

/// Tells whether a person is counted in a figure.
type Counts = for<'a> fn(&'a mut PgConnection, &'a Asked<'a>, PersonId) -> Made<'a, bool>;

/// What the records can tell.
pub const SOURCES: &[Source] = &[
    Source {
        code: "admissions",
        label: || t("Kết nạp đảng viên"),
        unit: Unit::Number,
        count: |db, asked| Box::pin(of_the_movement(db, asked, Figure::Admitted)),
        address: |asked| people(asked, Figure::Admitted),
        beside: None,
        counts: Some(|db, asked, person| Box::pin(whom::in_the_movement(db, asked, person, Figure::Admitted))),
    },
    Source {
        code: "recognitions",
        label: || t("Công nhận đảng viên chính thức"),
        unit: Unit::Number,
        count: |db, asked| Box::pin(of_the_movement(db, asked, Figure::Recognised)),
        address: |asked| people(asked, Figure::Recognised),
        beside: None,
        counts: Some(|db, asked, person| Box::pin(whom::in_the_movement(db, asked, person, Figure::Recognised))),
    },
    Source {
        code: "recognitions_in_time",
        label: || t("Công nhận đảng viên chính thức đúng hạn"),
        unit: Unit::Number,
        count: |db, asked| Box::pin(of_the_movement(db, asked, Figure::RecognisedInTime)),
        address: |asked| people(asked, Figure::RecognisedInTime),
        beside: Some(|db, asked| Box::pin(recognised_late(db, asked))),
        counts: Some(|db, asked, person| Box::pin(whom::in_the_movement(db, asked, person, Figure::RecognisedInTime))),
    },
    Source {
        code: "new_member_course",
        label: || t("Cử đi học lớp đảng viên mới"),
        unit: Unit::Number,
        count: |db, asked| Box::pin(sent(db, asked, courses::Kind::NewMember)),
        address: |asked| courses::address(asked.year, Some(courses::Kind::NewMember), Some(asked.organisation)),
        beside: None,
        counts: Some(|db, asked, person| Box::pin(whom::sent(db, asked, person, courses::Kind::NewMember))),
    },
    Source {
        code: "awareness_course",
        label: || t("Cử quần chúng đi học lớp nhận thức về Đảng"),
        unit: Unit::Number,
        count: |db, asked| Box::pin(sent(db, asked, courses::Kind::Awareness)),
        address: |asked| courses::address(asked.year, Some(courses::Kind::Awareness), Some(asked.organisation)),
        beside: None,
        counts: Some(|db, asked, person| Box::pin(whom::sent(db, asked, person, courses::Kind::Awareness))),
    },
    Source {
        code: "evaluated_completed",
        label: || t("Đánh giá đảng viên: hoàn thành nhiệm vụ trở lên"),
        unit: Unit::Percent,
        count: |db, asked| Box::pin(evaluated(db, asked, Grade::Completed)),
        address: |asked| evaluated_path(asked, evaluations::Which::AtLeastCompleted),
        beside: None,
        counts: Some(|db, asked, person| Box::pin(whom::graded(db, asked, person, Grade::Completed))),
    },
    Source {
        code: "evaluated_good",
        label: || t("Đánh giá đảng viên: hoàn thành tốt nhiệm vụ trở lên"),
        unit: Unit::Percent,
        count: |db, asked| Box::pin(evaluated(db, asked, Grade::Good)),
        address: |asked| evaluated_path(asked, evaluations::Which::AtLeastGood),
        beside: None,
        counts: Some(|db, asked, person| Box::pin(whom::graded(db, asked, person, Grade::Good))),
    },
    Source {
        code: "organisation_grade",
        label: || t("Xếp loại tổ chức đảng"),
        unit: Unit::Grade,
        count: |db, asked| Box::pin(graded(db, asked)),
        address: |asked| format!("/evaluations/organisations?year={}&branch={}", asked.year, asked.organisation),
        beside: None,
        counts: None,
    },
    Source {
        code: "residence_comments",
        label: || t("Đảng viên có nhận xét của chi ủy nơi cư trú"),
        unit: Unit::Percent,
        count: |db, asked| Box::pin(commented(db, asked)),
        address: |asked| residence::people_path(asked.year, Some(asked.organisation), residence::Which::Commented),
        beside: None,
        counts: Some(|db, asked, person| Box::pin(whom::commented(db, asked, person))),
    },
    Source {
        code: "study_members",
        label: || t("Đảng viên học tập, quán triệt văn bản"),
        unit: Unit::Percent,
        count: |db, asked| Box::pin(studied(db, asked, |studied| studied.members)),
        address: |asked| documents::list_path(asked.year, Some(asked.organisation)),
        beside: None,
        counts: None,
    },
    Source {
        code: "study_others",
        label: || t("Người ngoài Đảng học tập, quán triệt văn bản"),
        unit: Unit::Percent,
        count: |db, asked| Box::pin(studied(db, asked, |studied| studied.outsiders)),
        address: |asked| documents::list_path(asked.year, Some(asked.organisation)),
        beside: None,
        counts: None,
    },
    Source {
        code: "regular_meetings",
        label: || t("Số cuộc sinh hoạt chi bộ định kỳ"),
        unit: Unit::Number,
        count: |db, asked| Box::pin(held(db, asked, meetings::Kind::Regular)),
        address: |asked| meetings::list_path(asked.year, Some(asked.organisation)),
        beside: None,
        counts: None,
    },
    Source {
        code: "thematic_meetings",
        label: || t("Số cuộc sinh hoạt chuyên đề"),
        unit: Unit::Number,
        count: |db, asked| Box::pin(held(db, asked, meetings::Kind::Thematic)),
        address: |asked| meetings::list_path(asked.year, Some(asked.organisation)),
        beside: None,
        counts: None,
    },
];

/// The word of what a committee writes.
pub const TYPED: &str = "typed";

impl Source {
    /// The line of a word; nothing for what is typed.
    pub fn from_code(code: &str) -> Option<&'static Self> {
        SOURCES.iter().find(|source| source.code == code)
    }
}

async fn of_the_movement(db: &mut PgConnection, asked: &Asked<'_>, figure: Figure) -> Result<Option<Actual>> {
    let Some(question) = asked.question() else { return Ok(None) };
    Ok(Some(Actual::Number(figure.count(db, asked.app, asked.viewer, &question).await?)))
}

/// Who was recognised as well, but was considered after the term, or nobody knows when.
async fn recognised_late(db: &mut PgConnection, asked: &Asked<'_>) -> Result<Option<(String, String)>> {
    let Some(question) = asked.question() else { return Ok(None) };
    let late = Figure::RecognisedLate.count(db, asked.app, asked.viewer, &question).await?;
    let sentence = || t("{n} công nhận muộn, không tính").with("n", late);
    Ok((late > 0).then(|| (sentence(), Figure::RecognisedLate.address(&question))))
}

fn people(asked: &Asked<'_>, figure: Figure) -> String {
    asked.question().map(|question| figure.address(&question)).unwrap_or_default()
}

async fn sent(db: &mut PgConnection, asked: &Asked<'_>, kind: courses::Kind) -> Result<Option<Actual>> {
    if asked.question().is_none() {
        return Ok(None);
    }
    let known = asked.known();
    let sent = courses::sent(db, Some(asked.scope), asked.year, asked.until, known).await?;
    let count = if kind == courses::Kind::Awareness { sent.non_members } else { sent.new_members };
    Ok(Some(Actual::Number(count)))
}

/// Those graded so or better, of all who are to be evaluated; nothing while nobody has been.
async fn evaluated(db: &mut PgConnection, asked: &Asked<'_>, least: Grade) -> Result<Option<Actual>> {
    let when = evaluations::When::new(asked.year, asked.told_on, asked.known());
    let figures = evaluations::in_year(db, asked.scope, when).await?;
    let tally = figures.tally;
    let completed = if least == Grade::Completed { tally.completed } else { 0 };
    let part = tally.excellent + tally.good + completed;
    let whole = figures.members.saturating_sub(figures.left_out());
    let share = Actual::Share { part: part.into(), whole: whole.into() };
    Ok(Some(share).filter(|_| tally.graded() > 0))
}

fn evaluated_path(asked: &Asked<'_>, which: evaluations::Which) -> String {
    evaluations::people_path(asked.year, Some(asked.organisation), which)
}

/// The grade of the organisation itself.
async fn graded(db: &mut PgConnection, asked: &Asked<'_>) -> Result<Option<Actual>> {
    let when = evaluations::When::new(asked.year, asked.told_on, asked.known());
    let all = evaluations::of_organisations(db, &[asked.organisation.0], when).await?;
    let grade = all.get(&asked.organisation).and_then(|evaluation| evaluation.outcome.grade());
    Ok(grade.map(|grade| {
        Actual::Grade(match grade {
            rules::evaluation::Grade::Excellent => Grade::Excellent,
            rules::evaluation::Grade::Good => Grade::Good,
            rules::evaluation::Grade::Completed => Grade::Completed,
            rules::evaluation::Grade::Failed => Grade::NotCompleted,
        })
    }))
}

/// Those on whom the committee of their residence commented, of all members; nothing while no comment has come.
async fn commented(db: &mut PgConnection, asked: &Asked<'_>) -> Result<Option<Actual>> {
    let when = residence::When::new(asked.year, asked.told_on, asked.known());
    let figures = residence::in_year(db, asked.scope, when).await?;
    let share = Actual::Share { part: figures.commented.into(), whole: figures.members.into() };
    Ok(Some(share).filter(|_| figures.commented > 0))
}

/// Those who came to where documents were made known, of all who should have; nothing where none was.
async fn studied(
    db: &mut PgConnection,
    asked: &Asked<'_>,
    of: impl FnOnce(documents::Studied) -> documents::Share,
) -> Result<Option<Actual>> {
    let share = of(documents::studied(db, &asked.organisations(), asked.year, &asked.when()).await?);
    Ok((share.should > 0).then_some(Actual::Share { part: share.present, whole: share.should }))
}

/// How many meetings of a kind were held for the months of the year.
async fn held(db: &mut PgConnection, asked: &Asked<'_>, kind: meetings::Kind) -> Result<Option<Actual>> {
    if asked.question().is_none() {
        return Ok(None);
    }
    let held = meetings::held(db, &asked.organisations(), asked.year, &asked.when()).await?;
    Ok(Some(Actual::Number(held.iter().filter(|held| held.kind == kind).map(|held| held.meetings).sum())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_has_a_word_of_its_own() {
        let codes: std::collections::BTreeSet<_> = SOURCES.iter().map(|source| source.code).collect();
        assert_eq!(codes.len(), SOURCES.len());
        assert!(!codes.contains(TYPED));
        let labels: std::collections::BTreeSet<_> = SOURCES.iter().map(|source| (source.label)()).collect();
        assert_eq!(labels.len(), SOURCES.len());
    }
}
