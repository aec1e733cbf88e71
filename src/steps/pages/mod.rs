//! The page of a step, and what becomes of it.

pub(super) mod batch;
pub(super) mod correction;
pub(super) mod newcomer;
pub(super) mod void;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;

use super::amended::Born;
use super::closed::closed;
use super::doubts::{of_readmission, of_transfer};
use super::form::{Places, Said, StepForm};
use super::may_move;
use super::sheet::{Ask, Sheet};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::{self, Event, NewEvent};
use crate::members::warnings::{self, Warning};
use crate::members::{self, Visibility};
use crate::organisations::Units;
use crate::rules::Day;
use crate::rules::admission::what_follows;
use crate::rules::standing::{self, Kind, Span, Track, Value};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "steps/new.html")]
struct NewPage {
    shell: Shell,
    person: PersonId,
    full_name: String,
    sheet: &'static Sheet,
    typed: StepForm,
    errors: Errors,
    warnings: Vec<Warning>,
    branches: Units,
    /// The day from which it counts, where the rules tell it.
    computed: Option<Day>,
    /// What somebody else recorded since the page was opened: what, from when, by whom.
    faster: Vec<String>,
    /// Why nothing can be recorded here: of this person, or by this account.
    closed: Option<String>,
}

/// What a step is recorded upon, read while the person is held.
#[derive(Clone)]
pub(super) struct Upon {
    pub visibility: Visibility,
    pub events: Vec<Event>,
    pub spans: Vec<Span>,
    pub full_name: String,
    /// As far as it is known.
    pub born_on: String,
    pub born: Born,
}

impl Upon {
    /// Reads it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the person's papers are not within the viewer's scope.
    pub async fn read(db: &mut PgConnection, app: &App, viewer: &Viewer, person: PersonId) -> Result<Self> {
        let visibility = members::keeping(db, &viewer.scope, person, viewer.at.day()).await?;
        let day = visibility.day(viewer.at.day());
        let version = members::facts_on(&mut *db, &app.seal, person, day, None).await?.ok_or(Error::NotFound)?;
        Ok(Self {
            visibility,
            events: ledger::queries::events(&mut *db, person).await?,
            spans: ledger::spans(db, person).await?,
            born_on: version.facts.born_on.to_string(),
            born: Born { on: version.facts.born_on, gender: version.facts.gender },
            full_name: version.facts.name.full,
        })
    }

    /// The events that stand, as the rules read them.
    pub fn rule_events(&self) -> Vec<standing::Event> {
        self.events.iter().filter_map(Event::as_rule).collect()
    }

    /// The event recorded last; 0 for none.
    pub fn last(&self) -> i64 {
        self.events.iter().map(|event| event.id.0).max().unwrap_or_default()
    }

    /// Where the person is a member, or a guest, on a day: the last place before it when nowhere.
    fn place(&self, kind: Kind, day: Day) -> Option<OrganisationId> {
        let track =
            if matches!(kind, Kind::GuestExtended | Kind::GuestEnded) { Track::Guest } else { Track::Membership };
        // Who leaves on the day on which something begins was there until then.
        let spans = self.spans.iter().filter(|span| span.track == track && span.from <= day);
        let place = spans.max_by_key(|span| (span.covers(day), span.from))?;
        Some(OrganisationId(place.organisation))
    }

    /// What the rules find odd in a transfer, or in a readmission.
    fn doubts(&self, app: &App, kind: Kind, said: &Said, confirm: &[String]) -> Vec<Warning> {
        let begun = self.events.iter().rfind(|event| event.kind == Some(Kind::TemporaryOut) && !event.voided);
        let reason = begun.map(|event| event.details.reason.as_str()).unwrap_or_default();
        let rules = app.settings();
        let of = (&rules.rulebook, &rules.calendar);
        let mut doubts = of_transfer(of, kind, said, &self.spans, reason, confirm);
        doubts.extend(of_readmission(of, kind, said, &self.rule_events(), confirm));
        doubts
    }

