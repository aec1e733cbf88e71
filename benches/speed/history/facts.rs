//! Who somebody is, drawn; and what else was so of them later, or had been written down wrongly.

use std::fmt::Write;

use super::kept::Calendar;
use super::life::{DAY, Days, Draw, Seconds};

/// Family names and how many of a hundred have them.
const FAMILIES: &[(&str, u64)] = &[
    ("Nguyễn", 38),
    ("Trần", 11),
    ("Lê", 9),
    ("Phạm", 7),
    ("Hoàng", 3),
    ("Huỳnh", 3),
    ("Phan", 4),
    ("Vũ", 3),
    ("Võ", 3),
    ("Đặng", 3),
    ("Bùi", 3),
    ("Đỗ", 3),
    ("Hồ", 2),
    ("Ngô", 2),
    ("Dương", 2),
    ("Lý", 1),
    ("Đinh", 1),
    ("Trịnh", 1),
    ("Mai", 1),
];
const MIDDLES: [&[&str]; 2] = [
    &[
        "Thị",
        "Thị",
        "Thị",
        "Thị Ngọc",
        "Thị Thu",
        "Thị Thanh",
        "Thị Kim",
        "Ngọc",
        "Thanh",
        "Thu",
        "Kim",
        "Mỹ",
        "Bích",
        "Phương",
    ],
    &[
        "Văn", "Hữu", "Đức", "Công", "Quang", "Minh", "Xuân", "Ngọc", "Thanh", "Quốc", "Đình", "Bá", "Gia", "Anh",
        "Hoàng",
    ],
];
const GIVEN: [&[&str]; 2] = [
    &[
        "An", "Anh", "Ánh", "Bích", "Chi", "Dung", "Duyên", "Đào", "Giang", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa",
        "Hồng", "Huệ", "Hương", "Khánh", "Lan", "Liên", "Linh", "Loan", "Ly", "Mai", "My", "Nga", "Ngân", "Ngọc",
        "Nguyệt", "Nhung", "Oanh", "Phương", "Quyên", "Tâm", "Thảo", "Thu", "Thúy", "Thư", "Trang", "Trâm", "Tuyết",
        "Uyên", "Vân", "Vy", "Yến",
    ],
    &[
        "An", "Anh", "Ân", "Bảo", "Bình", "Cường", "Chiến", "Dũng", "Duy", "Đại", "Đạt", "Đức", "Giang", "Hà", "Hải",
        "Hậu", "Hiếu", "Hòa", "Hùng", "Huy", "Khánh", "Khoa", "Kiên", "Lâm", "Long", "Lộc", "Mạnh", "Minh", "Nam",
        "Nghĩa", "Phong", "Phúc", "Quân", "Quang", "Sơn", "Tài", "Tâm", "Thành", "Thắng", "Tiến", "Toàn", "Trung",
        "Tuấn", "Việt", "Vinh",
    ],
];
const ETHNICITIES: &[&str] = &["Kinh", "Kinh", "Kinh", "Kinh", "Kinh", "Kinh", "Kinh", "Tày", "Mường", "Khmer"];
const RELIGIONS: &[&str] =
    &["Không", "Không", "Không", "Không", "Không", "Không", "Không", "Không", "Không", "Phật giáo"];
const OCCUPATIONS: &[&str] = &[
    "Giáo viên",
    "Công nhân",
    "Nông dân",
    "Cán bộ, công chức",
    "Bác sĩ",
    "Kỹ sư",
    "Bộ đội",
    "Công an",
    "Kế toán",
    "Hưu trí",
    "Kinh doanh",
    "Sinh viên",
];
const LEVELS: &[&str] = &["Đại học", "Đại học", "Cao đẳng", "Trung cấp", "Thạc sĩ", "Tiến sĩ", ""];
const THEORIES: &[&str] = &["Sơ cấp", "Trung cấp", "Sơ cấp", "Cao cấp", ""];
const PLACES: &[&str] = &[
    "Hà Nội",
    "Hải Phòng",
    "Nghệ An",
    "Thanh Hóa",
    "Nam Định",
    "Huế",
    "Đà Nẵng",
    "Quảng Nam",
    "Bình Định",
    "Cần Thơ",
    "An Giang",
    "Cà Mau",
];

/// The columns of a version that are written, in the order of [`Facts::row`].
pub const COLUMNS: &str = "person, valid, known, full_name, given_name, family_name, middle_name, gender, born_on, \
    native_place, ethnicity, religion, occupation, general_education, professional_qualification, political_theory, \
    card_number";

