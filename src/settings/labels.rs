//! The words of rules.

use crate::rules::evaluation::Reading;
use crate::rules::regulations::{Rule, RuleCode, Unit};
use crate::web::{With, t};

/// What a rule is about.
pub fn rule_label(code: RuleCode) -> &'static str {
    match code {
        RuleCode::AdmissionMinimumAge => t("Tuổi thấp nhất khi chi bộ xét kết nạp"),
        RuleCode::AdmissionMaximumAge => t("Tuổi cao nhất khi chi bộ xét kết nạp, nếu không có ý kiến cấp trên"),
        RuleCode::AwarenessCertificate => t("Thời hạn của giấy chứng nhận lớp nhận thức về Đảng"),
        RuleCode::Sponsors => t("Số đảng viên chính thức giới thiệu"),
        RuleCode::SponsorsBesideUnion => t("Số đảng viên chính thức giới thiệu khi có đoàn thể cùng giới thiệu"),
        RuleCode::YouthAge => t("Tuổi cao nhất để đoàn thể cùng giới thiệu người vào Đảng"),
        RuleCode::SponsorIsOfficial => t("Người giới thiệu phải là đảng viên chính thức"),
        RuleCode::ReadmissionAfter => t("Từ khi ra khỏi Đảng đến khi được xét kết nạp lại: ít nhất"),
        RuleCode::ReadmissionOnce => t("Chỉ kết nạp lại một lần"),
        RuleCode::CeremonyAfterDecision => t("Từ quyết định đến lễ kết nạp"),
        RuleCode::Probation => t("Thời gian dự bị, từ ngày lễ kết nạp"),
        RuleCode::RecognitionConsidered => t("Từ khi hết dự bị đến khi chi bộ xét công nhận chính thức"),
        RuleCode::TemporaryMinimum => t("Chuyển sinh hoạt tạm thời: ít nhất"),
        RuleCode::TemporaryMaximum => t("Chuyển sinh hoạt tạm thời vì công tác, nơi ở: dưới"),
        RuleCode::TemporaryStudyMaximum => t("Chuyển sinh hoạt tạm thời để học tập: nhiều nhất"),
        RuleCode::LetterPresented => t("Từ ngày giới thiệu đến khi nộp giấy giới thiệu chuyển sinh hoạt chính thức"),
        RuleCode::LetterAbandoned => t("Không nộp giấy giới thiệu quá thời gian này: coi là tự ý bỏ sinh hoạt"),
        RuleCode::PartyAgeFromDecision => {
            t("Tuổi Đảng tính từ ngày quyết định kết nạp, trừ thời gian không tham gia sinh hoạt")
        }
        RuleCode::BadgeFirst => t("Huy hiệu Đảng: tuổi Đảng của huy hiệu đầu tiên"),
        RuleCode::BadgeSecond => t("Huy hiệu Đảng: tuổi Đảng của huy hiệu thứ hai"),
        RuleCode::BadgeEvery => t("Huy hiệu Đảng: từ huy hiệu thứ hai, cứ thêm"),
        RuleCode::BadgeLast => t("Huy hiệu Đảng: tuổi Đảng của huy hiệu cuối cùng"),
        RuleCode::BadgeEarly => t("Huy hiệu Đảng đến 65 năm: bệnh nặng được xét sớm nhiều nhất"),
        RuleCode::BadgeEarlyLate => t("Huy hiệu Đảng từ 70 năm: bệnh nặng được xét sớm nhiều nhất"),
        RuleCode::BadgeDossier => t("Huy hiệu Đảng: gửi hồ sơ trước ngày trao"),
        RuleCode::ResidenceContact => {
            t("Đảng viên đang công tác giữ mối liên hệ với nơi cư trú, được nhận xét hằng năm")
        }
        RuleCode::EvaluationExcellentShare => {
            t("Xếp loại hằng năm: đảng viên hoàn thành xuất sắc nhiệm vụ trong một tổ chức cơ sở đảng, nhiều nhất")
        }
        RuleCode::EvaluationCapReading => t("Xếp loại hằng năm: tỷ lệ xuất sắc tính trên số nào (1 hoặc 2)"),
        RuleCode::EvaluationPointsExcellent => t("Xếp loại hằng năm: hoàn thành xuất sắc nhiệm vụ, từ"),
        RuleCode::EvaluationPointsGood => t("Xếp loại hằng năm: hoàn thành tốt nhiệm vụ, từ"),
        RuleCode::EvaluationPointsCompleted => t("Xếp loại hằng năm: hoàn thành nhiệm vụ, từ"),
        RuleCode::EvaluationNewMember => t("Xếp loại hằng năm: không xếp loại người mới kết nạp chưa đủ"),
    }
}

/// A rule's number with its unit, as it is said.
pub fn value_label(rule: &Rule) -> String {
    number_label(rule.unit, rule.value)
}

/// A number with its unit, as it is said.
pub fn number_label(unit: Unit, number: u32) -> String {
    match (unit, Reading::from_value(number)) {
        (Unit::Reading, Some(reading)) => reading_label(reading).to_owned(),
        _ => unit_label(unit).with("n", number),
    }
}

/// Of whom the share of the excellent is taken.
pub fn reading_label(reading: Reading) -> &'static str {
    match reading {
        Reading::OfGood => t("tính trên số được xếp loại hoàn thành tốt (cách 1)"),
        Reading::OfAll => t("tính trên tổng số được xếp loại (cách 2)"),
    }
}

/// A number with its unit, as it is said of `{n}`.
fn unit_label(unit: Unit) -> &'static str {
    match unit {
        Unit::Months => t("{n} tháng"),
        Unit::Years => t("{n} tuổi"),
        Unit::PartyYears => t("{n} năm tuổi Đảng"),
        Unit::CalendarDays => t("{n} ngày"),
        Unit::WorkingDays => t("{n} ngày làm việc"),
        Unit::People => t("{n} người"),
        Unit::Percent => t("{n}%"),
        Unit::Points => t("{n} điểm"),
        Unit::Reading => t("cách {n}"),
        Unit::Condition => t("bắt buộc"),
    }
}
