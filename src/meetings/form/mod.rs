//! What was typed of a meeting: into what it says, or every error in the form's order.

use serde::Deserialize;

use super::counts::{Counts, Expected, Tally};
use super::present::month_label;
use super::{Kind, Meeting, NewMeeting, month_of};
use crate::auth::scope::Kind as Level;
use crate::ids::OrganisationId;
use crate::rules::{Day, PartialDate};
use crate::web::form::{clean, clean_lines};
use crate::web::merging::Fields;
use crate::web::{Errors, With, t};

/// The most letters of a topic and of a number.
const TOPIC: usize = 500;
const NUMBER: usize = 50;
/// The most letters of the content.
const CONTENT: usize = 5000;
/// The most people of a meeting.
const MOST: i32 = 100_000;
/// How many months may lie between the month and the day: a meeting may be held late, or the day before.
const APART: i32 = 2;

/// The fields in the order of the form.
pub(super) const ORDER: [&str; 15] = [
    "kind",
    "branch",
    "held_on",
    "starts_at",
    "for_month",
    "topic",
    "minutes_number",
    "resolution_number",
    "official_present",
    "official_of",
    "probationary_present",
    "probationary_of",
    "guests",
    "excused",
    "unexcused",
];

/// The page as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MeetingForm {
    pub kind: String,
    pub branch: String,
    pub held_on: String,
    pub starts_at: String,
    pub for_month: String,
    pub topic: String,
    pub minutes_number: String,
    pub resolution_number: String,
    pub official_present: String,
    pub official_of: String,
    pub probationary_present: String,
    pub probationary_of: String,
    pub guests: String,
    pub excused: String,
    pub unexcused: String,
    pub content: String,
    /// The cards that were confirmed.
    pub confirm: Vec<String>,
    /// The version from which the form was made.
    pub version: String,
    pub submission: String,
}

/// What is meant, but for the organisation and whom it expects.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub kind: Option<Kind>,
    pub held_on: Option<Day>,
    pub for_month: Option<Day>,
    starts_at: String,
    present: [Option<i32>; 7],
    pub errors: Errors,
}

impl MeetingForm {
    /// The form of what the book has.
    pub fn of(meeting: &NewMeeting) -> Self {
        let present = |tally: Option<Tally>| tally.map(|tally| tally.present.to_string()).unwrap_or_default();
        let should = |tally: Option<Tally>| tally.map(|tally| tally.of.to_string()).unwrap_or_default();
        let count = |count: Option<i32>| count.map(|count| count.to_string()).unwrap_or_default();
        let counts = meeting.counts;
        Self {
            kind: meeting.kind.code().to_owned(),
            branch: meeting.organisation.to_string(),
            held_on: meeting.held_on.to_string(),
            starts_at: meeting.starts_at.clone(),
            for_month: month_label(meeting.for_month),
            topic: meeting.topic.clone(),
            minutes_number: meeting.minutes_number.clone(),
            resolution_number: meeting.resolution_number.clone(),
            official_present: present(counts.official),
            official_of: should(counts.official),
            probationary_present: present(counts.probationary),
            probationary_of: should(counts.probationary),
            guests: count(counts.guests),
            excused: count(counts.excused),
            unexcused: count(counts.unexcused),
            content: meeting.content.clone(),
            ..Self::default()
        }
    }

    /// The same, to be sent as an edit of a meeting.
    pub fn of_meeting(meeting: &Meeting) -> Self {
        Self { version: meeting.version.to_string(), ..Self::of(&meeting.said) }
    }

    /// Puts back the figures of what the book has: they are not on the page of a meeting that has a sheet.
    pub fn figures_of(&mut self, meeting: &NewMeeting) {
        let kept = Self::of(meeting);
        self.official_present = kept.official_present;
        self.official_of = kept.official_of;
        self.probationary_present = kept.probationary_present;
        self.probationary_of = kept.probationary_of;
        self.guests = kept.guests;
        self.excused = kept.excused;
        self.unexcused = kept.unexcused;
    }

