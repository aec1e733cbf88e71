//! What a rule says of a form and a committee may still decide: a card with the rule's citation and a box to
//! confirm it. What is confirmed is kept with the event.

use super::fields::gender_label;
use crate::ledger::Confirmed;
use crate::rules::admission::{AdmissionFacts, Fact, Finding, FindingCode, Severity, findings};
use crate::rules::citizen_id::CitizenId;
use crate::rules::regulations::{Certainty, Rule};
use crate::rules::{Day, Gender, PartialDate};
use crate::state::App;
use crate::web::{Errors, With, t};

/// Where the structure of the id number is laid down.
const ID_STRUCTURE: &str = "Thông tư 07/2016/TT-BCA (cấu trúc số định danh cá nhân)";

/// A warning as a form shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The finding as a word: the value of the form's `confirm`.
    pub code: &'static str,
    /// What was found.
    pub sentence: String,
    /// The rule that says so; empty where it is plain sense.
    pub citation: String,
    /// The page of what is there already; empty where it is nothing with a page.
    pub link: String,
    /// Whether the form confirms it.
    pub confirmed: bool,
}

impl Warning {
    /// The warning of a finding.
    pub fn new(finding: &Finding, confirmed: &[String]) -> Self {
        Self::told(finding.code.code(), sentence(finding), citation(finding), confirmed)
    }

    /// A warning of a form's own.
    pub fn told(code: &'static str, sentence: String, citation: String, confirmed: &[String]) -> Self {
        let confirmed = confirmed.iter().any(|confirmed| confirmed == code);
        Self { code, sentence, citation, link: String::new(), confirmed }
    }

    /// The same, with the page of what is there already.
    #[must_use]
    pub fn linked(self, link: String) -> Self {
        Self { link, ..self }
    }
}

/// What stops until every warning is confirmed: a line for each, which leads to the cards.
pub fn unconfirmed(warnings: &[Warning]) -> Errors {
    let mut errors = Errors::new();
    for warning in warnings.iter().filter(|warning| !warning.confirmed) {
        errors.add("confirm", warning.sentence.as_str());
    }
    errors
}

/// The confirmed warnings, as the event keeps them.
pub fn confirmed(warnings: &[Warning]) -> Vec<Confirmed> {
    warnings
        .iter()
        .filter(|warning| warning.confirmed)
        .map(|warning| Confirmed { code: warning.code.to_owned(), citation: warning.citation.clone() })
        .collect()
}

/// What an id number says against the gender and the birth date beside it.
pub fn of_id(
    app: &App,
    gender: Gender,
    born_on: PartialDate,
    citizen_id: Option<&CitizenId>,
    today: Day,
    confirmed: &[String],
) -> Vec<Warning> {
    let facts = AdmissionFacts {
        born_on,
        gender,
        citizen_id: citizen_id.cloned(),
        resolved_on: None,
        decided_on: today,
        admitted_on: today,
        certificate_on: None,
        sponsors: Vec::new(),
        introduced: None,
    };
    let rules = app.settings();
    findings(&facts, today, &rules.rulebook, &rules.calendar)
        .iter()
        .filter(|finding| matches!(finding.code, FindingCode::IdContradictsGender | FindingCode::IdContradictsBirth))
        .map(|finding| Warning::new(finding, confirmed))
        .collect()
}

/// The errors among findings, each at its field.
pub fn errors(findings: &[Finding]) -> Errors {
    let mut errors = Errors::new();
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
        errors.add(finding.code.field(), sentence(finding));
    }
    errors
}

/// A rule as it is cited, with a word where its text was not at hand.
pub fn cited(rule: &Rule) -> String {
    match rule.certainty {
        Certainty::Verified | Certainty::Local => rule.citation.to_owned(),
        Certainty::Unverified => t("{citation} (chưa có toàn văn để đối chiếu)").with("citation", rule.citation),
    }
}

fn citation(finding: &Finding) -> String {
    match (finding.rule, finding.code) {
        (Some(rule), _) => cited(rule),
        (None, FindingCode::IdContradictsGender | FindingCode::IdContradictsBirth) => ID_STRUCTURE.to_owned(),
        (None, _) => String::new(),
    }
}

