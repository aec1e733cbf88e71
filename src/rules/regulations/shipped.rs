//! The table of rules that comes with the program: subject by subject, version by version.
//!
//! What was read: law databases quote age and terms of Quy định 29 and 24 word for word, and those of
//! 232 but for the recognition; 294 and Hướng dẫn 06-HD/TW were read whole. Since 2016 all of them
//! count these terms in working days. Of the transfers they quote 29, of the badges the guide of 2021;
//! how long before its day the papers of a badge are sent up is known of one province only.

use super::Certainty::{Unverified, Verified};
use super::RuleCode as C;
use super::Unit::{Condition, Months, PartyYears, People, WorkingDays, Years};
use super::evaluations::{
    CAP_READING, EVALUATION_NEW, EXCELLENT_SHARE, POINTS_COMPLETED, POINTS_EXCELLENT, POINTS_GOOD,
};
use super::{Certainty, Day, Rule, RuleCode, Unit};

/// The Charter adopted by Congress XI, unchanged since.
const CHARTER: Day = Day::constant(2011, 1, 19);
/// Quy định 29-QĐ/TW.
const R29: Day = Day::constant(2016, 7, 25);
/// Quy định 24-QĐ/TW.
const R24: Day = Day::constant(2021, 7, 30);
/// Quy định 232-QĐ/TW.
const R232: Day = Day::constant(2025, 1, 20);
/// Quy định 294-QĐ/TW, of 26/5/2025 and in force from this day.
const R294: Day = Day::constant(2025, 7, 1);
/// Quy định 20-QĐ/TW; its text was not found.
const R20: Day = Day::constant(2026, 4, 8);
/// Quy định 208-QĐ/TW; its text was not found, some of its numbers are known at second hand.
const R208: Day = Day::constant(2026, 7, 26);
/// Hướng dẫn 01-HD/TW of 2016, 01-HD/TW of 2021, 06-HD/TW of 2025 (in force with 294), 01-HD/TW of 2026.
const G2016: Day = Day::constant(2016, 9, 20);
const G2021: Day = Day::constant(2021, 9, 28);
const G2026: Day = Day::constant(2026, 5, 19);
/// Hướng dẫn 09-HD/BTCTW, 12-HD/BTCTW and 38-HD/BTCTW.
const B2017: Day = Day::constant(2017, 6, 5);
const B2022: Day = Day::constant(2022, 1, 18);
const B2025: Day = Day::constant(2025, 9, 29);
/// Hướng dẫn 21-HD/BTCTU of Hà Nội.
const H2025: Day = Day::constant(2025, 8, 21);
/// Hướng dẫn 02-HD/BTCTU of Hà Nội.
const HA2025: Day = Day::constant(2025, 11, 1);
/// Quy định 76-QĐ/TW and 213-QĐ/TW on the place of residence.
const P76: Day = Day::constant(2000, 6, 15);
const P213: Day = Day::constant(2020, 1, 2);
/// Every subject, in the order of [`RuleCode::ALL`].
pub(super) static RULES: [&[Rule]; 32] = [
    &MINIMUM_AGE,
    &MAXIMUM_AGE,
    &CERTIFICATE,
    &SPONSORS,
    &SPONSORS_BESIDE_UNION,
    &YOUTH_AGE,
    &SPONSOR_IS_OFFICIAL,
    &READMISSION,
    &READMISSION_ONCE,
    &CEREMONY,
    &PROBATION,
    &RECOGNITION,
    &TEMPORARY_MINIMUM,
    &TEMPORARY_MAXIMUM,
    &TEMPORARY_STUDY_MAXIMUM,
    &LETTER_PRESENTED,
    &LETTER_ABANDONED,
    &PARTY_AGE,
    &BADGE_FIRST,
    &BADGE_SECOND,
    &BADGE_EVERY,
    &BADGE_LAST,
    &BADGE_EARLY,
    &BADGE_EARLY_LATE,
    &BADGE_DOSSIER,
    &RESIDENCE,
    &EXCELLENT_SHARE,
    &CAP_READING,
    &POINTS_EXCELLENT,
    &POINTS_GOOD,
    &POINTS_COMPLETED,
    &EVALUATION_NEW,
];

