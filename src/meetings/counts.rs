//! Who came, in figures: by standing, guests beside, and who was absent with a reason and without.

use crate::web::{With, t};

/// How many came of how many who should have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many came.
    pub present: i32,
    /// How many should have come.
    pub of: i32,
}

/// Who came to a meeting; nothing where it was not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Official members; of a committee meeting the members of the committee.
    pub official: Option<Tally>,
    /// Probationary members.
    pub probationary: Option<Tally>,
    /// Guests: in temporarily, or invited. They are in no denominator.
    pub guests: Option<i32>,
    /// Absent with a reason.
    pub excused: Option<i32>,
    /// Absent without.
    pub unexcused: Option<i32>,
}

impl Counts {
    /// Those of both standings together.
    pub fn members(&self) -> Option<Tally> {
        match (self.official, self.probationary) {
            (None, None) => None,
            (one, other) => {
                let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
                Some(Tally { present: one.present + other.present, of: one.of + other.of })
            }
        }
    }

    /// The figures alone, for the log: `8/9 + 1/1; 2; 1; 0`.
    pub fn in_figures(&self) -> String {
        let tally = |tally: Option<Tally>| tally.map(|tally| format!("{}/{}", tally.present, tally.of));
        let standings: Vec<_> = [self.official, self.probationary].into_iter().filter_map(tally).collect();
        let others = [self.guests, self.excused, self.unexcused].map(|count| count.map(|count| count.to_string()));
        let standings = standings.join(" + ");
        std::iter::once(standings)
            .chain(others.into_iter().flatten())
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("; ")
    }
}

/// The members of a branch on a day, and those of them who are not called to a meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Official members.
    pub official: i32,
    /// Probationary members.
    pub probationary: i32,
    /// Of the official: away on a temporary transfer, exempt, or suspended.
    pub official_elsewhere: i32,
    /// Of the probationary likewise.
    pub probationary_elsewhere: i32,
}

impl Expected {
    /// How many official members should have come.
    pub const fn officials(self) -> i32 {
        self.official - self.official_elsewhere
    }

    /// How many probationary members should have come.
    pub const fn probationaries(self) -> i32 {
        self.probationary - self.probationary_elsewhere
    }

    /// How many members should have come.
    pub const fn all(self) -> i32 {
        self.officials() + self.probationaries()
    }

    /// How that is reckoned, in a sentence.
    pub fn sentence(self) -> String {
        let elsewhere = self.official_elsewhere + self.probationary_elsewhere;
        let whole = t("Theo sổ, hôm đó có {official} chính thức và {probationary} dự bị");
        let whole = whole.with("official", self.official).with("probationary", self.probationary);
        let less = if elsewhere == 0 {
            String::new()
        } else {
            t(", trừ {n} người đi nơi khác, được miễn hoặc bị đình chỉ sinh hoạt").with("n", elsewhere)
        };
        t("{whole}{less}: phải dự {all}.").with("whole", whole).with("less", less).with("all", self.all())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_called_is_who_is_not_away_exempt_or_suspended() {
        // domain: 25 official, 2 away, 3 exempt of whom one attends, 1 suspended.
        let expected = Expected { official: 25, official_elsewhere: 2 + 2 + 1, ..Expected::default() };
        assert_eq!(expected.officials(), 20);
        assert_eq!(
            expected.sentence(),
            "Theo sổ, hôm đó có 25 chính thức và 0 dự bị, trừ 5 người đi nơi khác, được miễn hoặc bị đình chỉ sinh \
             hoạt: phải dự 20."
        );
    }

    #[test]
    fn the_figures_of_both_standings_are_added() {
        let counts = Counts {
            official: Some(Tally { present: 8, of: 9 }),
            probationary: Some(Tally { present: 1, of: 1 }),
            guests: Some(2),
            excused: Some(1),
            unexcused: Some(0),
        };
        assert_eq!(counts.members(), Some(Tally { present: 9, of: 10 }));
        assert_eq!(counts.in_figures(), "8/9 + 1/1; 2; 1; 0");
        assert_eq!(Counts::default().members(), None);
    }
}
