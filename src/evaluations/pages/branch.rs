//! The evaluation of a branch: everybody on one page, saved as a whole or not at all.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::super::form::{ABOVE, DECIDED, GRADE, NUMBER, Sheet, Subject, graded, left_out, of_points, read};
use super::super::{Evaluation, Figures, Outcome, Row, When, by_organisation, grassroots, members, path, write};
use super::{Limit, Line, contested, decision, options, problems, rules};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::{OrganisationId, PersonId};
use crate::members::warnings::{self, Warning, cited};
use crate::organisations::names_known;
use crate::rules::evaluation::{Cap, LeftOut};
use crate::rules::regulations::{Rule, RuleCode};
use crate::rules::year::has_begun;
use crate::rules::{Day, PartialDate};
use crate::settings::{Settings, reading_label};
use crate::shell::{Flash, Shell};
use crate::state::{App, Db};
use crate::submissions::{self, Claim};
use crate::web::as_of::{AsOf, Asked};
use crate::web::cells::Shown;
use crate::web::extract::{Once, Path, Query};
use crate::web::grid::Grid;
use crate::web::{Errors, Page, With, filters, t};
use crate::yearly::grids::{Asking, Told, check, is_editable, year_of};
use crate::yearly::queries::hold;
use crate::{Error, Result};

/// `GET /evaluations/{organisation}`
#[derive(Template)]
#[template(path = "evaluations/branch.html")]
struct BranchPage {
    shell: Shell,
    branch: OrganisationId,
    name: String,
    year: i16,
    typed_year: String,
    asked: Asked,
    typed: AsOf,
    errors: Errors,
    /// What is wrong, each with its id.
    problems: Vec<(String, String)>,
    /// The cells that somebody else filled otherwise.
    contested: Vec<(String, String)>,
    lines: Vec<Line>,
    number: Shown,
    decided: Shown,
    options: Vec<(&'static str, &'static str)>,
    points: bool,
    /// Whether it can be typed into.
    editable: bool,
    warnings: Vec<Warning>,
    limit: Option<Limit>,
    figures: Figures,
    submission: String,
    fill: String,
    /// What was just filled is not saved yet.
    filled: bool,
}

impl BranchPage {
    fn has_begun(&self) -> bool {
        has_begun(self.year, self.asked.day)
    }

    fn path(&self, year: i16) -> String {
        path(self.branch, year)
    }
}

/// A branch in a year, as its page is made from.
struct Book {
    branch: OrganisationId,
    name: String,
    when: When,
    rows: Vec<Row>,
    subjects: Vec<Subject<PersonId>>,
    /// The name of the organisation within which the excellent are capped.
    base_name: String,
    /// The figures of its other branches.
    others: Figures,
}

/// The organisation in which a branch is capped, when the viewer may see the branch.
fn base(app: &App, viewer: &Viewer, branch: OrganisationId) -> Result<OrganisationId> {
    check(app, viewer, branch)?;
    Ok(grassroots(&app.tree(), &viewer.scope, branch))
}

impl Book {
    async fn read(
        db: &mut PgConnection,
        app: &App,
        branch: OrganisationId,
        base: OrganisationId,
        when: When,
    ) -> Result<Self> {
        let rows = members(&mut *db, branch, when).await?;
        let others: Vec<_> = app.tree().scope(base).ids().into_iter().filter(|id| *id != branch.0).collect();
        let mut rest = Figures::default();
        for figures in by_organisation(&mut *db, &others, when).await?.into_values() {
            rest += figures;
        }
        let mut names = names_known(&mut *db, &[branch, base], when.on, when.known).await?;
        Ok(Self {
            branch,
            base_name: names.get(&base).cloned().unwrap_or_default(),
            name: names.remove(&branch).unwrap_or_default(),
            when,
            subjects: rows.iter().map(Subject::from).collect(),
            rows,
            others: rest,
        })
    }