    /// Reads every field that can be read by itself.
    pub fn read(&self, today: Day) -> Typed {
        let mut errors = Errors::new();
        let kind = Kind::from_code(&self.kind);
        if kind.is_none() {
            errors.add("kind", t("Chọn loại cuộc họp."));
        }
        let held_on = errors.day("held_on", &self.held_on, "Nhập ngày họp.", today);
        let starts_at = errors.take("starts_at", hour(&self.starts_at)).unwrap_or_default();
        let for_month = if clean(&self.for_month).is_empty() {
            held_on.map(month_of)
        } else {
            let month = PartialDate::parse_typed(&self.for_month).ok().filter(|month| month.iso().len() == 7);
            if month.is_none() {
                errors.add("for_month", t("Nhập tháng theo dạng tháng/năm, ví dụ 8/2026."));
            }
            month.map(PartialDate::first)
        };
        if let (Some(held_on), Some(month)) = (held_on, for_month) {
            let apart = months_between(month, month_of(held_on));
            if !(-1..=APART).contains(&apart) {
                let sentence = t("Họp ngày {day} mà ghi cho tháng {month} là quá xa. Kiểm tra lại ngày hoặc tháng.");
                errors.add("for_month", sentence.with("day", held_on).with("month", month_label(month)));
            }
        }
        for (field, typed, most) in [
            ("topic", &self.topic, TOPIC),
            ("minutes_number", &self.minutes_number, NUMBER),
            ("resolution_number", &self.resolution_number, NUMBER),
            ("content", &self.content, CONTENT),
        ] {
            if clean_lines(typed).chars().count() > most {
                errors.add(field, t("Dài quá {n} chữ. Viết gọn lại.").with("n", most));
            }
            // The content is a text of its own; the others are titles and numbers.
            if field != "content" {
                errors.plain(field, typed);
            }
        }
        let mut present = [None; 7];
        for (at, (field, typed)) in self.counted().into_iter().enumerate() {
            present[at] = errors.take(field, number(typed)).flatten();
        }
        Typed { kind, held_on, for_month, starts_at, present, errors }
    }

