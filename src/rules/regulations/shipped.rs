//! The table of rules that comes with the program: subject by subject, version by version.
//!
//! What was read: law databases quote age and terms of Quy định 29 and 24 word for word, and those of
//! 232 but for the recognition; 294 and Hướng dẫn 06-HD/TW were read whole. Since 2016 all of them
//! count these terms in working days.

use super::Certainty::{Unverified, Verified};
use super::RuleCode as C;
use super::Unit::{Condition, Months, People, WorkingDays, Years};
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

/// Every subject, in the order of [`RuleCode::ALL`].
pub(super) static RULES: [&[Rule]; 9] = [
    &MINIMUM_AGE,
    &MAXIMUM_AGE,
    &CERTIFICATE,
    &SPONSORS,
    &SPONSORS_BESIDE_UNION,
    &SPONSOR_IS_OFFICIAL,
    &CEREMONY,
    &PROBATION,
    &RECOGNITION,
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

static SPONSOR_IS_OFFICIAL: [Rule; 1] =
    versions(C::SponsorIsOfficial, Condition, [(CHARTER, 1, "Điều lệ Đảng, Điều 4, khoản 1", Verified)]);

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

/// The versions of one subject: first day, value, citation, certainty. Each ends where the next
/// begins, so that no day falls between two.
const fn versions<const N: usize>(
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