/// What was found, said so that one knows what to look at.
pub fn sentence(finding: &Finding) -> String {
    let fact = |sentence: &str| match finding.fact {
        Fact::None => sentence.to_owned(),
        Fact::Until(day) => sentence.with("day", day),
        Fact::Age { years, months } => sentence.with("age", age(years, months)),
        Fact::Gender(gender) => sentence.with("gender", gender_label(gender)),
        Fact::Year(year) => sentence.with("year", year),
        Fact::Members(members) => sentence.with("n", members),
    };
    let limit = finding.rule.map_or(0, |rule| rule.value);
    match finding.code {
        FindingCode::BornInFuture => fact(t("Ngày sinh chưa đến. Kiểm tra lại ngày, tháng, năm.")),
        FindingCode::UnderAge => {
            fact(t("Khi chi bộ xét, người này mới {age}, chưa đủ {limit} tuổi.")).with("limit", limit)
        }
        FindingCode::OverAge => fact(t("Khi chi bộ xét, người này đã {age}, quá {limit} tuổi.")).with("limit", limit),
        FindingCode::IdContradictsGender => {
            fact(t("Giới tính theo số định danh là {gender}, khác với giới tính đã chọn."))
        }
        FindingCode::IdContradictsBirth => fact(t("Năm sinh theo số định danh là {year}, khác với ngày sinh đã nhập.")),
        FindingCode::ResolvedInFuture
        | FindingCode::DecidedInFuture
        | FindingCode::AdmittedInFuture
        | FindingCode::CertificateInFuture => fact(t("Ngày này chưa đến. Kiểm tra lại ngày, tháng, năm.")),
        FindingCode::ResolvedAfterDecision => fact(t("Ngày chi bộ xét ở sau ngày quyết định kết nạp.")),
        FindingCode::CeremonyBeforeDecision => {
            fact(t("Lễ kết nạp không thể trước ngày quyết định. Kiểm tra lại hai ngày."))
        }
        FindingCode::CeremonyLate => {
            fact(t("Lễ kết nạp quá {limit} ngày làm việc sau quyết định, hạn đến {day}.")).with("limit", limit)
        }
        FindingCode::SponsorNotAMember(_) => {
            fact(t("Người giới thiệu chưa hoặc không còn là đảng viên khi chi bộ xét."))
        }
        FindingCode::SponsorProbationary(_) => fact(t("Người giới thiệu còn dự bị khi chi bộ xét.")),
        FindingCode::SponsorsTooFew => {
            let sentence = match (finding.fact, limit) {
                (Fact::Members(0), 1) => {
                    t("Mới có đoàn thể giới thiệu. Cần thêm {limit} đảng viên chính thức giới thiệu.")
                }
                (Fact::Members(0), _) => t(
                    "Chưa ghi người giới thiệu. Cần {limit} đảng viên chính thức; người trong tuổi thanh niên thì một đảng viên và tổ chức Đoàn hoặc công đoàn.",
                ),
                _ => t(
                    "Mới có {n} đảng viên giới thiệu. Cần {limit} đảng viên chính thức; người trong tuổi thanh niên thì một đảng viên và tổ chức Đoàn hoặc công đoàn.",
                ),
            };
            fact(sentence).with("limit", limit)
        }
        FindingCode::CertificateAfterConsideration => {
            fact(t("Giấy chứng nhận lớp nhận thức về Đảng cấp sau ngày chi bộ xét ({day})."))
        }
        FindingCode::CertificateExpired => {
            fact(t("Giấy chứng nhận lớp nhận thức về Đảng quá {limit} tháng khi chi bộ xét, có giá trị đến {day}."))
                .with("limit", limit)
        }
    }
}

/// An age in whole months, as it is said.
pub fn age(years: i32, months: i32) -> String {
    let sentence = if months == 0 { t("{years} tuổi") } else { t("{years} tuổi {months} tháng") };
    sentence.with("years", years).with("months", months)
}