    fn counted(&self) -> [(&'static str, &String); 7] {
        [
            ("official_present", &self.official_present),
            ("official_of", &self.official_of),
            ("probationary_present", &self.probationary_present),
            ("probationary_of", &self.probationary_of),
            ("guests", &self.guests),
            ("excused", &self.excused),
            ("unexcused", &self.unexcused),
        ]
    }

    /// What is to be recorded of an organisation at that level; whom the book expects of it on that day stands for
    /// what was left out. None is expected of a committee of which the book knows nobody.
    ///
    /// # Errors
    /// What does not agree, in the form's order.
    pub fn meant(
        &self,
        typed: &Typed,
        organisation: Option<(OrganisationId, Level)>,
        expected: Option<Expected>,
    ) -> Result<NewMeeting, Errors> {
        let mut errors = typed.errors.clone();
        if typed.kind == Some(Kind::Regular) && organisation.is_some_and(|(_, level)| level != Level::Branch) {
            errors.add("branch", t("Sinh hoạt định kỳ là của chi bộ. Chọn chi bộ, hoặc chọn loại cuộc họp khác."));
        }
        let counts = counts(typed.present, expected, &mut errors);
        let new = || {
            Some(NewMeeting {
                kind: typed.kind?,
                organisation: organisation?.0,
                held_on: typed.held_on?,
                starts_at: typed.starts_at.clone(),
                for_month: typed.for_month?,
                topic: clean(&self.topic),
                minutes_number: clean(&self.minutes_number),
                resolution_number: clean(&self.resolution_number),
                content: clean_lines(&self.content),
                counts,
            })
        };
        let new = new();
        errors.sort_by(&ORDER);
        errors.or(new)
    }
}

/// What the figures say together.
fn counts(typed: [Option<i32>; 7], expected: Option<Expected>, errors: &mut Errors) -> Counts {
    let [came, of, young, young_of, guests, excused, unexcused] = typed;
    let officials = ("official_present", "official_of");
    let official = tally((came, of), expected.map(Expected::officials), officials, errors);
    let others = ("probationary_present", "probationary_of");
    let probationary = tally((young, young_of), expected.map(Expected::probationaries), others, errors);
    let mut counts = Counts { official, probationary, guests, excused, unexcused };
    let Some(members) = counts.members() else {
        if excused.is_some() || unexcused.is_some() {
            errors.add("official_present", t("Ghi số có mặt trước khi ghi số vắng."));
        }
        return counts;
    };
    let absent = members.of - members.present;
    let said = excused.unwrap_or_default() + unexcused.unwrap_or_default();
    match (excused, unexcused) {
        (None, None) if absent > 0 => {}
        (Some(_), None) if said <= absent => counts.unexcused = Some(absent - said),
        (None, Some(_)) if said <= absent => counts.excused = Some(absent - said),
        _ if said == absent => {
            (counts.excused, counts.unexcused) = (Some(excused.unwrap_or(0)), Some(unexcused.unwrap_or(0)));
        }
        _ => errors.add(
            "excused",
            t("Phải dự {of}, có mặt {present} thì vắng {absent}, nhưng đã ghi vắng {said}. Kiểm tra lại các số.")
                .with("of", members.of)
                .with("present", members.present)
                .with("absent", absent)
                .with("said", said),
        ),
    }
    counts
}

/// Those who came of those who should have; of whom the book expects where that was left out.
fn tally(
    (present, of): (Option<i32>, Option<i32>),
    expected: Option<i32>,
    (present_field, of_field): (&'static str, &'static str),
    errors: &mut Errors,
) -> Option<Tally> {
    let by_book = of.is_none();
    match (present, of.or(expected)) {
        (None, _) if by_book => None,
        (None, _) => {
            errors.add(present_field, t("Ghi số có mặt, hoặc xóa số phải dự."));
            None
        }
        (Some(0), None) => None,
        (Some(_), None) => {
            errors.add(of_field, t("Ghi số phải dự: sổ chưa ghi ai trong cấp ủy vào ngày này."));
            None
        }
        (Some(present), Some(of)) if present > of => {
            let sentence = if by_book {
                t("Có mặt {present} nhiều hơn {of} người phải dự theo sổ. Kiểm tra lại, hoặc ghi số phải dự.")
            } else {
                t("Có mặt {present} nhiều hơn phải dự {of}. Kiểm tra lại hai số.")
            };
            errors.add(present_field, sentence.with("present", present).with("of", of));
            None
        }
        (Some(0), Some(0)) if by_book => None,
        (Some(present), Some(of)) => Some(Tally { present, of }),
    }
}

/// A count that may be left out.
pub(crate) fn number(typed: &str) -> Result<Option<i32>, String> {
    let typed = clean(typed);
    if typed.is_empty() {
        return Ok(None);
    }
    match typed.parse() {
        Ok(count) if (0..=MOST).contains(&count) => Ok(Some(count)),
        _ => Err(t("Ghi một số nguyên từ 0 trở lên.").to_owned()),
    }
}

/// An hour that may be left out: `7`, `7:30`, `07h30`.
fn hour(typed: &str) -> Result<String, String> {
    let typed = clean(typed).to_lowercase().replace(['h', 'g', '.'], ":").replace(' ', "");
    if typed.is_empty() {
        return Ok(typed);
    }
    let (hour, minute) = typed.split_once(':').unwrap_or((&typed, ""));
    let minute = if minute.is_empty() { "0" } else { minute };
    match (hour.parse::<u8>(), minute.parse::<u8>()) {
        (Ok(hour @ 0..=23), Ok(minute @ 0..=59)) => Ok(format!("{hour:02}:{minute:02}")),
        _ => Err(t("Nhập giờ theo dạng giờ:phút, ví dụ 07:00.").to_owned()),
    }
}

/// How many months after the first the second is.
fn months_between(one: Day, other: Day) -> i32 {
    let number = |day: Day| i32::from(day.year()) * 12 + i32::from(day.month());
    number(other) - number(one)
}

impl Fields for MeetingForm {
    fn fields(&mut self) -> Vec<(&'static str, &'static str, &mut String)> {
        vec![
            ("kind", t("Loại cuộc họp"), &mut self.kind),
            ("branch", t("Tổ chức"), &mut self.branch),
            ("held_on", t("Ngày họp"), &mut self.held_on),
            ("starts_at", t("Giờ"), &mut self.starts_at),
            ("for_month", t("Của tháng"), &mut self.for_month),
            ("topic", t("Chủ đề, nội dung chính"), &mut self.topic),
            ("minutes_number", t("Số biên bản"), &mut self.minutes_number),
            ("resolution_number", t("Số nghị quyết"), &mut self.resolution_number),
            ("official_present", t("Chính thức có mặt"), &mut self.official_present),
            ("official_of", t("Chính thức phải dự"), &mut self.official_of),
            ("probationary_present", t("Dự bị có mặt"), &mut self.probationary_present),
            ("probationary_of", t("Dự bị phải dự"), &mut self.probationary_of),
            ("guests", t("Khách, người dự khác"), &mut self.guests),
            ("excused", t("Vắng có lý do"), &mut self.excused),
            ("unexcused", t("Vắng không lý do"), &mut self.unexcused),
            ("content", t("Ghi chép tóm tắt"), &mut self.content),
        ]
    }

    fn said(&self, name: &'static str, typed: &str) -> String {
        match name {
            "kind" => Kind::from_code(typed).map_or_else(|| typed.to_owned(), |kind| kind.label().to_owned()),
            _ => typed.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
