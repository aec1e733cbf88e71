//! What was typed on the page of a step becomes what its paper says, or all errors in form order.

use serde::Deserialize;

use super::sheet::{Ask, Sheet};
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::{Confirmed, Details, Event, NewEvent, Sponsor};
use crate::organisations::Meant;
use crate::rules::day::DateProblem;
use crate::rules::standing::{Kind, Standing};
use crate::rules::{Day, PartialDate};
use crate::web::form::{clean, date_sentence};
use crate::web::{Errors, With, t};

/// The fields in the order of the page.
pub const ORDER: [&str; 22] = [
    "branch",
    "counterpart",
    "counterpart_text",
    "standing",
    "admission_decided_on",
    "admitted_on",
    "official_on",
    "resolved_on",
    "decision_number",
    "decided_on",
    "issuing_body",
    "effective_on",
    "due_on",
    "fees_until",
    "reason",
    "awareness_certificate_on",
    "sponsor_1",
    "sponsor_2",
    "note",
    "why",
    "confirm",
    "submission",
];

/// The most letters of the name of an organisation, or of a person.
const LINE: usize = 200;
/// The most letters of the number of a paper.
const NUMBER: usize = 60;
/// The most letters of a reason or a note.
pub(super) const TEXT: usize = 1_000;

/// The page as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct StepForm {
    /// The branch that takes the person.
    pub branch: String,
    /// Another branch of the book.
    pub counterpart: String,
    /// An organisation outside the book.
    pub counterpart_text: String,
    /// Probationary or official.
    pub standing: String,
    /// The day of the decision of an admission elsewhere.
    pub admission_decided_on: String,
    /// The day of the ceremony.
    pub admitted_on: String,
    /// Official from this day.
    pub official_on: String,
    /// When the branch considered.
    pub resolved_on: String,
    /// The number of the decision or letter.
    pub decision_number: String,
    /// Its day.
    pub decided_on: String,
    /// Who issued it.
    pub issuing_body: String,
    /// From when it counts.
    pub effective_on: String,
    /// Until when.
    pub due_on: String,
    /// The month until whose end fees are paid.
    pub fees_until: String,
    /// Why.
    pub reason: String,
    /// Anything else worth keeping.
    pub note: String,
    /// Who introduced, in words.
    pub sponsor_1: String,
    /// Likewise.
    pub sponsor_2: String,
    /// The day of the awareness certificate.
    pub awareness_certificate_on: String,
    /// The warnings confirmed.
    pub confirm: Vec<String>,
    /// The last event that the page knew of; 0 for none.
    pub last: String,
    /// The key of the form.
    pub submission: String,
}

/// What the paper of a step says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The branch that takes the person.
    pub branch: Option<OrganisationId>,
    /// Another branch of the book.
    pub counterpart: Option<OrganisationId>,
    /// An organisation outside the book.
    pub counterpart_text: String,
    /// Probationary or official.
    pub standing: Option<Standing>,
    /// The day of the decision of an admission elsewhere.
    pub admission_decided_on: Option<PartialDate>,
    /// The day of the ceremony.
    pub admitted_on: Option<PartialDate>,
    /// Official from this day.
    pub official_on: Option<PartialDate>,
    /// When the branch considered.
    pub resolved_on: Option<Day>,
    /// The number of the decision or letter.
    pub decision_number: String,
    /// Its day.
    pub decided_on: Option<PartialDate>,
    /// Who issued it.
    pub issuing_body: String,
    /// From when it counts, where the page was told.
    pub effective_on: Option<Day>,
    /// Until when.
    pub due_on: Option<Day>,
    /// The month until whose end fees are paid.
    pub fees_until: Option<PartialDate>,
    /// Why.
    pub reason: String,
    /// Anything else worth keeping.
    pub note: String,
    /// Who introduced, in words.
    pub sponsors: Vec<String>,
    /// The day of the awareness certificate.
    pub awareness_certificate_on: Option<Day>,
}

impl Said {
    /// The event that the paper tells of a person, in an organisation, from a day on.
    pub fn event(
        self,
        person: PersonId,
        kind: Kind,
        place: OrganisationId,
        effective_on: Day,
        confirmed: Vec<Confirmed>,
    ) -> NewEvent {
        NewEvent {
            decided_on: self.decided_on,
            decision_number: self.decision_number,
            issuing_body: self.issuing_body,
            counterpart: self.counterpart,
            counterpart_text: self.counterpart_text,
            standing: self.standing,
            admission_decided_on: self.admission_decided_on,
            admitted_on: if kind == Kind::Readmitted { Some(effective_on.into()) } else { self.admitted_on },
            official_on: self.official_on,
            due_on: self.due_on,
            details: Details {
                resolved_on: self.resolved_on.map(Day::iso),
                fees_until: self.fees_until.map(PartialDate::iso).unwrap_or_default(),
                confirmed,
                reason: self.reason,
                note: self.note,
                sponsors: self.sponsors.into_iter().map(|name| Sponsor { person: None, name }).collect(),
                awareness_certificate_on: self.awareness_certificate_on.map(Day::iso),
                ..Details::default()
            },
            ..NewEvent::new(person, kind, effective_on, place)
        }
    }
}

