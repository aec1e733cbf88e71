//! How the membership is divided: bands of age and of party age, and what the words of a paper say of
//! education and political theory.
//!
//! What is on the paper is kept as it stands there ("Thạc sĩ Quản trị kinh doanh"), and a table needs the level.
//! What says nothing is unknown; what says something that is no level is another. Nothing is guessed.

/// A level of professional education, the highest that a text says. Its order is the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Tiến sĩ, tiến sĩ khoa học.
    Doctor,
    /// Thạc sĩ.
    Master,
    /// Đại học: cử nhân, kỹ sư, bác sĩ …
    University,
    /// Cao đẳng.
    College,
    /// Trung cấp.
    Secondary,
    /// Sơ cấp, công nhân kỹ thuật.
    Elementary,
    /// Something else is said.
    Other,
    /// Nothing is said.
    Unknown,
}

impl Level {
    /// All of them, as they stand in the table.
    pub const ALL: [Self; 8] = [
        Self::Doctor,
        Self::Master,
        Self::University,
        Self::College,
        Self::Secondary,
        Self::Elementary,
        Self::Other,
        Self::Unknown,
    ];

    /// Its word in addresses and files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Doctor => "doctor",
            Self::Master => "master",
            Self::University => "university",
            Self::College => "college",
            Self::Secondary => "secondary",
            Self::Elementary => "elementary",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }

    /// The highest level that the texts of a paper say: the qualification and the academic degree.
    pub fn of(texts: &[&str]) -> Self {
        texts.iter().map(|text| Self::of_one(text)).min().unwrap_or(Self::Unknown)
    }

    fn of_one(text: &str) -> Self {
        const WORDS: [(Level, &[&str]); 6] = [
            (Level::Doctor, &["tiến sĩ", "tiến sỹ", "ts.", "giáo sư"]),
            (Level::Master, &["thạc sĩ", "thạc sỹ", "ths", "cao học", "chuyên khoa"]),
            (Level::College, &["cao đẳng"]),
            (Level::Secondary, &["trung cấp", "trung học chuyên nghiệp"]),
            (Level::Elementary, &["sơ cấp", "công nhân kỹ thuật", "công nhân"]),
            (
                Level::University,
                &["đại học", "cử nhân", "kỹ sư", "kĩ sư", "bác sĩ", "bác sỹ", "dược sĩ", "kiến trúc sư"],
            ),
        ];
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Self::Unknown;
        }
        let said = |words: &[&str]| words.iter().any(|word| text.contains(word));
        WORDS.into_iter().find(|(_, words)| said(words)).map_or(Self::Other, |(level, _)| level)
    }
}

/// A level of political theory (Hướng dẫn 12-HD/BTCTW 17/5/2012). Its order is the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Theory {
    /// Cử nhân, cao cấp: the statistics count them together.
    High,
    /// Trung cấp.
    Middle,
    /// Sơ cấp.
    Elementary,
    /// Chưa qua.
    Nothing,
    /// Something else is said.
    Other,
    /// Nothing is said.
    Unknown,
}

impl Theory {
    /// All of them, as they stand in the table.
    pub const ALL: [Self; 6] = [Self::High, Self::Middle, Self::Elementary, Self::Nothing, Self::Other, Self::Unknown];

    /// Its word in addresses and files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Middle => "middle",
            Self::Elementary => "elementary",
            Self::Nothing => "none",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }

    /// What a text says.
    pub fn of(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        let said = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if text.is_empty() {
            Self::Unknown
        } else if said(&["cao cấp", "cử nhân"]) {
            Self::High
        } else if said(&["trung cấp"]) {
            Self::Middle
        } else if said(&["sơ cấp"]) {
            Self::Elementary
        } else if said(&["chưa"]) || text == "không" {
            Self::Nothing
        } else {
            Self::Other
        }
    }
}

/// A band of whole years, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// The fewest years.
    pub from: i32,
    /// The most; none: any number.
    pub to: Option<i32>,
}

impl Band {
    /// Whether so many years are in it.
    pub fn covers(self, years: i32) -> bool {
        self.from <= years && self.to.is_none_or(|to| years <= to)
    }
}

/// The bands of age, in years reached on the day.
pub const AGES: [Band; 6] = [
    Band { from: 0, to: Some(17) },
    Band { from: 18, to: Some(30) },
    Band { from: 31, to: Some(40) },
    Band { from: 41, to: Some(50) },
    Band { from: 51, to: Some(60) },
    Band { from: 61, to: None },
];

/// The bands of the age pyramid, in years reached on the day.
pub const PYRAMID: [Band; 11] = [
    Band { from: 0, to: Some(17) },
    Band { from: 18, to: Some(25) },
    Band { from: 26, to: Some(30) },
    Band { from: 31, to: Some(35) },
    Band { from: 36, to: Some(40) },
    Band { from: 41, to: Some(45) },
    Band { from: 46, to: Some(50) },
    Band { from: 51, to: Some(55) },
    Band { from: 56, to: Some(60) },
    Band { from: 61, to: Some(70) },
    Band { from: 71, to: None },
];

/// The bands of party age, in whole years: of an official member.
pub const PARTY_AGES: [Band; 8] = [
    Band { from: 0, to: Some(4) },
    Band { from: 5, to: Some(9) },
    Band { from: 10, to: Some(19) },
    Band { from: 20, to: Some(29) },
    Band { from: 30, to: Some(39) },
    Band { from: 40, to: Some(49) },
    Band { from: 50, to: Some(59) },
    Band { from: 60, to: None },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_level_that_is_said_counts() {
        for (texts, level) in [
            (&["Cử nhân Kinh tế", ""][..], Level::University),
            (&["Thạc sĩ Quản trị kinh doanh", "Thạc sĩ"], Level::Master),
            (&["Cử nhân Luật", "Tiến sĩ"], Level::Doctor),
            (&["Kỹ sư Điện"], Level::University),
            (&["Cao đẳng Sư phạm"], Level::College),
            (&["Trung cấp Văn thư"], Level::Secondary),
            (&["CÔNG NHÂN KỸ THUẬT 4/7"], Level::Elementary),
            (&["Nghệ nhân"], Level::Other),
            (&["", "  "], Level::Unknown),
            (&[], Level::Unknown),
        ] {
            assert_eq!(Level::of(texts), level, "{texts:?}");
        }
    }

    #[test]
    fn political_theory_is_read_from_its_words() {
        for (text, theory) in [
            ("Cao cấp", Theory::High),
            ("Cử nhân chính trị", Theory::High),
            ("trung cấp", Theory::Middle),
            ("Sơ cấp", Theory::Elementary),
            ("Chưa qua", Theory::Nothing),
            ("Bồi dưỡng", Theory::Other),
            (" ", Theory::Unknown),
        ] {
            assert_eq!(Theory::of(text), theory, "{text}");
        }
    }

    #[test]
    fn every_number_of_years_is_in_one_band() {
        for bands in [&AGES[..], &PYRAMID[..], &PARTY_AGES[..]] {
            for years in 0..130 {
                assert_eq!(bands.iter().filter(|band| band.covers(years)).count(), 1, "{years}");
            }
        }
    }

    #[test]
    fn words_tell_the_classes_apart() {
        let levels: std::collections::BTreeSet<_> = Level::ALL.map(Level::code).into();
        let theories: std::collections::BTreeSet<_> = Theory::ALL.map(Theory::code).into();
        assert_eq!((levels.len(), theories.len()), (Level::ALL.len(), Theory::ALL.len()));
    }
}