    /// The figures of the branch with what everybody has in the end.
    fn figures(&self, outcomes: &[Option<Outcome>]) -> Figures {
        let mut figures = Figures::default();
        for (row, outcome) in self.rows.iter().zip(outcomes) {
            figures.members += 1;
            figures.probationary += u32::from(row.probationary);
            match outcome {
                Some(Outcome::Graded(grade)) => figures.tally.add(*grade),
                Some(Outcome::LeftOut(_)) => figures.other += 1,
                None => {}
            }
        }
        figures
    }

    /// How many may be excellent, and how many are still to be graded.
    fn cap(&self, settings: &Settings, figures: &Figures) -> Option<(Cap, u32)> {
        let mut tally = self.others.tally;
        tally += figures.tally;
        let pending = self.others.missing() + figures.missing();
        Cap::of(&settings.rulebook, &tally, pending, self.when.on).map(|cap| (cap, pending))
    }

    /// What is to be confirmed before the changes are written.
    fn warnings(&self, settings: &Settings, sheet: &Sheet<PersonId>, today: Day, confirmed: &[String]) -> Vec<Warning> {
        let grade = |one: &Option<Evaluation>| one.as_ref().map(|one| one.outcome);
        let mut found = Vec::new();
        let graded = sheet.changes.iter().any(|change| grade(&change.before) != grade(&change.after));
        let cap = self.cap(settings, &self.figures(&sheet.outcomes)).filter(|(cap, _)| graded && cap.is_exceeded());
        if let Some((cap, _)) = cap {
            let sentence =
                t("{name}: {n} đảng viên hoàn thành xuất sắc nhiệm vụ, nhiều hơn {most} ({percent}% {reading}).")
                    .with("name", &self.base_name)
                    .with("n", cap.excellent)
                    .with("most", cap.seats(cap.binds))
                    .with("percent", cap.share.value)
                    .with("reading", reading_label(cap.binds));
            found.push(Warning::told("excellent_share", sentence, cited(cap.reading), confirmed));
        }
        found.extend(of_points(sheet, &self.subjects, rules(settings, self.when, today), confirmed));
        found.extend(self.left_out(settings, sheet, confirmed));
        found
    }

    /// What the ledger says against the reasons why somebody is not evaluated.
    fn left_out(&self, settings: &Settings, sheet: &Sheet<PersonId>, confirmed: &[String]) -> Vec<Warning> {
        let row = |person| self.rows.iter().find(|row| row.person == person);
        let exempt = |person| row(person).is_some_and(|row| row.exempt);
        let new = |person| row(person).is_some_and(|row| self.lately_admitted(settings, row).is_some());
        let mut found = Vec::new();
        let names = left_out(sheet, &self.subjects, LeftOut::Exempt, exempt);
        if !names.is_empty() {
            let sentence = t("Theo sổ, ngày {day} không được miễn công tác và sinh hoạt đảng: {names}.")
                .with("day", self.when.on)
                .with("names", names.join(", "));
            found.push(Warning::told("not_exempt", sentence, String::new(), confirmed));
        }
        let rule = settings.rulebook.rule(RuleCode::EvaluationNewMember, self.when.on);
        let names = left_out(sheet, &self.subjects, LeftOut::New, new);
        if let Some(rule) = rule.filter(|_| !names.is_empty()) {
            let sentence = t("Theo sổ, đến cuối năm đã vào Đảng đủ {n} tháng: {names}.")
                .with("n", rule.value)
                .with("names", names.join(", "));
            found.push(Warning::told("not_new", sentence, cited(rule), confirmed));
        }
        let names = graded(sheet, &self.subjects, exempt);
        if !names.is_empty() {
            let sentence = t(
                "Theo sổ, ngày {day} được miễn công tác và sinh hoạt đảng mà vẫn xếp loại: {names}. Nếu đúng là không xếp loại, chọn lý do.",
            );
            let sentence = sentence.with("day", self.when.on).with("names", names.join(", "));
            found.push(Warning::told("exempt_graded", sentence, String::new(), confirmed));
        }
        let names = graded(sheet, &self.subjects, new);
        if let Some(rule) = rule.filter(|_| !names.is_empty()) {
            let sentence = t("Theo sổ, đến cuối năm vào Đảng chưa đủ {n} tháng mà vẫn xếp loại: {names}.")
                .with("n", rule.value)
                .with("names", names.join(", "));
            found.push(Warning::told("new_graded", sentence, cited(rule), confirmed));
        }
        found
    }

