//! An admission form before the book and the rules: every error and warning at once, or the admission.

use sqlx::PgConnection;

use super::NewAdmission;
use super::form::{AdmissionForm, FIELDS, Read};
use super::queries;
use super::sponsors::{self, Asked};
use crate::Result;
use crate::auth::Viewer;
use crate::book;
use crate::candidates::{self, Candidate};
use crate::choosing::People;
use crate::courses::Who;
use crate::courses::queries::attended::attended;
use crate::ids::{CandidateId, OrganisationId, PersonId};
use crate::ledger::Sponsor as Named;
use crate::members::duplicates::{self, Duplicates, Probe};
use crate::members::form;
use crate::members::warnings::{self, Warning};
use crate::organisations::Units;
use crate::rules::admission::{
    AdmissionFacts, Finding, Introduced, Severity, Sponsor, SponsorFacts, findings, what_follows,
};
use crate::rules::{Day, Gender, PartialDate};
use crate::state::App;
use crate::web::{Errors, With, t};

/// What the form is judged by, and what was found.
#[derive(Debug)]
pub struct Considered {
    /// The branches to choose from.
    pub branches: Units,
    /// The sponsors to choose from.
    pub candidates: People,
    /// Who may be the same person.
    pub duplicates: Duplicates,
    /// The candidate whose record the form was filled from.
    pub candidate: Option<Candidate>,
    /// What is to be confirmed.
    pub warnings: Vec<Warning>,
    /// What follows from the ceremony.
    pub follows: String,
    /// What is wrong.
    pub errors: Errors,
    /// The admission, when nothing is wrong.
    pub admission: Option<NewAdmission>,
}

/// What an empty form needs: the lists to choose from.
pub async fn choices(db: &mut PgConnection, app: &App, viewer: &Viewer, day: Day) -> Result<Considered> {
    Ok(Considered {
        branches: Units::branches(&mut *db, app.tree(), &viewer.scope, day).await?,
        candidates: sponsors::official(db, &viewer.scope, &app.tree(), viewer.at.day()).await?,
        duplicates: Duplicates::default(),
        candidate: None,
        warnings: Vec::new(),
        follows: String::new(),
        errors: Errors::new(),
        admission: None,
    })
}

/// Judges a form.
pub async fn consider(db: &mut PgConnection, app: &App, viewer: &Viewer, form: &AdmissionForm) -> Result<Considered> {
    let today = viewer.at.day();
    let (read, mut errors) = form.read(today, book::opens_on(&mut *db).await?);
    let mut found = choices(&mut *db, app, viewer, read.admitted_on.unwrap_or(today)).await?;

    let branch = found.branches.meant(&mut *db, &form.branch).await?;
    let branch = errors.take("branch", branch.or_say(t("Chọn chi bộ.")));
    let tree = app.tree();
    let asked = Asked {
        scope: &viewer.scope,
        tree: &tree,
        branch,
        on: read.resolved_on.or(read.decided_on).unwrap_or(today),
        full_name: &form.person.full_name,
    };
    let mut named = [None, None];
    let mut unknown = false;
    for (at, field, typed) in [(0, "sponsor_1", &form.sponsor_1), (1, "sponsor_2", &form.sponsor_2)] {
        match sponsors::resolve(&mut *db, &asked, &found.candidates, typed).await? {
            Ok(sponsor) => named[at] = sponsor,
            Err(sentence) => {
                errors.add(field, sentence);
                unknown = true;
            }
        }
    }
    if let [Some(one), Some(other)] = &named
        && sponsors::same(one, other)
    {
        errors.add("sponsor_2", t("Hai người giới thiệu phải là hai người khác nhau."));
    }

    // Who they are is asked first, how many they are after that.
    let introduced = (!unknown).then(|| sponsors::introduced(&named));
    let rules = judged(&mut *db, app, &read, (&named, introduced), today).await?;
    errors.extend(warnings::errors(&rules));
    if let Some((gender, born_on)) = read.gender.zip(read.born_on) {
        let id = read.facts.as_ref().map_or(read.citizen_id.as_ref(), |facts| facts.citizen_id.as_ref());
        found.warnings = warnings::of_id(app, gender, born_on, id, today, &form.confirm);
    }
    let confirmable = rules.iter().filter(|finding| finding.severity == Severity::Warning);
    found.warnings.extend(confirmable.map(|finding| Warning::new(finding, &form.confirm)));

    let probe = Probe::of_form(&form.person);
    found.duplicates = duplicates::find_and_hold(db, app, &viewer.scope, today, &probe, None).await?;
    found.duplicates.not_duplicate = form.not_duplicate();
    if let Some(sentence) = candidate(&mut *db, app, viewer, form, &probe, &mut found).await? {
        errors.add("full_name", sentence);
    }
    errors.extend(found.duplicates.errors());
    errors.extend(warnings::unconfirmed(&found.warnings));

    let order: Vec<_> = form::FIELDS.into_iter().chain(FIELDS).collect();
    errors.sort_by(&order);
    found.follows = read.admitted_on.map(|day| follows(app, day)).unwrap_or_default();
    if errors.is_empty() {
        found.admission = branch.and_then(|branch| admission(read, branch, named, &found));
    }
    found.errors = errors;
    Ok(found)
}

