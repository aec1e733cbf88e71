//! What was decided for each year, and where it is written.
//!
//! The decisions are for public servants, the offices of the party among them. Those of 2019 and
//! 2021 to 2026 were found with their numbers; those of 2018 and 2020 in the press of the time; 2015 to 2017
//! are the breaks as they were, whose decisions were not at hand. From 2027 on it is the pattern of
//! earlier years in which Tết fell on the same weekday. An exchange of 23/11/2026 for 28/11/2026 was
//! proposed; no decision was found, so it is not here.

use super::{Certainty, Day};
use Certainty::{Decreed, Expected};

/// The days of one year that no formula gives.
pub(super) struct Year {
    pub number: i16,
    /// The first and the last day off for Tết, weekends between them and days in lieu included.
    pub tet_from: Day,
    pub tet_to: Day,
    /// The tenth of the third lunar month.
    pub hung_kings: Day,
    /// The second day of the National Day, since 2021.
    pub beside_national_day: Option<Day>,
    /// The decision on Tết and on the day beside 2/9.
    pub source: &'static str,
    pub certainty: Certainty,
}

/// A weekday off, and the Saturday worked for it.
pub(super) struct Exchange {
    pub off: Day,
    pub worked: Day,
    pub source: &'static str,
    pub certainty: Certainty,
}

const USUAL: &str = "Dự kiến theo cách bố trí các năm trước; chờ thông báo của Bộ Nội vụ";
const UNSEEN: &str = "Lịch nghỉ Tết đã thực hiện; chưa đối chiếu văn bản";

pub(super) const YEARS: [Year; 16] = [
    year(2015, (2, 17), (2, 23), (4, 28), None, UNSEEN, Expected),
    year(2016, (2, 8), (2, 12), (4, 16), None, UNSEEN, Expected),
    year(2017, (1, 26), (2, 1), (4, 6), None, UNSEEN, Expected),
    year(2018, (2, 14), (2, 20), (4, 25), None, "Ý kiến của Thủ tướng Chính phủ về nghỉ lễ, Tết năm 2018", Decreed),
    year(2019, (2, 4), (2, 8), (4, 14), None, "Công văn 6519/VPCP-KGVX ngày 11/7/2018", Decreed),
    year(
        2020,
        (1, 23),
        (1, 29),
        (4, 2),
        None,
        "Thông báo của Bộ Lao động - Thương binh và Xã hội về nghỉ Tết Âm lịch năm 2020",
        Decreed,
    ),
    year(2021, (2, 10), (2, 16), (4, 21), Some((9, 3)), "Thông báo 4875/TB-LĐTBXH", Decreed),
    year(2022, (1, 31), (2, 4), (4, 10), Some((9, 1)), "Thông báo 119/TB-LĐTBXH", Decreed),
    year(2023, (1, 20), (1, 26), (4, 29), Some((9, 1)), "Thông báo 5034/TB-LĐTBXH", Decreed),
    year(2024, (2, 8), (2, 14), (4, 18), Some((9, 3)), "Thông báo 5015/TB-LĐTBXH ngày 22/11/2023", Decreed),
    year(2025, (1, 27), (1, 31), (4, 7), Some((9, 1)), "Thông báo 6150/TB-BLĐTBXH ngày 3/12/2024", Decreed),
    year(2026, (2, 16), (2, 20), (4, 26), Some((9, 1)), "Thông báo 9441/TB-BNV ngày 16/10/2025", Decreed),
    year(2027, (2, 4), (2, 10), (4, 16), Some((9, 3)), USUAL, Expected),
    year(2028, (1, 24), (1, 28), (4, 4), Some((9, 1)), USUAL, Expected),
    year(2029, (2, 12), (2, 16), (4, 23), Some((9, 3)), USUAL, Expected),
    year(2030, (1, 31), (2, 6), (4, 12), Some((9, 3)), USUAL, Expected),
];

const PROPOSAL_2015: &str = "Tờ trình 89/TTr-LĐTBXH ngày 20/11/2014; chưa đối chiếu văn bản đồng ý";

pub(super) const EXCHANGES: &[Exchange] = &[
    exchange((2015, 1, 2), (2014, 12, 27), PROPOSAL_2015, Expected),
    exchange((2015, 2, 16), (2015, 2, 14), PROPOSAL_2015, Expected),
    exchange((2015, 4, 29), (2015, 4, 25), PROPOSAL_2015, Expected),
    exchange((2018, 12, 31), (2019, 1, 5), "Công văn 6519/VPCP-KGVX ngày 11/7/2018", Decreed),
    exchange((2019, 4, 29), (2019, 5, 4), "Công văn 6519/VPCP-KGVX ngày 11/7/2018", Decreed),
    exchange((2024, 4, 29), (2024, 5, 4), "Công văn 2450/VPCP-KGVX ngày 12/4/2024", Decreed),
    exchange((2025, 5, 2), (2025, 4, 26), "Thông báo 6150/TB-BLĐTBXH ngày 3/12/2024", Decreed),
    exchange((2026, 1, 2), (2026, 1, 10), "Công văn 12729/VPCP-KGVX ngày 25/12/2025", Decreed),
    exchange((2026, 8, 31), (2026, 8, 22), "Thông báo 9441/TB-BNV ngày 16/10/2025", Decreed),
];

const fn year(
    year: i16,
    tet_from: (i8, i8),
    tet_to: (i8, i8),
    hung_kings: (i8, i8),
    beside: Option<(i8, i8)>,
    source: &'static str,
    certainty: Certainty,
) -> Year {
    Year {
        number: year,
        tet_from: Day::constant(year, tet_from.0, tet_from.1),
        tet_to: Day::constant(year, tet_to.0, tet_to.1),
        hung_kings: Day::constant(year, hung_kings.0, hung_kings.1),
        beside_national_day: match beside {
            Some((month, day)) => Some(Day::constant(year, month, day)),
            None => None,
        },
        source,
        certainty,
    }
}

const fn exchange(off: (i16, i8, i8), worked: (i16, i8, i8), source: &'static str, certainty: Certainty) -> Exchange {
    Exchange {
        off: Day::constant(off.0, off.1, off.2),
        worked: Day::constant(worked.0, worked.1, worked.2),
        source,
        certainty,
    }
}