static MINIMUM_AGE: [Rule; 6] = versions(
    C::AdmissionMinimumAge,
    Years,
    [
        (R29, 18, "Quy định 29-QĐ/TW, điểm 1.1", Verified),
        (R24, 18, "Quy định 24-QĐ/TW, điểm 1.1.1", Verified),
        (R232, 18, "Quy định 232-QĐ/TW, điểm 1.1.1", Verified),
        (R294, 18, "Quy định 294-QĐ/TW, điểm 1.1", Verified),
        (R20, 18, "Quy định 20-QĐ/TW", Unverified),
        (R208, 18, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static MAXIMUM_AGE: [Rule; 6] = versions(
    C::AdmissionMaximumAge,
    Years,
    [
        (R29, 60, "Quy định 29-QĐ/TW, điểm 1.1", Verified),
        (R24, 60, "Quy định 24-QĐ/TW, điểm 1.1.1", Verified),
        (R232, 60, "Quy định 232-QĐ/TW, điểm 1.1.1", Verified),
        (R294, 60, "Quy định 294-QĐ/TW, điểm 1.1", Verified),
        (R20, 60, "Quy định 20-QĐ/TW", Unverified),
        (R208, 60, "Quy định 208-QĐ/TW", Unverified),
    ],
);

// The guide of 2016 came two months after its regulation; until then the one of 2012 is taken to
// have stood on.
static CERTIFICATE: [Rule; 5] = versions(
    C::AwarenessCertificate,
    Months,
    [
        (R29, 60, "Hướng dẫn 01-HD/TW ngày 5/1/2012", Unverified),
        (G2016, 60, "Hướng dẫn 01-HD/TW ngày 20/9/2016", Unverified),
        (G2021, 60, "Hướng dẫn 01-HD/TW ngày 28/9/2021", Unverified),
        (R294, 60, "Hướng dẫn 06-HD/TW, điểm 5.4b", Verified),
        (G2026, 60, "Hướng dẫn 01-HD/TW ngày 19/5/2026", Unverified),
    ],
);

static SPONSORS: [Rule; 1] = versions(C::Sponsors, People, [(CHARTER, 2, "Điều lệ Đảng, Điều 4, khoản 1", Verified)]);

static SPONSORS_BESIDE_UNION: [Rule; 1] =
    versions(C::SponsorsBesideUnion, People, [(CHARTER, 1, "Điều lệ Đảng, Điều 4, khoản 1", Verified)]);

// The Charter says "of the age of the Youth Union"; that it ends with thirty years (35 for who works for the Union) is
// known from the guide of one province.
static YOUTH_AGE: [Rule; 2] = versions(
    C::YouthAge,
    Years,
    [
        (CHARTER, 30, "Điều lệ Đảng, Điều 4, khoản 1; tuổi thanh niên theo Điều lệ Đoàn", Unverified),
        (HA2025, 30, "Hướng dẫn 02-HD/BTCTU tháng 11/2025 của Hà Nội, mục 1.1.2.1 (cán bộ Đoàn: 35 tuổi)", Unverified),
    ],
);

static SPONSOR_IS_OFFICIAL: [Rule; 1] =
    versions(C::SponsorIsOfficial, Condition, [(CHARTER, 1, "Điều lệ Đảng, Điều 4, khoản 1", Verified)]);

// Sixty months after the record of a lesser crime was cleared, by the same point: the book does not know of crimes.
static READMISSION: [Rule; 6] = versions(
    C::ReadmissionAfter,
    Months,
    [
        (R29, 36, "Quy định 29-QĐ/TW", Unverified),
        (R24, 36, "Quy định 24-QĐ/TW", Unverified),
        (R232, 36, "Quy định 232-QĐ/TW", Unverified),
        (R294, 36, "Quy định 294-QĐ/TW, điểm 3.5", Verified),
        (R20, 36, "Quy định 20-QĐ/TW", Unverified),
        (R208, 36, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static READMISSION_ONCE: [Rule; 6] = versions(
    C::ReadmissionOnce,
    Condition,
    [
        (R29, 1, "Quy định 29-QĐ/TW", Unverified),
        (R24, 1, "Quy định 24-QĐ/TW", Unverified),
        (R232, 1, "Quy định 232-QĐ/TW", Unverified),
        (R294, 1, "Quy định 294-QĐ/TW, điểm 3.5", Verified),
        (R20, 1, "Quy định 20-QĐ/TW", Unverified),
        (R208, 1, "Quy định 208-QĐ/TW", Unverified),
    ],
);

// Up to 294 the term runs from the receipt of the decision, in 208 from its issue. Only the day of
// the decision is known here, so before 208 a finding is a question and not a verdict.
static CEREMONY: [Rule; 6] = versions(
    C::CeremonyAfterDecision,
    WorkingDays,
    [
        (R29, 30, "Quy định 29-QĐ/TW, điểm 4.1", Verified),
        (R24, 30, "Quy định 24-QĐ/TW, điểm 4.1", Verified),
        (R232, 30, "Quy định 232-QĐ/TW, điểm 4.1", Verified),
        (R294, 30, "Quy định 294-QĐ/TW, điểm 4.1", Verified),
        (R20, 30, "Quy định 20-QĐ/TW", Unverified),
        (R208, 30, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static PROBATION: [Rule; 1] =
    versions(C::Probation, Months, [(CHARTER, 12, "Điều lệ Đảng, Điều 5, khoản 1", Verified)]);

static RECOGNITION: [Rule; 6] = versions(
    C::RecognitionConsidered,
    WorkingDays,
    [
        (R29, 30, "Quy định 29-QĐ/TW, điểm 4.2a", Verified),
        (R24, 30, "Quy định 24-QĐ/TW, điểm 4.2.1", Verified),
        (R232, 30, "Quy định 232-QĐ/TW, điểm 4.2.1", Unverified),
        (R294, 30, "Quy định 294-QĐ/TW, điểm 4.2.1", Verified),
        (R20, 30, "Quy định 20-QĐ/TW", Unverified),
        (R208, 30, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static TEMPORARY_MINIMUM: [Rule; 6] = versions(
    C::TemporaryMinimum,
    Months,
    [
        (R29, 3, "Quy định 29-QĐ/TW, điểm 6.3.2", Verified),
        (R24, 3, "Quy định 24-QĐ/TW, điểm 6.3.2", Unverified),
        (R232, 3, "Quy định 232-QĐ/TW, điểm 6.3.2", Unverified),
        (R294, 3, "Quy định 294-QĐ/TW, điểm 6.3.2", Verified),
        (R20, 3, "Quy định 20-QĐ/TW", Unverified),
        (R208, 3, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static TEMPORARY_MAXIMUM: [Rule; 6] = versions(
    C::TemporaryMaximum,
    Months,
    [
        (R29, 12, "Quy định 29-QĐ/TW, điểm 6.3.2", Verified),
        (R24, 12, "Quy định 24-QĐ/TW, điểm 6.3.2", Unverified),
        (R232, 12, "Quy định 232-QĐ/TW, điểm 6.3.2", Unverified),
        (R294, 12, "Quy định 294-QĐ/TW, điểm 6.3.2", Verified),
        (R20, 12, "Quy định 20-QĐ/TW", Unverified),
        (R208, 12, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static TEMPORARY_STUDY_MAXIMUM: [Rule; 6] = versions(
    C::TemporaryStudyMaximum,
    Months,
    [
        (R29, 24, "Quy định 29-QĐ/TW, điểm 6.3.2", Verified),
        (R24, 24, "Quy định 24-QĐ/TW, điểm 6.3.2", Unverified),
        (R232, 24, "Quy định 232-QĐ/TW, điểm 6.3.2", Unverified),
        (R294, 24, "Quy định 294-QĐ/TW, điểm 6.3.2", Verified),
        (R20, 24, "Quy định 20-QĐ/TW", Unverified),
        (R208, 24, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static LETTER_PRESENTED: [Rule; 6] = versions(
    C::LetterPresented,
    WorkingDays,
    [
        (R29, 30, "Quy định 29-QĐ/TW, điểm 6.3.1c", Verified),
        (R24, 30, "Quy định 24-QĐ/TW, điểm 6.3.1", Unverified),
        (R232, 30, "Quy định 232-QĐ/TW, điểm 6.3.1", Unverified),
        (R294, 30, "Quy định 294-QĐ/TW, điểm 6.3.1", Verified),
        (R20, 30, "Quy định 20-QĐ/TW", Unverified),
        (R208, 30, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static LETTER_ABANDONED: [Rule; 4] = versions(
    C::LetterAbandoned,
    Months,
    [
        (R29, 3, "Hướng dẫn 12-HD/BTCTW ngày 17/5/2012", Unverified),
        (B2017, 3, "Hướng dẫn 09-HD/BTCTW ngày 5/6/2017", Unverified),
        (B2022, 3, "Hướng dẫn 12-HD/BTCTW ngày 18/1/2022", Unverified),
        (B2025, 3, "Hướng dẫn 38-HD/BTCTW, điểm 4.3.1d", Verified),
    ],
);

static PARTY_AGE: [Rule; 6] = versions(
    C::PartyAgeFromDecision,
    Condition,
    [
        (R29, 1, "Quy định 29-QĐ/TW", Unverified),
        (R24, 1, "Quy định 24-QĐ/TW", Unverified),
        (R232, 1, "Quy định 232-QĐ/TW", Unverified),
        (R294, 1, "Quy định 294-QĐ/TW, điểm 4.5; Hướng dẫn 06-HD/TW, điểm 5.3", Verified),
        (R20, 1, "Quy định 20-QĐ/TW", Unverified),
        (R208, 1, "Quy định 208-QĐ/TW", Unverified),
    ],
);

// 30, 40, 45, 50 … 90 years: the first, the second, every five after it, the last.
static BADGE_FIRST: [Rule; 5] = versions(
    C::BadgeFirst,
    PartyYears,
    [
        (R29, 30, "Quy định 29-QĐ/TW, điểm 27.3a", Unverified),
        (G2021, 30, "Hướng dẫn 01-HD/TW ngày 28/9/2021, mục 18", Verified),
        (R294, 30, "Quy định 294-QĐ/TW, điểm 28", Verified),
        (R20, 30, "Quy định 20-QĐ/TW", Unverified),
        (R208, 30, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static BADGE_SECOND: [Rule; 5] = versions(
    C::BadgeSecond,
    PartyYears,
    [
        (R29, 40, "Quy định 29-QĐ/TW, điểm 27.3a", Unverified),
        (G2021, 40, "Hướng dẫn 01-HD/TW ngày 28/9/2021, mục 18", Verified),
        (R294, 40, "Quy định 294-QĐ/TW, điểm 28", Verified),
        (R20, 40, "Quy định 20-QĐ/TW", Unverified),
        (R208, 40, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static BADGE_EVERY: [Rule; 5] = versions(
    C::BadgeEvery,
    PartyYears,
    [
        (R29, 5, "Quy định 29-QĐ/TW, điểm 27.3a", Unverified),
        (G2021, 5, "Hướng dẫn 01-HD/TW ngày 28/9/2021, mục 18", Verified),
        (R294, 5, "Quy định 294-QĐ/TW, điểm 28", Verified),
        (R20, 5, "Quy định 20-QĐ/TW", Unverified),
        (R208, 5, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static BADGE_LAST: [Rule; 5] = versions(
    C::BadgeLast,
    PartyYears,
    [
        (R29, 90, "Quy định 29-QĐ/TW, điểm 27.3a", Unverified),
        (G2021, 90, "Hướng dẫn 01-HD/TW ngày 28/9/2021, mục 18", Verified),
        (R294, 90, "Quy định 294-QĐ/TW, điểm 28", Verified),
        (R20, 90, "Quy định 20-QĐ/TW", Unverified),
        (R208, 90, "Quy định 208-QĐ/TW", Unverified),
    ],
);

static BADGE_EARLY: [Rule; 5] = versions(
    C::BadgeEarly,
    Months,
    [
        (R29, 12, "Hướng dẫn 01-HD/TW ngày 5/1/2012", Unverified),
        (G2016, 12, "Hướng dẫn 01-HD/TW ngày 20/9/2016", Unverified),
        (G2021, 12, "Hướng dẫn 01-HD/TW ngày 28/9/2021, mục 18", Verified),
        (R294, 12, "Hướng dẫn 06-HD/TW, mục 18", Verified),
        (G2026, 12, "Hướng dẫn 01-HD/TW ngày 19/5/2026", Unverified),
    ],
);

static BADGE_EARLY_LATE: [Rule; 5] = versions(
    C::BadgeEarlyLate,
    Months,
    [
        (R29, 24, "Hướng dẫn 01-HD/TW ngày 5/1/2012", Unverified),
        (G2016, 24, "Hướng dẫn 01-HD/TW ngày 20/9/2016", Unverified),
        (G2021, 24, "Hướng dẫn 01-HD/TW ngày 28/9/2021, mục 18", Verified),
        (R294, 24, "Hướng dẫn 06-HD/TW, mục 18", Verified),
        (G2026, 24, "Hướng dẫn 01-HD/TW ngày 19/5/2026", Unverified),
    ],
);

// A province says how long before the day it wants the papers; the guide of Hà Nội stands in for all.
static BADGE_DOSSIER: [Rule; 2] = versions(
    C::BadgeDossier,
    WorkingDays,
    [
        (R29, 30, "Theo hướng dẫn của từng đảng bộ trực thuộc Trung ương", Unverified),
        (H2025, 30, "Hướng dẫn 21-HD/BTCTU ngày 21/8/2025 của Hà Nội (nơi khác theo hướng dẫn của mình)", Unverified),
    ],
);

static RESIDENCE: [Rule; 2] = versions(
    C::ResidenceContact,
    Condition,
    [(P76, 1, "Quy định 76-QĐ/TW ngày 15/6/2000", Unverified), (P213, 1, "Quy định 213-QĐ/TW ngày 2/1/2020", Verified)],
);

/// The versions of one subject: first day, value, citation, certainty. Each ends where the next
/// begins, so that no day falls between two.
pub(super) const fn versions<const N: usize>(
    code: RuleCode,
    unit: Unit,
    rows: [(Day, u32, &'static str, Certainty); N],
) -> [Rule; N] {
    let mut rules =
        [Rule { code, value: 0, unit, valid_from: CHARTER, valid_to: None, citation: "", certainty: Unverified }; N];
    let mut at = 0;
    while at < N {
        let (valid_from, value, citation, certainty) = rows[at];
        let valid_to = if at + 1 < N { Some(rows[at + 1].0) } else { None };
        rules[at] = Rule { code, value, unit, valid_from, valid_to, citation, certainty };
        at += 1;
    }
    rules
}