    /// Official from when, by the rules, and from when that counts in this book: who came into it after
    /// the twelfth month is official in it from that day.
    fn recognition(&self, app: &App) -> Option<(Day, Day)> {
        let latest_first = || self.spans.iter().rev().filter(|span| span.track == Track::Membership);
        let now = latest_first().next().filter(|span| span.value == Value::Probationary)?;
        let rules = app.settings();
        let official_on = what_follows(now.admitted_on?.full()?, &rules.rulebook, &rules.calendar)?.probation_until;
        // The moves between our branches are one stay.
        let entered = latest_first().fold(now.from, |from, span| if span.to == Some(from) { span.from } else { from });
        Some((official_on, official_on.max(entered)))
    }
}

pub(super) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((person, noun)): Path<(PersonId, String)>,
) -> Result<Response> {
    let sheet = Sheet::named(&noun).ok_or(Error::NotFound)?;
    let mut db = app.db.acquire().await?;
    let upon = Upon::read(&mut db, &app, &viewer, person).await?;
    let typed = StepForm { submission: submissions::key()?, last: upon.last().to_string(), ..StepForm::default() };
    let branches = branches(&mut db, &app, &viewer, sheet).await?;
    let mut page = page(&app, shell, person, sheet, &upon, branches, typed);
    page.closed = closed(&upon, sheet, viewer.at.day());
    if sheet.kind == Kind::Moved && !may_move(&app.tree(), &viewer.scope) {
        page.closed = Some(only_one_branch().to_owned());
    }
    Ok(Seen::person("step", person).on(Page::ok(page)))
}

/// What is said to who sees only one branch, and so none to which somebody may go.
fn only_one_branch() -> &'static str {
    t("Tài khoản này chỉ thấy một chi bộ. Việc chuyển giữa hai chi bộ do cấp ủy cấp trên ghi.")
}

/// The page for what was typed, with nothing found in it.
fn page(
    app: &App,
    shell: Shell,
    person: PersonId,
    sheet: &'static Sheet,
    upon: &Upon,
    branches: Units,
    typed: StepForm,
) -> NewPage {
    NewPage {
        shell,
        person,
        full_name: upon.full_name.clone(),
        sheet,
        typed,
        errors: Errors::new(),
        warnings: Vec::new(),
        branches,
        computed: computed(app, sheet, upon).map(|(official_on, _)| official_on),
        faster: Vec::new(),
        closed: None,
    }
}

/// The branches to choose from, where the page asks for one.
async fn branches(db: &mut PgConnection, app: &App, viewer: &Viewer, sheet: &Sheet) -> Result<Units> {
    if sheet.enters() || sheet.asks(Ask::ToBranch) || sheet.asks(Ask::Host) {
        // Nobody goes from the only branch that an account sees to that same branch.
        if !sheet.enters() && !sheet.asks(Ask::Branch) && !may_move(&app.tree(), &viewer.scope) {
            return Ok(Units::of(Some(Vec::new()), app.tree(), &viewer.scope, viewer.at.day()));
        }
        Units::branches(db, app.tree(), &viewer.scope, viewer.at.day()).await
    } else {
        Ok(Units::of(Some(Vec::new()), app.tree(), &viewer.scope, viewer.at.day()))
    }
}

/// The days that the rules tell of a recognition.
fn computed(app: &App, sheet: &Sheet, upon: &Upon) -> Option<(Day, Day)> {
    if sheet.kind == Kind::Recognised { upon.recognition(app) } else { None }
}

