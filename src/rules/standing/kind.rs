//! The kinds of events in the ledger.

/// What happened to a person. The names on paper: DESIGN's table of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Carried over from the paper book on its first day.
    OpeningBalance,
    /// Kết nạp: effective on the day of the ceremony.
    Admitted,
    /// Kết nạp lại.
    Readmitted,
    /// Công nhận đảng viên chính thức: effective twelve months after the ceremony.
    Recognised,
    /// Chuyển sinh hoạt chính thức đến, from outside the book.
    TransferredIn,
    /// Chuyển sinh hoạt nội bộ, between two organisations of the book.
    Moved,
    /// Chuyển sinh hoạt chính thức đi, out of the book.
    TransferredOut,
    /// Xóa tên trong danh sách đảng viên.
    Removed,
    /// Khai trừ.
    Expelled,
    /// Xin ra khỏi Đảng.
    Resigned,
    /// Từ trần.
    Died,
    /// Hủy quyết định kết nạp.
    AdmissionCancelled,
    /// Phục hồi đảng tịch, with the standing of before.
    Reinstated,
    /// Chuyển sinh hoạt tạm thời đi.
    TemporaryOut,
    /// Chuyển sinh hoạt tạm thời đến, from outside the book.
    TemporaryIn,
    /// Gia hạn chuyển sinh hoạt tạm thời đi.
    TemporaryExtended,
    /// Trở về sau khi chuyển sinh hoạt tạm thời.
    TemporaryEnded,
    /// Gia hạn sinh hoạt tạm thời đến.
    GuestExtended,
    /// Hết sinh hoạt tạm thời đến.
    GuestEnded,
    /// Miễn công tác và sinh hoạt đảng.
    Exempted,
    /// Trở lại sinh hoạt sau khi được miễn.
    ExemptionEnded,
    /// Đình chỉ sinh hoạt đảng.
    Suspended,
    /// Hết đình chỉ sinh hoạt.
    SuspensionEnded,
}

impl Kind {
    /// Every kind, in the order of the table of events.
    pub const ALL: [Self; 23] = [
        Self::OpeningBalance,
        Self::Admitted,
        Self::Readmitted,
        Self::Recognised,
        Self::TransferredIn,
        Self::Moved,
        Self::TransferredOut,
        Self::Removed,
        Self::Expelled,
        Self::Resigned,
        Self::Died,
        Self::AdmissionCancelled,
        Self::Reinstated,
        Self::TemporaryOut,
        Self::TemporaryIn,
        Self::TemporaryExtended,
        Self::TemporaryEnded,
        Self::GuestExtended,
        Self::GuestEnded,
        Self::Exempted,
        Self::ExemptionEnded,
        Self::Suspended,
        Self::SuspensionEnded,
    ];

    /// The word for it in the database and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OpeningBalance => "opening_balance",
            Self::Admitted => "admitted",
            Self::Readmitted => "readmitted",
            Self::Recognised => "recognised",
            Self::TransferredIn => "transferred_in",
            Self::Moved => "moved",
            Self::TransferredOut => "transferred_out",
            Self::Removed => "removed",
            Self::Expelled => "expelled",
            Self::Resigned => "resigned",
            Self::Died => "died",
            Self::AdmissionCancelled => "admission_cancelled",
            Self::Reinstated => "reinstated",
            Self::TemporaryOut => "temporary_out",
            Self::TemporaryIn => "temporary_in",
            Self::TemporaryExtended => "temporary_extended",
            Self::TemporaryEnded => "temporary_ended",
            Self::GuestExtended => "temporary_in_extended",
            Self::GuestEnded => "temporary_in_ended",
            Self::Exempted => "exempted",
            Self::ExemptionEnded => "exemption_ended",
            Self::Suspended => "suspended",
            Self::SuspensionEnded => "suspension_ended",
        }
    }

    /// The kind with that [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether somebody becomes a member by it.
    pub const fn is_entry(self) -> bool {
        matches!(
            self,
            Self::OpeningBalance | Self::Admitted | Self::Readmitted | Self::TransferredIn | Self::Reinstated
        )
    }

    /// Whether a member leaves by it.
    pub const fn is_exit(self) -> bool {
        matches!(
            self,
            Self::TransferredOut
                | Self::Removed
                | Self::Expelled
                | Self::Resigned
                | Self::Died
                | Self::AdmissionCancelled
        )
    }
}
