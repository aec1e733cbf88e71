//! The words of the logs: what was done, to which field, with which value.

use crate::auth::Role;
use crate::auth::scope::Kind as OrganisationKind;
use crate::courses;
use crate::documents;
use crate::evaluations::{Outcome, outcome_label};
use crate::ledger::sentences::{kind_label, standing_label};
use crate::meetings;
use crate::members::fields;
use crate::residence::{comment_label, reason_label};
use crate::rules::Gender;
use crate::rules::regulations::RuleCode;
use crate::rules::residence::{Comment, Reason};
use crate::rules::standing::{Kind, Standing};
use crate::settings::rule_label;
use crate::web::{With, t};

/// What the log of changes says was done, besides the kinds of events.
pub const CHANGES: &[&str] = &[
    "person_entered",
    "person_changed",
    "person_corrected",
    "number_taken",
    "event_voided",
    "event_corrected",
    "transfer_confirmed",
    "transfer_unconfirmed",
    "book_opened",
    "rule_override_added",
    "rule_override_ended",
    "calendar_day_set",
    "calendar_day_taken_back",
    "organisation_created",
    "organisation_renamed",
    "organisation_name_corrected",
    "organisation_moved",
    "organisation_parent_corrected",
    "organisation_dissolved",
    "organisation_resumed",
    "organisation_succeeded",
    "organisation_founding_corrected",
    "organisation_withdrawn",
    "period_closed",
    "closing_withdrawn",
    "commendation_recorded",
    "commendation_changed",
    "commendation_withdrawn",
    "term_recorded",
    "term_changed",
    "term_withdrawn",
    "post_recorded",
    "post_changed",
    "post_withdrawn",
    "target_recorded",
    "target_changed",
    "target_withdrawn",
    "meeting_recorded",
    "meeting_changed",
    "meeting_withdrawn",
    "attendance_marked",
    "document_entered",
    "document_changed",
    "document_withdrawn",
    "document_made_known",
    "document_session_changed",
    "document_session_withdrawn",
    "account_created",
    "account_changed",
    "password_changed",
    "password_given",
    "sessions_ended",
    "calendar_made",
    "calendar_revoked",
    "course_recorded",
    "course_changed",
    "course_withdrawn",
    "sent_to_course",
    "course_result",
    "taken_off_course",
    "candidate_entered",
    "candidate_changed",
    "candidate_ended",
    "candidate_admitted",
    "evaluated",
    "evaluation_withdrawn",
    "residence_recorded",
    "sign_in",
    "sign_in_failed",
    "sign_out",
];

/// What the log of views says was done.
pub const VIEWS: &[&str] = &[
    "show",
    "reveal",
    "edit",
    "step",
    "list",
    "print",
    "export_csv",
    "export_xlsx",
    "export_xlsx_numbers",
    "former",
    "events",
    "events_csv",
    "events_xlsx",
    "lookup",
    "duplicate",
    "sponsors",
    "carried_over",
    "overview",
    "statistics",
    "statistics_people",
    "statistics_csv",
    "statistics_xlsx",
    "attention",
    "party_age",
    "audit",
    "organisation",
    "meeting",
    "attendance",
    "year",
    "commendations",
    "committee",
    "targets",
    "courses",
    "course",
    "candidates",
    "candidate",
    "evaluation",
    "residence",
];

