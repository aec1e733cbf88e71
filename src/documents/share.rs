//! How many came of how many who should have.

use crate::rules::target;
use crate::web::filters::percent;

/// How many came of how many who should have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many came.
    pub present: i64,
    /// How many should have come.
    pub should: i64,
}

impl Share {
    /// The part in thousandths, rounded as that of a target is: 100% is everybody. None: nobody should have come.
    pub fn thousandths(self) -> Option<i64> {
        (self.should != 0).then(|| target::tenths(self.present, self.should, &[]))
    }

    /// The figures alone: `57/60`.
    pub fn in_figures(self) -> String {
        format!("{}/{}", self.present, self.should)
    }

    /// As it is written: `95%`, `93,3%`; a dash where nobody should have come.
    pub fn percent(self) -> String {
        self.thousandths().map_or_else(|| "–".to_owned(), percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_written_as_in_a_report_and_is_whole_only_when_everybody_came() {
        let share = |present, should| Share { present, should }.percent();
        assert_eq!(share(38, 38), "100%");
        assert_eq!(share(57, 60), "95%");
        assert_eq!(share(56, 60), "93,3%");
        assert_eq!(share(339, 360), "94,2%", "as its target says");
        assert_eq!(share(9_999, 10_000), "99,9%");
        assert_eq!(share(0, 0), "–");
    }
}
