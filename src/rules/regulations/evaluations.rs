//! What comes with the program of the evaluation of the year, version by version.

use super::Certainty::{Unverified, Verified};
use super::RuleCode as C;
use super::Unit::{Months, Percent, Points, Reading};
use super::shipped::versions;
use super::{Day, Rule};

/// Quy định 132-QĐ/TW with its two guides, 124-QĐ/TW, 366-QĐ/TW on the evaluation of the year.
const E2018: Day = Day::constant(2018, 3, 8);
const E2019: Day = Day::constant(2019, 10, 18);
const E2023: Day = Day::constant(2023, 10, 4);
const E2025: Day = Day::constant(2025, 8, 30);

// Of the guide of 2019 the share and what it is taken of are known; the texts of the cap before and after it were not
// found, and both stand on.
pub(super) static EXCELLENT_SHARE: [Rule; 4] = versions(
    C::EvaluationExcellentShare,
    Percent,
    [
        (E2018, 20, "Hướng dẫn 16-HD/BTCTW ngày 24/9/2018", Unverified),
        (E2019, 20, "Hướng dẫn 21-HD/BTCTW ngày 18/10/2019", Verified),
        (E2023, 20, "Quy định 124-QĐ/TW; Hướng dẫn 25-HD/BTCTW năm 2023", Unverified),
        (E2025, 20, "Quy định 366-QĐ/TW; Hướng dẫn 43-HD/BTCTW ngày 31/10/2025", Unverified),
    ],
);

pub(super) static CAP_READING: [Rule; 4] = versions(
    C::EvaluationCapReading,
    Reading,
    [
        (E2018, 1, "Hướng dẫn 16-HD/BTCTW ngày 24/9/2018", Unverified),
        (E2019, 1, "Hướng dẫn 21-HD/BTCTW ngày 18/10/2019", Verified),
        (E2023, 1, "Quy định 124-QĐ/TW; Hướng dẫn 25-HD/BTCTW năm 2023", Unverified),
        (E2025, 1, "Quy định 366-QĐ/TW; Hướng dẫn 43-HD/BTCTW ngày 31/10/2025", Unverified),
    ],
);

pub(super) static POINTS_EXCELLENT: [Rule; 1] =
    versions(C::EvaluationPointsExcellent, Points, [(E2025, 90, "Quy định 366-QĐ/TW", Verified)]);

pub(super) static POINTS_GOOD: [Rule; 1] =
    versions(C::EvaluationPointsGood, Points, [(E2025, 70, "Quy định 366-QĐ/TW", Verified)]);

pub(super) static POINTS_COMPLETED: [Rule; 1] =
    versions(C::EvaluationPointsCompleted, Points, [(E2025, 50, "Quy định 366-QĐ/TW", Verified)]);

pub(super) static EVALUATION_NEW: [Rule; 4] = versions(
    C::EvaluationNewMember,
    Months,
    [
        (E2018, 6, "Hướng dẫn 16-HD/BTCTW ngày 24/9/2018", Unverified),
        (E2019, 6, "Hướng dẫn 21-HD/BTCTW ngày 18/10/2019", Unverified),
        (E2023, 6, "Hướng dẫn 25-HD/BTCTW năm 2023", Unverified),
        (E2025, 6, "Hướng dẫn 43-HD/BTCTW ngày 31/10/2025", Unverified),
    ],
);