/// What was meant by the branches of the page.
#[derive(Clone, Debug)]
pub struct Places {
    /// The one that takes the person.
    pub branch: Meant,
    /// Another one of the book.
    pub counterpart: Meant,
}

impl StepForm {
    /// The page of what an event says.
    pub fn of(event: &Event) -> Self {
        let partial = |day: Option<PartialDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let iso =
            |day: Option<&str>| day.and_then(PartialDate::parse_iso).map(|day| day.to_string()).unwrap_or_default();
        let id = |id: Option<OrganisationId>| id.map(|id| id.to_string()).unwrap_or_default();
        let details = &event.details;
        let sponsor = |at: usize| details.sponsors.get(at).map(|sponsor| sponsor.name.clone()).unwrap_or_default();
        Self {
            branch: id(event.organisation),
            counterpart: id(event.counterpart),
            counterpart_text: event.counterpart_text.clone(),
            standing: event.standing.map(|standing| standing.code().to_owned()).unwrap_or_default(),
            admission_decided_on: partial(event.admission_decided_on),
            admitted_on: partial(event.admitted_on),
            official_on: partial(event.official_on),
            resolved_on: iso(details.resolved_on.as_deref()),
            decision_number: event.decision_number.clone(),
            decided_on: partial(event.decided_on),
            issuing_body: event.issuing_body.clone(),
            effective_on: event.effective_on.to_string(),
            due_on: event.due_on.map(|day| day.to_string()).unwrap_or_default(),
            fees_until: iso(Some(&details.fees_until)),
            reason: details.reason.clone(),
            note: details.note.clone(),
            sponsor_1: sponsor(0),
            sponsor_2: sponsor(1),
            awareness_certificate_on: iso(details.awareness_certificate_on.as_deref()),
            ..Self::default()
        }
    }

    /// Reads the fields of a page. `computed`: the day is told by the rules, and so is not asked for.
    pub fn parse(&self, sheet: &Sheet, today: Day, places: Places, computed: bool) -> Result<Said, Errors> {
        let mut errors = Errors::new();
        let mut said = Said { note: clean(&self.note), ..Said::default() };
        self.places(sheet, places, &mut said, &mut errors);
        if sheet.asks(Ask::Standing) {
            said.standing = Standing::from_code(&self.standing);
            if said.standing.is_none() {
                errors.add("standing", t("Chọn dự bị hoặc chính thức."));
            }
        }
        if sheet.asks(Ask::AdmissionDecidedOn) {
            said.admission_decided_on =
                errors.optional_partial_day("admission_decided_on", &self.admission_decided_on, today);
        }
        if sheet.asks(Ask::AdmittedOn) {
            said.admitted_on = errors.optional_partial_day("admitted_on", &self.admitted_on, today);
        }
        if sheet.asks(Ask::OfficialOn) {
            said.official_on = errors.optional_partial_day("official_on", &self.official_on, today);
            if said.standing == Some(Standing::Probationary) && said.official_on.is_some() {
                errors
                    .add("official_on", t("Đảng viên dự bị chưa có ngày chính thức. Để trống, hoặc chọn chính thức."));
            }
        }
        let decided_after = |day: Option<PartialDate>| {
            said.admission_decided_on.zip(day).is_some_and(|(decided, day)| decided.first() > day.last())
        };
        if decided_after(said.admitted_on) {
            errors.add("admitted_on", t("Lễ kết nạp không thể trước ngày quyết định. Kiểm tra lại hai ngày."));
        } else if decided_after(said.official_on) {
            errors.add("official_on", t("Ngày chính thức không thể trước ngày kết nạp. Kiểm tra lại hai ngày."));
        }
        if sheet.asks(Ask::ResolvedOn) {
            said.resolved_on = if sheet.needs(Ask::ResolvedOn) {
                errors.day("resolved_on", &self.resolved_on, "Nhập ngày chi bộ họp xét.", today)
            } else {
                errors.optional_day("resolved_on", &self.resolved_on, today)
            };
        }
        if sheet.asks(Ask::Certificate) {
            let field = "awareness_certificate_on";
            said.awareness_certificate_on = errors.optional_day(field, &self.awareness_certificate_on, today);
        }
        if sheet.asks(Ask::Sponsors) {
            let named = [&self.sponsor_1, &self.sponsor_2].map(|typed| clean(typed));
            said.sponsors = named.into_iter().filter(|name| !name.is_empty()).collect();
        }
        self.paper(sheet, today, &mut said, &mut errors);
        if !computed {
            said.effective_on = if clean(&self.effective_on).is_empty() {
                let sentence = t("Nhập ngày ở ô “{field}”, ví dụ 5/8/2019.");
                errors.add("effective_on", sentence.with("field", sheet.effective_label()));
                None
            } else {
                errors.day("effective_on", &self.effective_on, "", today)
            };
        }
        if sheet.asks(Ask::DueOn) {
            said.due_on = due(&self.due_on, sheet.needs(Ask::DueOn), said.effective_on, &mut errors);
        }
        if sheet.asks(Ask::FeesUntil) {
            said.fees_until = errors.optional_month("fees_until", &self.fees_until, today);
        }
        if sheet.asks(Ask::Reason) {
            said.reason = clean(&self.reason);
            if sheet.needs(Ask::Reason) && said.reason.is_empty() {
                errors.add("reason", t("Ghi lý do, như trong quyết định."));
            }
        }
        for (field, text, most) in [
            ("counterpart_text", &said.counterpart_text, LINE),
            ("issuing_body", &said.issuing_body, LINE),
            ("decision_number", &said.decision_number, NUMBER),
            ("sponsor_1", &clean(&self.sponsor_1), LINE),
            ("sponsor_2", &clean(&self.sponsor_2), LINE),
        ] {
            errors.longest(field, text, most);
            errors.plain(field, text);
        }
        for (field, text, most) in [("reason", &said.reason, TEXT), ("note", &said.note, TEXT)] {
            errors.longest(field, text, most);
        }
        errors.sort_by(&ORDER);
        errors.or(Some(said))
    }

