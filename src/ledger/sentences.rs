//! What the rules answer, as a sentence that says what is missing; and the names of the kinds.

use super::Event;
use crate::rules::standing::{Kind, Refusal, Standing};
use crate::web::t;

/// Why an event may not be recorded.
pub fn refusal(_refusal: &Refusal, _events: &[Event]) -> String {
    t("Việc này không khớp với những gì đã ghi trước đó.").to_owned()
}

/// The name of a standing.
pub fn standing_label(standing: Standing) -> &'static str {
    match standing {
        Standing::Probationary => t("Dự bị"),
        Standing::Official => t("Chính thức"),
    }
}

/// The name of a kind of event, as the timeline says it.
pub fn kind_label(kind: Kind) -> &'static str {
    match kind {
        Kind::OpeningBalance => t("Chuyển từ sổ giấy sang"),
        Kind::Admitted => t("Kết nạp"),
        Kind::Readmitted => t("Kết nạp lại"),
        Kind::Recognised => t("Công nhận chính thức"),
        Kind::TransferredIn => t("Chuyển đến"),
        Kind::Moved => t("Chuyển chi bộ"),
        Kind::TransferredOut => t("Chuyển đi"),
        Kind::Removed => t("Xóa tên"),
        Kind::Expelled => t("Khai trừ"),
        Kind::Resigned => t("Xin ra khỏi Đảng"),
        Kind::Died => t("Từ trần"),
        Kind::AdmissionCancelled => t("Hủy quyết định kết nạp"),
        Kind::Reinstated => t("Phục hồi đảng tịch"),
        Kind::TemporaryOut => t("Chuyển sinh hoạt tạm thời đi"),
        Kind::TemporaryExtended | Kind::GuestExtended => t("Gia hạn sinh hoạt tạm thời"),
        Kind::TemporaryEnded => t("Hết sinh hoạt tạm thời, trở về"),
        Kind::TemporaryIn => t("Đến sinh hoạt tạm thời"),
        Kind::GuestEnded => t("Hết sinh hoạt tạm thời, rời đi"),
        Kind::Exempted => t("Miễn công tác và sinh hoạt đảng"),
        Kind::ExemptionEnded => t("Trở lại sinh hoạt sau khi được miễn"),
        Kind::Suspended => t("Đình chỉ sinh hoạt đảng"),
        Kind::SuspensionEnded => t("Hết đình chỉ sinh hoạt đảng"),
    }
}
