//! The rows and columns of the table.

use crate::rules::standing::Kind;

/// A column of the table: the members, and those of them who are …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Everyone.
    Total,
    /// Nữ.
    Women,
    /// Dân tộc thiểu số.
    Minority,
    /// Tôn giáo.
    Religion,
    /// Dự bị.
    Probationary,
    /// Chính thức.
    Official,
}

impl Column {
    /// All of them, as they stand in the table.
    pub const ALL: [Self; 6] =
        [Self::Total, Self::Women, Self::Minority, Self::Religion, Self::Probationary, Self::Official];

    /// Its word in addresses and files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Women => "women",
            Self::Minority => "minority",
            Self::Religion => "religion",
            Self::Probationary => "probationary",
            Self::Official => "official",
        }
    }

    /// The column with that [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.code() == code)
    }
}

/// What a row does to the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It is a count on a day, or a sum: nothing of its own.
    Count,
    /// Part of another row.
    Within,
    /// Its figures come on top.
    Increase,
    /// Its figures go off.
    Decrease,
    /// Its figures carry their own sign.
    Signed,
}

/// A row of the table, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// Đầu kỳ: the count of the day before the period.
    Opening,
    /// What became known of the day before the period after it was closed.
    Adjustment,
    /// From the paper book, which begins within the period: neither an opening of this book nor an increase.
    CarriedOver,
    /// The sum of the increases.
    Increase,
    /// Kết nạp, kết nạp lại included.
    Admitted,
    /// Of these: kết nạp lại.
    Readmitted,
    /// Chuyển đến, from outside the book.
    TransferredIn,
    /// Phục hồi đảng tịch.
    Reinstated,
    /// From an organisation of the book that is not counted here.
    MovedIn,
    /// With an organisation that was put under the one counted.
    UnitsIn,
    /// No event of an entry stands on that day.
    OtherIn,
    /// The sum of the decreases.
    Decrease,
    /// Chuyển đi, out of the book.
    TransferredOut,
    /// Từ trần.
    Died,
    /// Khai trừ.
    Expelled,
    /// Xóa tên.
    Removed,
    /// Xin ra khỏi Đảng.
    Resigned,
    /// Hủy quyết định kết nạp.
    Cancelled,
    /// To an organisation of the book that is not counted here.
    MovedOut,
    /// With an organisation that was put under another.
    UnitsOut,
    /// No event of an exit stands on that day.
    OtherOut,
    /// Công nhận chính thức: from one column to another.
    Recognised,
    /// Another gender, ethnic group or religion from that day on.
    Changed,
    /// Cuối kỳ: the count of the last day.
    Closing,
}

impl Row {
    /// All of them, as they stand in the table.
    pub const ALL: [Self; 24] = [
        Self::Opening,
        Self::Adjustment,
        Self::CarriedOver,
        Self::Increase,
        Self::Admitted,
        Self::Readmitted,
        Self::TransferredIn,
        Self::Reinstated,
        Self::MovedIn,
        Self::UnitsIn,
        Self::OtherIn,
        Self::Decrease,
        Self::TransferredOut,
        Self::Died,
        Self::Expelled,
        Self::Removed,
        Self::Resigned,
        Self::Cancelled,
        Self::MovedOut,
        Self::UnitsOut,
        Self::OtherOut,
        Self::Recognised,
        Self::Changed,
        Self::Closing,
    ];

    /// Its word in addresses and files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Adjustment => "adjustment",
            Self::Increase => "increase",
            Self::Admitted => "admitted",
            Self::Readmitted => "readmitted",
            Self::TransferredIn => "transferred_in",
            Self::Reinstated => "reinstated",
            Self::CarriedOver => "carried_over",
            Self::MovedIn => "moved_in",
            Self::UnitsIn => "units_in",
            Self::OtherIn => "other_in",
            Self::Decrease => "decrease",
            Self::TransferredOut => "transferred_out",
            Self::Died => "died",
            Self::Expelled => "expelled",
            Self::Removed => "removed",
            Self::Resigned => "resigned",
            Self::Cancelled => "admission_cancelled",
            Self::MovedOut => "moved_out",
            Self::UnitsOut => "units_out",
            Self::OtherOut => "other_out",
            Self::Recognised => "recognised",
            Self::Changed => "changed",
            Self::Closing => "closing",
        }
    }

    /// The row with that [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|row| row.code() == code)
    }

    /// What it does to the count.
    pub const fn sign(self) -> Sign {
        match self {
            Self::Opening | Self::Increase | Self::Decrease | Self::Closing => Sign::Count,
            Self::Readmitted => Sign::Within,
            Self::Admitted | Self::TransferredIn | Self::Reinstated | Self::MovedIn | Self::UnitsIn | Self::OtherIn => {
                Sign::Increase
            }
            Self::TransferredOut
            | Self::Died
            | Self::Expelled
            | Self::Removed
            | Self::Resigned
            | Self::Cancelled
            | Self::MovedOut
            | Self::UnitsOut
            | Self::OtherOut => Sign::Decrease,
            Self::Adjustment | Self::CarriedOver | Self::Recognised | Self::Changed => Sign::Signed,
        }
    }

    /// The row of somebody who was not in the book the day before.
    pub(super) const fn of_entry(kind: Option<Kind>) -> Self {
        match kind {
            Some(Kind::Admitted | Kind::Readmitted) => Self::Admitted,
            Some(Kind::TransferredIn) => Self::TransferredIn,
            Some(Kind::Reinstated) => Self::Reinstated,
            Some(Kind::OpeningBalance) => Self::CarriedOver,
            _ => Self::OtherIn,
        }
    }

    /// The row of somebody who is not in the book any more.
    pub(super) const fn of_exit(kind: Option<Kind>) -> Self {
        match kind {
            Some(Kind::TransferredOut) => Self::TransferredOut,
            Some(Kind::Died) => Self::Died,
            Some(Kind::Expelled) => Self::Expelled,
            Some(Kind::Removed) => Self::Removed,
            Some(Kind::Resigned) => Self::Resigned,
            Some(Kind::AdmissionCancelled) => Self::Cancelled,
            _ => Self::OtherOut,
        }
    }
}