/// What was done, in words; nothing for a word that no log has.
pub fn act_label(act: &str) -> Option<&'static str> {
    if let Some(kind) = Kind::from_code(act) {
        return Some(kind_label(kind));
    }
    Some(match act {
        "person_entered" => t("Nhập lý lịch"),
        "person_changed" => t("Thay đổi lý lịch"),
        "person_corrected" => t("Sửa lý lịch"),
        "number_taken" => t("Nhập trùng số của người này"),
        "event_corrected" => t("Ghi lại việc cho đúng"),
        "event_voided" => t("Hủy việc ghi sai"),
        "transfer_confirmed" => t("Ghi nơi đến đã nhận"),
        "transfer_unconfirmed" => t("Rút lại việc báo nhận"),
        "book_opened" => t("Mở sổ"),
        "organisation_created" => t("Lập tổ chức"),
        "organisation_renamed" => t("Đổi tên tổ chức"),
        "organisation_name_corrected" => t("Sửa tên tổ chức"),
        "organisation_moved" => t("Chuyển tổ chức"),
        "organisation_parent_corrected" => t("Sửa cấp trên của tổ chức"),
        "organisation_dissolved" => t("Giải thể tổ chức"),
        "organisation_resumed" => t("Hủy việc giải thể tổ chức"),
        "organisation_founding_corrected" => t("Sửa ngày thành lập tổ chức"),
        "organisation_withdrawn" => t("Bỏ tổ chức ghi nhầm"),
        "organisation_succeeded" => t("Ghi tổ chức kế thừa"),
        "period_closed" => t("Chốt kỳ thống kê"),
        "closing_withdrawn" => t("Thu hồi lần chốt kỳ"),
        "commendation_recorded" => t("Ghi khen thưởng"),
        "commendation_changed" => t("Sửa khen thưởng"),
        "commendation_withdrawn" => t("Thu hồi khen thưởng ghi sai"),
        "term_recorded" => t("Ghi đại hội, nhiệm kỳ"),
        "term_changed" => t("Sửa đại hội, nhiệm kỳ"),
        "term_withdrawn" => t("Thu hồi nhiệm kỳ ghi sai"),
        "post_recorded" => t("Ghi chức vụ"),
        "post_changed" => t("Sửa chức vụ"),
        "post_withdrawn" => t("Thu hồi chức vụ ghi sai"),
        "target_recorded" => t("Ghi chỉ tiêu"),
        "target_changed" => t("Sửa chỉ tiêu"),
        "target_withdrawn" => t("Thu hồi chỉ tiêu ghi sai"),
        "meeting_recorded" => t("Ghi cuộc họp"),
        "meeting_changed" => t("Sửa cuộc họp"),
        "meeting_withdrawn" => t("Rút cuộc họp ghi sai"),
        "attendance_marked" => t("Điểm danh cuộc họp"),
        "document_entered" => t("Thêm văn bản"),
        "document_changed" => t("Sửa văn bản"),
        "document_withdrawn" => t("Rút văn bản ghi sai"),
        "document_made_known" => t("Ghi lần quán triệt"),
        "document_session_changed" => t("Sửa lần quán triệt"),
        "document_session_withdrawn" => t("Rút lần quán triệt ghi sai"),
        "account_created" => t("Lập tài khoản"),
        "account_changed" => t("Sửa tài khoản"),
        "password_changed" => t("Đổi mật khẩu"),
        "password_given" => t("Đặt lại mật khẩu"),
        "sessions_ended" => t("Đăng xuất mọi máy khác"),
        "rule_override_added" => t("Thêm quy định của cấp ủy"),
        "rule_override_ended" => t("Kết thúc quy định của cấp ủy"),
        "calendar_day_set" => t("Đặt ngày nghỉ, ngày làm việc"),
        "calendar_day_taken_back" => t("Bỏ ngày đã đặt"),
        "calendar_made" => t("Lập địa chỉ lịch"),
        "calendar_revoked" => t("Thu hồi địa chỉ lịch"),
        "evaluated" => t("Ghi xếp loại hằng năm"),
        "evaluation_withdrawn" => t("Bỏ xếp loại ghi sai"),
        "residence_recorded" => t("Ghi giới thiệu, nhận xét nơi cư trú"),
        "sign_in" => t("Đăng nhập"),
        "sign_in_failed" => t("Đăng nhập không thành công"),
        "sign_out" => t("Đăng xuất"),
        "show" => t("Xem hồ sơ"),
        "reveal" => t("Xem số định danh, số thẻ"),
        "edit" => t("Mở hồ sơ để sửa"),
        "step" => t("Mở trang ghi việc"),
        "list" => t("Xem danh sách"),
        "print" => t("In danh sách"),
        "export_csv" => t("Xuất danh sách ra tệp CSV"),
        "export_xlsx" => t("Xuất danh sách ra bảng tính"),
        "export_xlsx_numbers" => t("Xuất danh sách ra bảng tính, có số định danh"),
        "former" => t("Xem người đã ra khỏi sổ"),
        "events" => t("Xem các việc đã ghi"),
        "events_csv" => t("Xuất các việc đã ghi ra tệp CSV"),
        "events_xlsx" => t("Xuất các việc đã ghi ra bảng tính"),
        "lookup" => t("Tìm theo số"),
        "duplicate" => t("Xem người trùng"),
        "sponsors" => t("Xem danh sách người giới thiệu"),
        "carried_over" => t("Xem người vừa ghi từ sổ giấy"),
        "overview" => t("Xem tổng quan"),
        "statistics" => t("Xem thống kê"),
        "statistics_people" => t("Xem những người sau một số liệu"),
        "statistics_csv" => t("Xuất thống kê ra tệp CSV"),
        "statistics_xlsx" => t("Xuất thống kê ra bảng tính"),
        "attention" => t("Xem việc cần xử lý"),
        "party_age" => t("Xem cách tính tuổi Đảng"),
        "audit" => t("Xem nhật ký"),
        "evaluation" => t("Xem xếp loại hằng năm"),
        "residence" => t("Xem việc giữ mối liên hệ nơi cư trú"),
        "organisation" => t("Xem tổ chức"),
        "year" => t("Xem công tác năm"),
        "commendations" => t("Xem khen thưởng"),
        "committee" => t("Xem cấp ủy"),
        "targets" => t("Xem chỉ tiêu"),
        "course_recorded" => t("Ghi lớp học"),
        "course_changed" => t("Sửa lớp học"),
        "course_withdrawn" => t("Rút lại lớp ghi nhầm"),
        "sent_to_course" => t("Cử đi học"),
        "course_result" => t("Ghi kết quả học"),
        "taken_off_course" => t("Đưa ra khỏi lớp"),
        "candidate_entered" => t("Thêm quần chúng"),
        "candidate_changed" => t("Sửa hồ sơ quần chúng"),
        "candidate_ended" => t("Đưa quần chúng ra khỏi danh sách"),
        "candidate_admitted" => t("Gộp hồ sơ quần chúng vào hồ sơ đảng viên"),
        "courses" => t("Xem lớp bồi dưỡng của năm"),
        "course" => t("Xem lớp học"),
        "candidates" => t("Xem danh sách quần chúng"),
        "candidate" => t("Xem hồ sơ quần chúng"),
        "meeting" => t("Xem cuộc họp"),
        "attendance" => t("Mở trang điểm danh"),
        _ => return None,
    })
}

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
        "counterpart_text" => t("Nơi đi, nơi đến"),
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
        "confirmed" if value == "excellent_share" => Some(t("Số xuất sắc nhiều hơn tỷ lệ")),
        "confirmed" if value == "points_below_grade" => Some(t("Xếp loại cao hơn mức của số điểm")),
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
