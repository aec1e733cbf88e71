//! What a year comes to: read from whoever keeps it, each thing once.

use sqlx::PgConnection;

use crate::auth::Viewer;
use crate::auth::scope::Kind;
use crate::ids::OrganisationId;
use crate::organisations::{self, year::AskedYear};
use crate::panels;
use crate::rules::evaluation::Grade;
use crate::rules::movement::{Column, Row, Sign};
use crate::rules::target::{Actual, Aim, Verdict};
use crate::rules::{Day, residence as contact};
use crate::state::App;
use crate::statistics::{Account, Question};
use crate::web::as_of;
use crate::yearly;
use crate::{Error, Result, book, commendations, committee};
use crate::{courses, documents, evaluations, meetings, residence, targets};

/// How many meetings of which kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meetings {
    /// Sinh hoạt định kỳ of branches.
    pub regular: i64,
    /// Sinh hoạt chuyên đề.
    pub thematic: i64,
    /// Họp cấp ủy.
    pub committee: i64,
    /// Chào cờ.
    pub flag: i64,
    /// Regular meetings that a month is missing.
    pub missed: usize,
}

/// Who was commended in one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commended {
    /// The form as it is called.
    pub form: String,
    /// How many members.
    pub members: usize,
    /// How many organisations.
    pub organisations: usize,
}

/// A target, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its number.
    pub id: i64,
    /// As the resolution has it.
    pub name: String,
    /// What is aimed at.
    pub aim: Aim,
    /// What came of it; none: there is nothing to tell.
    pub actual: Option<Actual>,
    /// How it stands.
    pub verdict: Option<Verdict>,
    /// In tenths of a percent.
    pub tenths: Option<i64>,
    /// Where the records behind it are; empty where a committee typed it.
    pub href: String,
    /// Whether it is the one of admissions.
    pub of_admissions: bool,
}

/// The term that ends, or begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The number of its congress: `IV`.
    pub congress: String,
    /// Its first year.
    pub from: i16,
    /// Its last.
    pub to: i16,
}

/// What a branch remarked in its own report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which branch.
    pub organisation: String,
    /// What it wrote, a paragraph a line.
    pub text: String,
}

/// The members and how their number changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// All of the last day.
    pub total: i64,
    /// Of them women.
    pub women: i64,
    /// Of them probationary.
    pub probationary: i64,
    /// Of them away on a temporary transfer.
    pub away: i64,
    /// The year before; none: the book does not know.
    pub before: Option<i64>,
    /// What was told otherwise since the year before was closed.
    pub adjustment: i64,
    /// Carried over from the paper book, which is no increase.
    pub carried_over: i64,
    /// When the year was closed with another number, and that number.
    pub kept: Option<(Day, i64)>,
    /// What came: rows of the movement that have somebody.
    pub increases: Vec<(Row, i64)>,
    /// What went.
    pub decreases: Vec<(Row, i64)>,
    /// What does not agree, in sentences.
    pub differs: Vec<String>,
    /// Branches on the last day; none of a branch.
    pub branches: Option<usize>,
}

/// What a year of an organisation comes to.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Whose.
    pub organisation: OrganisationId,
    /// Whether it is a branch.
    pub of_branch: bool,
    /// Its name on the last day.
    pub name: String,
    /// What was above it then.
    pub superior: String,
    /// The period: the year, or as much of it as there was.
    pub question: Question,
    /// The year.
    pub year: i16,
    /// Whether it is over.
    pub is_over: bool,
    /// The day on which the book opened, where that is after the year: it knows nothing of it.
    pub opens_later: Option<Day>,
    /// The members.
    pub size: Size,
    /// Admitted, kết nạp lại included.
    pub admitted: i64,
    /// Whose recognition was decided.
    pub recognised: i64,
    /// Documents made known.
    pub studied: documents::Studied,
    /// Meetings.
    pub meetings: Meetings,
    /// Sent to courses.
    pub sent: courses::Sent,
    /// The contact with where they live.
    pub residence: residence::Figures,
    /// The regulation of that contact on the last day.
    pub regulation: &'static str,
    /// Commendations by their form.
    pub commended: Vec<Commended>,
    /// How members were graded.
    pub evaluated: evaluations::Figures,
    /// How the organisation itself was.
    pub grade: Option<Grade>,
    /// How the branches were: how many of each grade.
    pub grades: Vec<(Grade, i64)>,
    /// The targets of the year.
    pub targets: Vec<Target>,
    /// Those of the next.
    pub next: Vec<Target>,
    /// The term of which the next year is the last.
    pub ending: Option<Term>,
    /// The term whose congress lies in the next year, once it is in the book.
    pub beginning: Option<Term>,
    /// What its branches remarked.
    pub remarks: Vec<Remark>,
}