fn admission(
    read: Read,
    branch: OrganisationId,
    named: [Option<Named>; 2],
    found: &Considered,
) -> Option<NewAdmission> {
    Some(NewAdmission {
        facts: read.facts?,
        branch,
        resolved_on: read.resolved_on,
        decision_number: read.decision_number?,
        decided_on: read.decided_on?,
        issuing_body: read.issuing_body,
        admitted_on: read.admitted_on?,
        awareness_certificate_on: read.awareness_certificate_on,
        sponsors: named.into_iter().flatten().collect(),
        confirmed: warnings::confirmed(&found.warnings),
        not_duplicate: found.duplicates.decided(),
        candidate: found.candidate.as_ref().map(|candidate| candidate.id),
    })
}

/// Finds the candidate whose record the form was filled from, and holds them; warns of others on the list who are
/// called so and born then. What is wrong with it.
async fn candidate(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    form: &AdmissionForm,
    probe: &Probe,
    found: &mut Considered,
) -> Result<Option<&'static str>> {
    let scope = viewer.scope.filter();
    let mut wrong = None;
    if !form.candidate.trim().is_empty() {
        let held = match form.candidate.parse() {
            Ok(id) => candidates::hold(&mut *db, id, scope.as_deref()).await?,
            Err(_) => None,
        };
        match held {
            None => {
                wrong = Some(t(
                    "Hồ sơ quần chúng này không còn trong phạm vi của tài khoản. Mở lại từ danh sách quần chúng.",
                ));
            }
            Some(held) if held.person.is_some() => {
                wrong = Some(t("Người này đã được kết nạp từ hồ sơ quần chúng. Xem trong danh sách đảng viên."));
            }
            Some(held) => {
                found.warnings.extend(not_passed(&mut *db, app, viewer, held.id, &form.confirm).await?);
                found.candidate = Some(held);
            }
        }
    }
    if let Some(born_on) = probe.born_on {
        let but = found.candidate.as_ref().map(|candidate| candidate.id);
        let alike = candidates::queries::alike(db, scope.as_deref(), &probe.name, born_on, but).await?;
        found.warnings.extend(candidates::alike_warning(app, &alike, &form.confirm));
    }
    Ok(wrong)
}

/// What is asked of a candidate who has not passed the awareness course, as the book has it.
pub async fn not_passed(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    candidate: CandidateId,
    confirmed: &[String],
) -> Result<Option<Warning>> {
    let today = viewer.at.day();
    let attended = attended(db, Who::Candidate(candidate), today, None).await?;
    Ok(candidates::not_passed_warning(app, &attended, today, confirmed))
}

/// What the rules find, as far as the fields they need can be read: what is missing finds nothing.
async fn judged(
    db: &mut PgConnection,
    app: &App,
    read: &Read,
    (named, introduced): (&[Option<Named>; 2], Option<Introduced>),
    today: Day,
) -> Result<Vec<Finding>> {
    let considered_on = read.resolved_on.or(read.decided_on);
    let admitted_on = read.admitted_on.or(read.decided_on).unwrap_or(today);
    let decided_on = read.decided_on.unwrap_or(admitted_on);
    let mut facts = AdmissionFacts {
        born_on: read.born_on.filter(|_| considered_on.is_some()).unwrap_or_else(|| of_age(decided_on)),
        gender: read.gender.unwrap_or(Gender::Female),
        citizen_id: None,
        resolved_on: read.resolved_on,
        decided_on,
        admitted_on,
        certificate_on: read.awareness_certificate_on.filter(|_| considered_on.is_some()),
        sponsors: Vec::new(),
        introduced: introduced.filter(|_| considered_on.is_some()),
    };
    if let Some(day) = considered_on {
        for (field, sponsor) in [Sponsor::First, Sponsor::Second].into_iter().zip(named) {
            if let Some(person) = sponsor.as_ref().and_then(|sponsor| sponsor.person) {
                let standing_on_day = queries::standing_on(&mut *db, PersonId(person), day).await?;
                facts.sponsors.push(SponsorFacts { field, standing_on_day });
            }
        }
    }
    let rules = app.settings();
    Ok(findings(&facts, today, &rules.rulebook, &rules.calendar))
}

/// A birth that no rule on age finds fault with.
fn of_age(day: Day) -> PartialDate {
    day.plus_months(-30 * 12).into()
}

/// What follows from a ceremony on that day; nothing when it was before the rules that are known.
pub fn follows(app: &App, admitted_on: Day) -> String {
    let rules = app.settings();
    let Some(follows) = what_follows(admitted_on, &rules.rulebook, &rules.calendar) else {
        return String::new();
    };
    let sentence = t("Dự bị đến ngày {until}. Chi bộ xét công nhận chính thức chậm nhất ngày {by}.");
    let sentence = sentence.with("until", follows.probation_until).with("by", follows.consider_by);
    if follows.sure {
        sentence
    } else {
        format!("{sentence} {}", t("Lịch nghỉ lễ năm đó chưa có, ngày này có thể thay đổi."))
    }
}