    /// The admission of somebody who was admitted too short a time before the end of the year, and what is too short.
    fn lately_admitted(&self, settings: &Settings, row: &Row) -> Option<(PartialDate, &'static Rule)> {
        let rule = settings.rulebook.rule(RuleCode::EvaluationNewMember, self.when.on)?;
        let months = i32::try_from(rule.value).unwrap_or(i32::MAX);
        let last = Day::new(self.when.year, 12, 31).unwrap_or(self.when.on);
        row.admitted_on.filter(|on| on.last().plus_months(months) > last).map(|on| (on, rule))
    }

    /// What is to be known of a member before grading.
    fn hints(&self, settings: &Settings, row: &Row) -> Vec<String> {
        let mut hints = Vec::new();
        if row.probationary {
            hints.push(t("Dự bị").to_owned());
        }
        if row.exempt {
            hints.push(t("Được miễn sinh hoạt").to_owned());
        }
        if let Some((admitted_on, rule)) = self.lately_admitted(settings, row) {
            let sentence = t("Vào Đảng {day}, đến cuối năm chưa đủ {n} tháng");
            hints.push(sentence.with("day", admitted_on).with("n", rule.value));
        }
        hints
    }
}

/// What the page is made of besides the book.
struct Made {
    shell: Shell,
    asked: Asked,
    typed: AsOf,
    typed_year: String,
    errors: Errors,
    warnings: Vec<Warning>,
    submission: String,
    fill: String,
    filled: bool,
}

fn page(app: &App, viewer: &Viewer, book: &Book, sheet: &Sheet<PersonId>, made: Made) -> BranchPage {
    let settings = app.settings();
    let (number, decided) = (sheet.cells.of(ABOVE, NUMBER), sheet.cells.of(ABOVE, DECIDED));
    let above = decision(&number, &decided);
    let query = made.asked.query();
    let lines = book.rows.iter().zip(&book.subjects).map(|(row, subject)| {
        let href = format!("{}{query}", row.person.path());
        Line::of(subject, &sheet.cells, &above, href, book.hints(&settings, row))
    });
    let held: Vec<_> = book.subjects.iter().map(|subject| subject.held.as_ref().map(|held| held.outcome)).collect();
    BranchPage {
        branch: book.branch,
        name: book.name.clone(),
        year: book.when.year,
        lines: lines.collect(),
        number,
        decided,
        options: options(true),
        points: rules(&settings, book.when, made.asked.today).points,
        editable: is_editable(viewer, &made.asked, book.when.year),
        limit: book
            .cap(&settings, &book.figures(&held))
            .map(|(cap, pending)| Limit::new(&book.base_name, &cap, pending)),
        figures: book.figures(&held),
        problems: problems(sheet, &made.errors),
        contested: contested(&sheet.cells, &book.subjects),
        shell: made.shell,
        typed_year: made.typed_year,
        asked: made.asked,
        typed: made.typed,
        errors: made.errors,
        warnings: made.warnings,
        submission: made.submission,
        fill: made.fill,
        filled: made.filled,
    }
}

fn seen(book: &Book) -> Seen {
    Seen::list("evaluation", format!("?branch={}&year={}", book.branch, book.when.year), book.rows.len())
}