/// Of which period the report of a year is.
///
/// # Errors
/// [`Error::NotFound`] of a year that has not begun.
pub fn question(asked: &AskedYear) -> Result<Question> {
    let from = Day::new(asked.year, 1, 1).filter(|from| *from <= asked.today).ok_or(Error::NotFound)?;
    Ok(Question { organisation: asked.organisation, from, to: asked.last_day(), known_on: None })
}

/// What a year comes to, and its movement, which the annex shows.
pub async fn gather(
    app: &App,
    db: &mut PgConnection,
    viewer: &Viewer,
    asked: &AskedYear,
    remarks: Vec<Remark>,
) -> Result<(Facts, Account)> {
    let question = question(asked)?;
    let tree = app.tree();
    let organisation = asked.organisation;
    let mut scope = asked.scope.ids();
    scope.retain(|id| viewer.scope.covers(OrganisationId(*id)));
    let all: Vec<_> = scope.iter().copied().map(OrganisationId).collect();
    let today = as_of::Asked { day: asked.today, known_on: None, today: asked.today };
    let until = as_of::Asked { day: question.to, ..today };
    let year = asked.year;

    let account = Account::of(app, &mut *db, &tree, viewer, &question).await?;
    let of_branch = tree.node(organisation).is_some_and(|node| node.kind == Kind::Branch);
    let branches = meetings::branches(&tree, &viewer.scope, Some(organisation));
    // Those that were there on the last day: some were founded since, others dissolved.
    let placed = organisations::tree_on(&mut *db, &asked.scope, question.to).await?;
    let there = placed.iter().filter(|one| one.kind == Kind::Branch && viewer.scope.covers(one.id)).count();
    let missed = meetings::missed(&mut *db, &branches, year, &today).await?.len();
    let held = meetings::held(&mut *db, &all, year, &today).await?;
    let of = |kind| held.iter().filter(|held| held.kind == kind).map(|held| held.meetings).sum::<i64>();
    let evaluated = evaluations::When::new(year, asked.today, None);
    let grades = evaluations::of_organisations(&mut *db, &scope, evaluated).await?;
    let made = panels::Year { app, viewer, organisation, scope: &scope, year, today: asked.today };
    let commended = commendations::of_year(&mut *db, &yearly::Filter::of(&made)).await?;
    let term = committee::term_on(&mut *db, organisation, question.to, None).await?;
    let coming = Day::new(year + 1, 12, 31);
    let next_term = match coming {
        Some(day) => committee::term_on(&mut *db, organisation, day, None).await?,
        None => None,
    };
    let opens_on = book::opens_on(&mut *db).await?;
    let progress = targets::progress(&mut *db, app, viewer, organisation, year, today).await?;
    let next = targets::set_for(&mut *db, organisation, year + 1).await?;
    let (superior, name) = organisations::heading(&mut *db, organisation, question.to, None).await?;

    let row = |row| account.whole.cells(row).get(Column::Total);
    let rows = |sign| {
        let rows = Row::ALL.into_iter().filter(move |one| one.sign() == sign);
        rows.map(|one| (one, row(one))).filter(|(_, n)| *n != 0).collect::<Vec<_>>()
    };
    let facts = Facts {
        organisation,
        of_branch,
        name,
        superior,
        year,
        opens_later: opens_on.filter(|opens_on| *opens_on > question.to),
        is_over: asked.today > Day::new(year, 12, 31).unwrap_or(asked.today),
        size: Size {
            total: account.counted.get(Column::Total),
            women: account.counted.get(Column::Women),
            probationary: account.counted.get(Column::Probationary),
            away: account.away,
            before: opens_on.filter(|opens_on| *opens_on < question.from).map(|_| row(Row::Opening)),
            adjustment: row(Row::Adjustment),
            carried_over: row(Row::CarriedOver),
            kept: account.kept,
            increases: rows(Sign::Increase),
            decreases: rows(Sign::Decrease),
            differs: account.differs.clone(),
            branches: (!of_branch).then_some(there),
        },
        admitted: row(Row::Admitted),
        recognised: account.recognised,
        studied: documents::studied(&mut *db, &all, year, &today).await?,
        meetings: Meetings {
            regular: of(meetings::Kind::Regular),
            thematic: of(meetings::Kind::Thematic),
            committee: of(meetings::Kind::Committee),
            flag: of(meetings::Kind::Flag),
            missed,
        },
        sent: courses::sent(&mut *db, Some(&scope), year, until.day, None).await?,
        residence: residence::in_year(&mut *db, &scope, residence::When::new(year, asked.today, None)).await?,
        regulation: contact::regulation(question.to),
        commended: by_form(&commended),
        evaluated: evaluations::in_year(&mut *db, &scope, evaluated).await?,
        grade: grades.get(&organisation).and_then(|graded| graded.outcome.grade()),
        grades: Grade::ALL
            .into_iter()
            .map(|grade| {
                let so =
                    |id: &&OrganisationId| grades.get(*id).and_then(|graded| graded.outcome.grade()) == Some(grade);
                let n = branches.iter().filter(|id| **id != organisation).filter(so).count();
                (grade, i64::try_from(n).unwrap_or(i64::MAX))
            })
            .filter(|(_, n)| *n > 0)
            .collect(),
        targets: progress.iter().map(target).collect(),
        next: next.iter().map(set).collect(),
        ending: term.as_ref().filter(|term| term.content.to_year == year + 1).map(|term| named(&term.content)),
        beginning: next_term.filter(|next| next.content.held_on > question.to).map(|next| named(&next.content)),
        remarks,
        question,
    };
    Ok((facts, account))
}

