//! The words of the logs: what was done, to which field, with which value.

mod acts;

use crate::auth::Role;
use crate::auth::scope::Kind as OrganisationKind;
use crate::courses;
use crate::documents;
use crate::evaluations::{Outcome, outcome_label};
use crate::ledger::sentences::{kind_label, standing_label};
use crate::meetings;
use crate::members::fields;
use crate::members::warnings::confirmed_label;
use crate::residence::{comment_label, reason_label};
use crate::rules::Gender;
use crate::rules::regulations::RuleCode;
use crate::rules::residence::{Comment, Reason};
use crate::rules::standing::{Kind, Standing};
use crate::settings::rule_label;
use crate::web::{With, t};
pub use acts::{CHANGES, VIEWS, act_label};

/// The label of a field of what a change was about (the word of `audit::Subject`); nothing for a field that no
/// change has.
pub fn field(subject: &str, name: &str) -> Option<&'static str> {
    match (subject, name) {
        ("account", "name") => return Some(t("Tên đăng nhập")),
        ("account", "full_name") => return Some(t("Họ và tên")),
        _ => {}
    }
    if let Some(label) = fields::label(name) {
        return Some(label);
    }
    Some(match name {
        "effective_on" => t("Có hiệu lực từ"),
        "decided_on" => t("Ngày quyết định"),
        "decision_number" => t("Số quyết định"),
        "issuing_body" => t("Cơ quan ban hành"),
        "admission_decided_on" => t("Ngày quyết định kết nạp"),
        "admitted_on" => t("Ngày vào Đảng"),
        "official_on" => t("Ngày chính thức"),
        "due_on" => t("Đến hạn"),
        "confirmed_on" => t("Ngày phiếu báo"),
        "rule" => t("Quy định"),
        "value" => t("Giá trị"),
        "valid_to" => t("Không còn hiệu lực từ ngày"),
        "citation" => t("Căn cứ"),
        "day" => t("Ngày"),
        "day_kind" => t("Nghỉ hay làm"),
        "note" => t("Ghi chú"),
        "counterpart_text" | "counterpart" => t("Nơi đi, nơi đến"),
        "branch" => t("Chi bộ"),
        "held_on" => t("Ngày họp, ngày quán triệt"),
        "for_month" => t("Của tháng"),
        "starts_at" => t("Giờ"),
        "topic" => t("Chủ đề, nội dung chính"),
        "minutes_number" => t("Số biên bản"),
        "resolution_number" => t("Số nghị quyết"),
        "content" => t("Ghi chép tóm tắt"),
        "attendance" => t("Người dự"),
        "marks" => t("Số người được đánh dấu khác đi"),
        "meeting_kind" => t("Loại cuộc họp"),
        "document_kind" => t("Loại văn bản"),
        "document_number" => t("Số, ký hiệu"),
        "issued_on" => t("Ngày văn bản"),
        "title" => t("Trích yếu"),
        "members_came" => t("Đảng viên dự"),
        "outsiders_came" => t("Người ngoài Đảng dự"),
        "event" => t("Việc"),
        "reason" => t("Lý do"),
        "from" | "on" => t("Từ ngày"),
        "to" => t("Đến hết ngày"),
        "closing_total" => t("Cuối kỳ"),
        "opens_on" => t("Ngày mở sổ"),
        "course" => t("Tên lớp"),
        "course_kind" => t("Loại lớp"),
        "place" => t("Nơi học"),
        "organiser" => t("Cơ quan mở lớp"),
        "from_on" => t("Khai giảng"),
        "to_on" => t("Bế giảng"),
        "result" => t("Kết quả"),
        "certificate_number" => t("Số giấy chứng nhận"),
        "certificate_on" => t("Ngày cấp giấy chứng nhận"),
        "since" => t("Vào danh sách từ ngày"),
        "helper" => t("Đảng viên được phân công giúp đỡ"),
        "name" => t("Tên"),
        "kind" => t("Loại"),
        "parent" => t("Cấp trên trực tiếp"),
        "ends_on" => t("Ngày kết thúc"),
        "roles" => t("Quyền"),
        "organisation" => t("Tổ chức"),
        "disabled" => t("Bị khóa"),
        "address" => t("Địa chỉ máy"),
        "form" => t("Hình thức khen"),
        "year" => t("Năm"),
        "merit" => t("Về việc"),
        "report_part" => t("Phần của báo cáo"),
        "text" => t("Lời báo cáo"),
        "members_commended" => t("Số đảng viên được khen"),
        "organisations_commended" => t("Số tổ chức được khen"),
        "congress" => t("Đại hội lần thứ"),
        "term" => t("Nhiệm kỳ"),
        "congress_on" => t("Ngày đại hội"),
        "post" => t("Chức vụ"),
        "duties" => t("Phụ trách"),
        "held_until" => t("Thôi giữ từ ngày"),
        "target" => t("Chỉ tiêu"),
        "aim" => t("Cần đạt"),
        "actual" => t("Đã đạt"),
        "heir" => t("Tổ chức kế thừa"),
        "evaluation" => t("Xếp loại"),
        "points" => t("Điểm"),
        "residence_contact" => t("Giới thiệu về nơi cư trú"),
        "introduced_on" => t("Ngày giới thiệu"),
        "residence_place" => t("Chi bộ nơi cư trú"),
        "residence_comment" => t("Nhận xét của nơi cư trú"),
        "received_on" => t("Nhận ngày"),
        "confirmed" => t("Đã xem xét và xác nhận"),
        "not_duplicate" => t("Là người khác với hồ sơ số"),
        _ => return None,
    })
}