pub(in crate::evaluations) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Path(branch): Path<OrganisationId>,
    Query(asking): Query<Asking>,
) -> Result<Response> {
    let base = base(&app, &viewer, branch)?;
    let (Told { asked, when, errors, typed_year, .. }, typed) = asking.of_grid(&app, &viewer);
    let book = Book::read(&mut db, &app, branch, base, when).await?;
    drop(db);
    let sheet = read(None, &book.subjects, rules(&app.settings(), book.when, asked.today));
    let status = errors.is_empty();
    let made = Made {
        shell,
        asked,
        typed,
        typed_year,
        errors,
        warnings: Vec::new(),
        submission: submissions::key()?,
        fill: String::new(),
        filled: false,
    };
    let page = page(&app, &viewer, &book, &sheet, made);
    Ok(seen(&book).on(if status { Page::ok(page) } else { Page::invalid(page) }))
}

pub(in crate::evaluations) async fn save(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(branch): Path<OrganisationId>,
    Once(grid, content): Once<Grid>,
) -> Result<Response> {
    let base = base(&app, &viewer, branch)?;
    let (author, today) = (viewer.author(), viewer.at.day());
    let when = When::new(year_of(&grid, today)?, today, None);
    let submission = grid.field("submission").to_owned();
    let fill = grid.field("then") == "fill";
    let mut made = Made {
        shell,
        asked: AsOf::default().read(today).0,
        typed: AsOf::default(),
        typed_year: when.year.to_string(),
        errors: Errors::new(),
        warnings: Vec::new(),
        submission: submission.clone(),
        fill: grid.field("fill").to_owned(),
        filled: fill,
    };
    let settings = app.settings();
    let mut tx = app.db.begin().await?;
    if fill {
        let book = Book::read(&mut tx, &app, branch, base, when).await?;
        let mut sheet = read(Some(&grid), &book.subjects, rules(&settings, book.when, today));
        // Whoever is not to be graded is left to be said by hand.
        for row in book.rows.iter().filter(|row| !row.exempt && book.lately_admitted(&settings, row).is_none()) {
            sheet.cells.fill(row.person.0, GRADE, &made.fill);
        }
        let page = page(&app, &viewer, &book, &sheet, made);
        return Ok(seen(&book).on(Page::ok(page)));
    }
    let before = match submissions::claim(&mut tx, &app.seal, author, &submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    hold(&mut tx, base).await?;
    let book = Book::read(&mut tx, &app, branch, base, when).await?;
    let sheet = read(Some(&grid), &book.subjects, rules(&settings, book.when, today));
    let contested = sheet.cells.are_contested();
    if let Some(saved) = before {
        made.errors = saved;
    } else {
        if sheet.gone {
            made.errors.add("grid", t("Có người vừa được chuyển khỏi chi bộ này. Xem lại danh sách rồi lưu lại."));
        }
        if !contested && sheet.cells.problems().is_empty() {
            made.warnings = book.warnings(&settings, &sheet, today, grid.fields("confirm"));
            made.errors.extend(warnings::unconfirmed(&made.warnings));
        }
        if made.errors.is_empty() && !contested && sheet.cells.problems().is_empty() {
            let confirmed = warnings::confirmed(&made.warnings);
            write(&mut tx, author, branch, when.year, &sheet.changes, &confirmed).await?;
            let location = path(branch, when.year);
            submissions::finish(&mut tx, author, &submission, &location).await?;
            tx.commit().await?;
            let done = if sheet.changes.is_empty() { Flash::Unchanged } else { Flash::Saved };
            return Ok(done.see_other(&location));
        }
    }
    tx.rollback().await?;
    made.submission = submissions::key_again(&submission, &made.errors)?;
    let conflict = contested || made.errors.saved().is_some();
    let page = page(&app, &viewer, &book, &sheet, made);
    let page = if conflict { Page::conflict(page) } else { Page::invalid(page) };
    Ok(seen(&book).on(page.into_response()))
}