fn named(term: &committee::TermContent) -> Term {
    Term { congress: term.congress.clone(), from: term.from_year, to: term.to_year }
}

fn target(progress: &targets::Progress) -> Target {
    Target {
        actual: progress.actual,
        verdict: progress.verdict,
        tenths: progress.tenths,
        href: progress.address.clone().unwrap_or_default(),
        ..set(&progress.target)
    }
}

/// A target of which nothing is asked but what is aimed at.
fn set(target: &targets::Target) -> Target {
    Target {
        id: target.id.0,
        name: target.content.name.clone(),
        aim: target.content.aim,
        actual: None,
        verdict: None,
        tenths: None,
        href: String::new(),
        of_admissions: target.content.source == Some("admissions"),
    }
}

/// The forms in their order, each with how many it was given to.
fn by_form(all: &[commendations::Version]) -> Vec<Commended> {
    let mut forms: Vec<_> =
        all.iter().map(|version| (version.content.form as u8, version.content.form_label())).collect();
    forms.sort();
    forms.dedup();
    forms
        .into_iter()
        .map(|(_, form)| {
            let given: Vec<_> = all.iter().filter(|one| one.content.form_label() == form).cloned().collect();
            let counts = commendations::Counts::of(&given);
            Commended { form, members: counts.members, organisations: counts.organisations }
        })
        .collect()
}