pub(super) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((person, noun)): Path<(PersonId, String)>,
    Once(mut form, content): Once<StepForm>,
) -> Result<Response> {
    let sheet = Sheet::named(&noun).ok_or(Error::NotFound)?;
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    ledger::queries::lock(&mut tx, person).await?;
    let upon = Upon::read(&mut tx, &app, &viewer, person).await?;
    let known: i64 = form.last.parse().map_err(|_| Error::BadRequest)?;
    let faster: Vec<_> = upon.events.iter().filter(|event| event.id.0 > known).map(said).collect();
    let mut considered = consider(&mut tx, &app, &viewer, person, sheet, &form, &upon).await?;
    if let Some(saved) = before {
        considered.result = Err(saved);
    } else if !faster.is_empty() {
        considered.result = Err(Errors::new());
        considered.warnings.clear();
    }
    let recorded = match considered.result {
        Ok(new) => ledger::record(&mut tx, author, &new).await.map(|_| ()),
        Err(errors) => Err(Error::Invalid(errors)),
    };
    let errors = match recorded {
        Ok(()) => {
            let location = person.path();
            submissions::finish(&mut tx, author, &form.submission, &location).await?;
            tx.commit().await?;
            return Ok(Flash::Recorded.see_other(&location));
        }
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    form.last = upon.last().to_string();
    let stale = !faster.is_empty();
    let page = page(&app, shell, person, sheet, &upon, considered.branches, form);
    let page = NewPage { errors: errors.clone(), warnings: considered.warnings, faster, ..page };
    let page = if stale { Page::conflict(page) } else { Page::refused(&errors, page) };
    Ok(Seen::person("step", person).on(page))
}

/// A page before the book and the rules: everything found at once, or the event.
struct Considered {
    branches: Units,
    warnings: Vec<Warning>,
    result: Result<NewEvent, Errors>,
}

async fn consider(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    person: PersonId,
    sheet: &'static Sheet,
    form: &StepForm,
    upon: &Upon,
) -> Result<Considered> {
    let mut branches = branches(&mut *db, app, viewer, sheet).await?;
    let places = Places {
        branch: branches.meant(&mut *db, &form.branch).await?,
        counterpart: branches.meant(&mut *db, &form.counterpart).await?,
    };
    let days = computed(app, sheet, upon);
    if sheet.kind == Kind::Recognised && days.is_none() {
        let sentence =
            t("Người này đã là đảng viên chính thức, hoặc không còn là đảng viên dự bị trong sổ. Mở hồ sơ để xem.");
        let result = Err(Errors::one("resolved_on", sentence));
        return Ok(Considered { branches, warnings: Vec::new(), result });
    }
    let said = match form.parse(sheet, viewer.at.day(), places, days.is_some() || !sheet.asks(Ask::EffectiveOn)) {
        Ok(said) => said,
        Err(errors) => return Ok(Considered { branches, warnings: Vec::new(), result: Err(errors) }),
    };
    let mut warnings = doubts(app, sheet, &said, days, &form.confirm);
    warnings.extend(upon.doubts(app, sheet.kind, &said, &form.confirm));
    let unconfirmed = warnings::unconfirmed(&warnings);
    // What cannot be is said before what is only odd.
    Ok(match event(viewer, person, sheet, said, upon, days, &warnings) {
        Ok(_) if !unconfirmed.is_empty() => Considered { branches, warnings, result: Err(unconfirmed) },
        Ok(new) => Considered { branches, warnings, result: Ok(new) },
        Err(errors) => Considered { branches, warnings: Vec::new(), result: Err(errors) },
    })
}

/// What the paper says, as an event of the ledger.
fn event(
    viewer: &Viewer,
    person: PersonId,
    sheet: &Sheet,
    said: Said,
    upon: &Upon,
    days: Option<(Day, Day)>,
    warnings: &[Warning],
) -> Result<NewEvent, Errors> {
    let effective_on = days.map(|(_, counts_from)| counts_from).or(said.effective_on).unwrap_or(viewer.at.day());
    if effective_on > viewer.at.day() {
        let sentence = t("Thời gian dự bị đến ngày {day} mới hết. Ghi việc công nhận từ ngày đó trở đi.");
        return Err(Errors::one("effective_on", sentence.with("day", effective_on)));
    }
    let begins = matches!(sheet.kind, Kind::TemporaryOut | Kind::Exempted | Kind::Suspended);
    let member = |span: &Span| span.track == Track::Membership && span.covers(effective_on);
    let left = |span: &Span| span.track == Track::Membership && span.to.is_some_and(|to| to <= effective_on);
    if begins && !upon.spans.iter().any(member) && upon.spans.iter().any(left) {
        let sentence = t("Người này rời tổ chức đúng ngày đó hoặc trước đó. Kiểm tra lại ngày.");
        return Err(Errors::one("effective_on", sentence));
    }
    let place = said.branch.or_else(|| upon.place(sheet.kind, effective_on)).unwrap_or(upon.visibility.keeper);
    // A recognition reaches back to where the person was in the twelfth month, whoever has them now.
    if sheet.kind != Kind::Recognised && !viewer.scope.covers(place) {
        let sentence = t("Ngày đó người này thuộc tổ chức ngoài phạm vi của tài khoản. Nhờ cấp ủy của tổ chức đó ghi.");
        return Err(Errors::one("effective_on", sentence));
    }
    let meets = matches!(sheet.kind, Kind::Recognised | Kind::Readmitted);
    let decided_before = said.decided_on.zip(said.resolved_on).is_some_and(|(decided, met)| decided.surely_before(met));
    if meets && decided_before {
        let sentence = t("Quyết định không thể trước ngày chi bộ xét. Kiểm tra lại hai ngày.");
        return Err(Errors::one("decided_on", sentence));
    }
    let decided_after = said.decided_on.is_some_and(|decided_on| decided_on.surely_after(effective_on));
    if sheet.kind == Kind::Readmitted && decided_after {
        let sentence = t("Lễ kết nạp không thể trước ngày quyết định. Kiểm tra lại hai ngày.");
        return Err(Errors::one("effective_on", sentence));
    }
    let official_on = days.map(|(official_on, _)| official_on.into()).or(said.official_on);
    let said = Said { official_on, ..said };
    Ok(said.event(person, sheet.kind, place, effective_on, warnings::confirmed(warnings)))
}

/// What the rules find odd in a recognition: considered before the twelve months were over, or later
/// than the branch may take (294-QĐ/TW, điểm 4.2.1).
fn doubts(app: &App, sheet: &Sheet, said: &Said, days: Option<(Day, Day)>, confirm: &[String]) -> Vec<Warning> {
    let (Kind::Recognised, Some((official_on, _)), Some(resolved_on)) = (sheet.kind, days, said.resolved_on) else {
        return Vec::new();
    };
    let rules = app.settings();
    let Some(rule) = rules.rulebook.rule(crate::rules::regulations::RuleCode::RecognitionConsidered, official_on)
    else {
        return Vec::new();
    };
    let by = rule.over(official_on, &rules.calendar);
    let warning = |code, sentence: &str| {
        let sentence = sentence.with("official", official_on).with("by", by);
        Warning::told(code, sentence, rule.citation.to_owned(), confirm)
    };
    if resolved_on < official_on {
        vec![warning("considered_early", t("Chi bộ họp xét trước khi hết thời gian dự bị ({official})."))]
    } else if resolved_on > by {
        vec![warning(
            "considered_late",
            t("Chi bộ họp xét sau hạn {by}. Ngày chính thức vẫn là {official}; cần giải trình bằng văn bản."),
        )]
    } else {
        Vec::new()
    }
}

/// An event that somebody recorded: what, from when, by whom.
fn said(event: &Event) -> String {
    let what = match (event.kind, event.voids) {
        (Some(kind), _) => ledger::sentences::kind_label(kind),
        (None, _) => t("Hủy một việc ghi sai"),
    };
    t("{what}, từ ngày {day}; {account} ghi lúc {at}.")
        .with("what", what)
        .with("day", event.effective_on)
        .with("account", &event.recorded_by)
        .with("at", event.recorded_at)
}