    /// Where the person goes, or comes from.
    fn places(&self, sheet: &Sheet, places: Places, said: &mut Said, errors: &mut Errors) {
        if sheet.asks(Ask::Branch) {
            said.branch = errors.take("branch", places.branch.or_say(t("Chọn chi bộ nhận người này.")));
        }
        let chosen = match places.counterpart {
            Meant::Nothing if !sheet.asks(Ask::ToBranch) => None,
            _ if !sheet.asks(Ask::ToBranch) && !sheet.asks(Ask::Host) => None,
            meant => errors.take("counterpart", meant.or_say(t("Chọn chi bộ mới trong danh sách."))),
        };
        said.counterpart = chosen;
        if sheet.asks(Ask::Outside) || sheet.asks(Ask::Host) {
            said.counterpart_text = clean(&self.counterpart_text);
        }
        if sheet.asks(Ask::Outside) && said.counterpart_text.is_empty() {
            errors.add("counterpart_text", t("Ghi tên tổ chức đảng, như trong giấy giới thiệu."));
        }
        if sheet.asks(Ask::Host) {
            match (said.counterpart, said.counterpart_text.is_empty()) {
                (None, true) if errors.get("counterpart").is_none() => {
                    errors.add("counterpart", t("Chọn chi bộ trong sổ, hoặc ghi tên tổ chức ngoài sổ."));
                }
                (Some(_), false) => {
                    errors
                        .add("counterpart", t("Chỉ một nơi đến: chọn chi bộ trong sổ, hoặc ghi tên tổ chức ngoài sổ."));
                }
                _ => {}
            }
        }
    }

    /// The decision, or the letter of introduction.
    fn paper(&self, sheet: &Sheet, today: Day, said: &mut Said, errors: &mut Errors) {
        if !sheet.asks(Ask::Decision) && !sheet.asks(Ask::Letter) {
            return;
        }
        said.issuing_body = clean(&self.issuing_body);
        if sheet.needs(Ask::Decision) {
            said.decision_number =
                errors.required("decision_number", &self.decision_number, "Nhập số quyết định.").unwrap_or_default();
            let day = errors.partial_day("decided_on", &self.decided_on, "Nhập ngày quyết định.", today);
            said.decided_on = day;
        } else if sheet.needs(Ask::Letter) {
            said.decision_number = errors
                .required("decision_number", &self.decision_number, "Nhập số giấy giới thiệu.")
                .unwrap_or_default();
            said.decided_on = errors.partial_day("decided_on", &self.decided_on, "Nhập ngày giấy giới thiệu.", today);
        } else {
            said.decision_number = clean(&self.decision_number);
            said.decided_on = errors.optional_partial_day("decided_on", &self.decided_on, today);
        }
    }
}

/// A day until which something is granted: it may lie in the future, and not before it begins.
fn due(typed: &str, needed: bool, from: Option<Day>, errors: &mut Errors) -> Option<Day> {
    match Day::parse_typed(typed) {
        Ok(day) if from.is_some_and(|from| day <= from) => {
            errors.add("due_on", t("Hạn phải sau ngày bắt đầu. Kiểm tra lại hai ngày."));
            None
        }
        Ok(day) => Some(day),
        Err(DateProblem::Empty) if !needed => None,
        Err(DateProblem::Empty) => {
            errors.add("due_on", t("Nhập ngày hết hạn ghi trong giấy."));
            None
        }
        Err(problem) => {
            errors.add("due_on", date_sentence(&problem));
            None
        }
    }
}