/// What was confirmed, by the code of the warning; nothing for a code that no form asks about.
pub fn confirmed_label(code: &str) -> Option<&'static str> {
    Some(match code {
        "under_age" => t("Chưa đủ tuổi kết nạp khi chi bộ xét"),
        "over_age" => t("Quá tuổi kết nạp khi chi bộ xét"),
        "ceremony_under_age" => t("Chưa đủ tuổi khi vào Đảng"),
        "official_early" => t("Ngày chính thức sớm hơn thời hạn dự bị"),
        "probation_over" => t("Thời hạn dự bị đã hết lâu trước ngày đầu của sổ"),
        "id_contradicts_gender" => t("Số định danh khác với giới tính"),
        "id_contradicts_birth" => t("Số định danh khác với năm sinh"),
        "resolved_after_decision" => t("Chi bộ xét sau ngày quyết định kết nạp"),
        "considered_early" => t("Chi bộ xét công nhận trước khi hết thời gian dự bị"),
        "temporary_short" => t("Chuyển sinh hoạt tạm thời ngắn hơn quy định"),
        "temporary_long" | "temporary_study_long" => t("Chuyển sinh hoạt tạm thời dài hơn quy định"),
        "letter_late" => t("Nộp giấy giới thiệu muộn"),
        "letter_after_transfer" => t("Ngày chuyển trước ngày giấy giới thiệu"),
        "considered_late" => t("Chi bộ xét công nhận muộn"),
        "ceremony_late" => t("Lễ kết nạp tổ chức muộn"),
        "sponsor_1_not_a_member" => t("Người giới thiệu thứ nhất không phải là đảng viên trong sổ ngày đó"),
        "sponsor_2_not_a_member" => t("Người giới thiệu thứ hai không phải là đảng viên trong sổ ngày đó"),
        "sponsor_1_probationary" => t("Người giới thiệu thứ nhất là đảng viên dự bị ngày đó"),
        "sponsor_2_probationary" => t("Người giới thiệu thứ hai là đảng viên dự bị ngày đó"),
        "readmitted_early" => t("Xét kết nạp lại trước thời hạn"),
        "readmitted_again" => t("Kết nạp lại lần thứ hai"),
        "sponsors_too_few" => t("Chưa đủ số đảng viên chính thức giới thiệu"),
        "certificate_after_consideration" => t("Giấy chứng nhận cấp sau khi chi bộ xét"),
        "certificate_expired" => t("Giấy chứng nhận đã hết hạn khi chi bộ xét"),
        "awareness_not_passed" => t("Chưa đạt lớp bồi dưỡng nhận thức về Đảng"),
        "candidate_alike" => t("Là người khác với người trùng tên trong danh sách quần chúng"),
        "served_admission" => t("Kết quả lớp học là căn cứ kết nạp"),
        "certificate_twice" => t("Số giấy chứng nhận đã có trong sổ"),
        "sent_again" => t("Đã được cử học lớp cùng loại"),
        "excellent_share" => t("Số xuất sắc nhiều hơn tỷ lệ"),
        "points_below_grade" => t("Xếp loại cao hơn mức của số điểm"),
        "not_exempt" => t("Sổ không ghi được miễn sinh hoạt"),
        "exempt_graded" => t("Được miễn sinh hoạt mà vẫn xếp loại"),
        "new_graded" => t("Mới kết nạp mà vẫn xếp loại"),
        "not_new" => t("Theo sổ, không phải mới kết nạp"),
        "other_month" => t("Sinh hoạt định kỳ ghi cho tháng khác tháng họp"),
        "same_meeting" => t("Đã có cuộc họp giống vậy"),
        "meeting_size" | "session_size" => t("Phải dự nhiều hơn số đảng viên theo sổ"),
        "same_people" => t("Văn bản đã quán triệt cho người ở đó"),
        "committee_size" => t("Phải dự nhiều hơn số cấp ủy viên"),
        "same_decision" => t("Đã có quyết định khen thưởng giống vậy"),
        _ => return None,
    })
}