/// What somebody is, until something is otherwise.
pub struct Facts {
    pub person: u32,
    /// Since when the book knows them.
    pub since: Seconds,
    /// When they came into the Party, or became a guest.
    pub joined: Days,
    /// What is otherwise.
    pub other: Option<Otherwise>,
}

/// What is otherwise from a day on, or always was, and when the book was told.
#[derive(Clone, Copy)]
pub struct Otherwise {
    /// From a day on; none: it was a mistake.
    pub from: Option<Days>,
    pub at: Seconds,
}

/// A version of somebody: before it was known that something is otherwise, before that day, since then.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Version {
    Once,
    Before,
    Now,
}

impl Facts {
    /// Draws whether something is otherwise later.
    pub fn drawn(person: u32, since: Seconds, (joined, entered): (Days, Days), now: Seconds) -> Self {
        let mut draw = Draw::of(u64::from(person) ^ 0x5eed_fac7);
        let other = match draw.below(100) {
            kind @ 0..13 => {
                let later = Seconds::try_from(draw.below(6_000)).unwrap_or_default() * DAY + 10 * DAY;
                let at = since + later;
                let day = i32::try_from(at / DAY).unwrap_or_default() - draw.between(2, 60);
                let from = (kind < 8).then_some(day.max(entered + 1));
                (at < now).then_some(Otherwise { from, at })
            }
            _ => None,
        };
        Self { person, since, joined, other }
    }

    /// The versions there are, each with the instant from which it is known.
    pub fn versions(&self) -> impl Iterator<Item = (Seconds, Version)> {
        let since = self.since;
        let before = self.other.filter(|other| other.from.is_some()).map(|other| (other.at, Version::Before));
        let now = self.other.map(|other| (other.at, Version::Now));
        [(since, Version::Once)].into_iter().chain(before).chain(now)
    }

    /// A line for `copy`.
    pub fn row(
        &self,
        version: Version,
        calendar: &Calendar,
        instant: impl Fn(&mut String, Seconds),
        line: &mut String,
    ) {
        let mut draw = Draw::of(u64::from(self.person));
        let woman = draw.below(100) < 38;
        let mut share = draw.below(100);
        let family = FAMILIES.iter().find(|(_, weight)| {
            let found = share < *weight;
            share = share.saturating_sub(*weight);
            found
        });
        let family = family.map_or("Trần", |(name, _)| name);
        let of = usize::from(!woman);
        let (middle, given) = (draw.one_of(MIDDLES[of]), draw.one_of(GIVEN[of]));
        let born = self.joined - draw.between(6_700, 12_000);
        let (place, ethnicity) = (draw.one_of(PLACES), draw.one_of(ETHNICITIES));
        let mut religion = draw.one_of(RELIGIONS);
        let mut occupation = draw.one_of(OCCUPATIONS);
        let (mut level, theory) = (draw.one_of(LEVELS), draw.one_of(THEORIES));
        let corrected = self.other.is_some_and(|other| other.from.is_none());
        let born = if version == Version::Now && corrected { born + 365 } else { born };
        if version == Version::Now && !corrected {
            (occupation, level) = (draw.one_of(OCCUPATIONS), "Đại học");
            religion = draw.one_of(RELIGIONS);
        }
        let other_from = self.other.and_then(|other| other.from).map(|day| calendar.iso(day));
        let valid = match (version, other_from) {
            (Version::Before, Some(day)) => format!("(,{day})"),
            (Version::Now, Some(day)) => format!("[{day},)"),
            _ => "(,)".to_owned(),
        };
        let _ = write!(line, "{}\t{valid}\t[\"", self.person);
        match (version, self.other) {
            (Version::Once, Some(other)) => {
                instant(line, self.since);
                line.push_str("\",\"");
                instant(line, other.at);
                line.push_str("\")");
            }
            (Version::Once, None) => {
                instant(line, self.since);
                line.push_str("\",)");
            }
            (_, other) => {
                instant(line, other.map_or(self.since, |other| other.at));
                line.push_str("\",)");
            }
        }
        let gender = if woman { "female" } else { "male" };
        let _ = writeln!(
            line,
            "\t{family} {middle} {given}\t{given}\t{family}\t{middle}\t{gender}\t{}\t{place}\t{ethnicity}\t{religion}\
             \t{occupation}\t12/12\t{level}\t{theory}\t{:08}",
            calendar.iso(born),
            self.person,
        );
    }
}
