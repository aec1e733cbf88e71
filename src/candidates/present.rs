//! How long the certificate of an awareness course is good, and who is called alike, in words.

use super::Alike;
use crate::courses::Kind;
use crate::courses::queries::attended::Attended;
use crate::members::warnings::{Warning, cited};
use crate::rules::Day;
use crate::rules::admission::certificate_until;
use crate::rules::regulations::RuleCode;
use crate::state::App;
use crate::web::{With, t};

/// How many months before its end a certificate is said to end soon.
pub const SOON: i32 = 6;

/// How long a certificate is good, seen from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Until that day.
    Good(Day),
    /// Until that day, which is near.
    Soon(Day),
    /// It was until that day.
    Over(Day),
}

impl Validity {
    /// In words.
    pub fn words(self) -> String {
        match self {
            Self::Good(day) => t("còn giá trị đến {day}").with("day", day),
            Self::Soon(day) => t("sắp hết giá trị, đến {day}").with("day", day),
            Self::Over(day) => t("đã hết giá trị từ sau {day}").with("day", day),
        }
    }

    /// The kind of tag that says it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Good(_) => "ok",
            Self::Soon(_) => "warn",
            Self::Over(_) => "danger",
        }
    }

    /// Whether an admission may rest on it.
    pub const fn is_good(self) -> bool {
        !matches!(self, Self::Over(_))
    }
}

/// How long a certificate that was issued on a day is good by the rule in force on another, seen from that one; nothing
/// before the rules that are known.
pub fn validity(app: &App, issued_on: Day, day: Day) -> Option<Validity> {
    let (until, _) = certificate_until(issued_on, day, &app.settings().rulebook)?;
    Some(if day > until {
        Validity::Over(until)
    } else if day.plus_months(SOON) >= until {
        Validity::Soon(until)
    } else {
        Validity::Good(until)
    })
}

/// The days of issue of the certificates that end soon, seen from a day; nothing before the rules that are known.
pub fn ending_soon(app: &App, day: Day) -> Option<(Day, Day)> {
    let (until, _) = certificate_until(day, day, &app.settings().rulebook)?;
    let months =
        (i32::from(until.year()) - i32::from(day.year())) * 12 + i32::from(until.month()) - i32::from(day.month());
    Some((day.plus_months(-months), day.plus_months(SOON - months)))
}

/// What is asked before somebody is admitted of whom the book says that they went to the awareness course, and not that
/// they passed it. `courses` are theirs, the newest first.
pub fn not_passed_warning(app: &App, courses: &[Attended], day: Day, confirmed: &[String]) -> Option<Warning> {
    let mut awareness = courses.iter().filter(|course| course.kind == Kind::Awareness);
    let newest = awareness.next().filter(|newest| !newest.achieved.outcome.is_passed())?;
    if awareness.any(|course| course.achieved.outcome.is_passed()) {
        return None;
    }
    let sentence = t("Sổ ghi kết quả lớp bồi dưỡng nhận thức về Đảng khai giảng ngày {day}: {result}.")
        .with("day", newest.from_on)
        .with("result", newest.achieved.outcome.label_on(day, newest.to_on).to_lowercase());
    let rule = app.settings().rulebook.rule(RuleCode::AwarenessCertificate, day);
    Some(Warning::told("awareness_not_passed", sentence, rule.map(cited).unwrap_or_default(), confirmed))
}

/// What is said when somebody on the list is called so and born then.
pub fn alike_warning(app: &App, alike: &[Alike], confirmed: &[String]) -> Option<Warning> {
    let tree = app.tree();
    let people: Vec<_> = alike
        .iter()
        .map(|one| {
            t("{name}, sinh {born_on}, {branch}")
                .with("born_on", one.born_on)
                .with("branch", tree.name(one.branch))
                .with("name", &one.full_name)
        })
        .collect();
    let sentence =
        t("Danh sách quần chúng đã có người trùng họ tên và ngày sinh: {people}. Xác nhận nếu là người khác.");
    let sentence = sentence.with("people", people.join("; "));
    (!people.is_empty()).then(|| Warning::told("candidate_alike", sentence, String::new(), confirmed))
}