/// A value in words: codes are said, the rest stands as it is.
pub fn value(field: &str, value: &str) -> String {
    let label = match field {
        "gender" => Gender::from_code(value).map(fields::gender_label),
        "standing" => Standing::from_code(value).map(standing_label),
        "event" => Kind::from_code(value).map(kind_label),
        "kind" => OrganisationKind::from_code(value).map(organisation_kind),
        "meeting_kind" => meetings::Kind::from_code(value).map(meetings::Kind::label),
        "document_kind" => documents::Kind::from_code(value).map(documents::Kind::label),
        "rule" => RuleCode::from_code(value).map(rule_label),
        "course_kind" => courses::Kind::from_code(value).map(courses::Kind::label),
        "result" => courses::Outcome::from_code(value).map(courses::Outcome::label),
        "confirmed" => confirmed_label(value),
        "evaluation" => Outcome::from_code(value).map(outcome_label),
        "residence_contact" if value == "introduced" => Some(t("Đã giới thiệu")),
        "residence_contact" => Reason::from_code(value).map(reason_label),
        "residence_comment" => Comment::from_code(value).map(comment_label),
        "day_kind" if value == "worked" => Some(t("Làm việc")),
        "day_kind" if value == "off" => Some(t("Nghỉ")),
        "disabled" if value == "yes" => Some(t("có")),
        "disabled" if value == "no" => Some(t("không")),
        "roles" => {
            let roles: Vec<_> =
                value.split(' ').filter_map(|code| Role::from_code(code.trim_end_matches(','))).collect();
            return if roles.is_empty() {
                value.to_owned()
            } else {
                roles.into_iter().map(role).collect::<Vec<_>>().join(", ")
            };
        }
        _ => None,
    };
    label.map_or_else(|| value.to_owned(), ToOwned::to_owned)
}

fn organisation_kind(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Superior => t("Cấp trên"),
        OrganisationKind::Committee => t("Đảng bộ"),
        OrganisationKind::Branch => t("Chi bộ"),
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Administrator => t("Quản trị"),
        Role::Committee => t("Cấp ủy"),
        Role::Inspector => t("Kiểm tra"),
    }
}

/// What stands for the name of a person: the number of their record.
pub fn record_number(number: &str) -> String {
    t("Hồ sơ số {number}").with("number", number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_of_the_filters_has_its_words() {
        for act in CHANGES.iter().chain(VIEWS).copied().chain(Kind::ALL.map(Kind::code)) {
            assert!(act_label(act).is_some(), "{act}");
        }
        assert_eq!(act_label("no_such_act"), None);
        for acts in [CHANGES.iter().copied().chain(Kind::ALL.map(Kind::code)).collect::<Vec<_>>(), VIEWS.to_vec()] {
            let words: std::collections::BTreeSet<_> = acts.iter().map(|act| act_label(act)).collect();
            assert_eq!(words.len(), acts.len(), "no two acts of a filter are called the same");
        }
    }

    #[test]
    fn codes_are_said_in_words() {
        assert_eq!(value("gender", "female"), "Nữ");
        assert_eq!(value("roles", "administrator, committee"), "Quản trị, Cấp ủy");
        assert_eq!(value("residence", "female"), "female");
    }
}
