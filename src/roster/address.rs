//! The address of a filter, and the filters that are one click away from it.

use super::form::{Filter, Place, Sort, Temporary};
use crate::ids::{OrganisationId, PersonId};
use crate::rules::standing::Standing;
use crate::rules::{Day, Gender};

impl Filter {
    /// The address of the list with this filter.
    pub fn address(&self) -> String {
        format!("/members{}", self.query())
    }

    /// The address of the same search among those who are in the book no more.
    pub fn former(&self) -> String {
        let asked = Self { q: self.q.clone(), branch: self.branch, ..Self::default() };
        format!("/members/former{}", asked.query())
    }

    /// The query that means this filter, with its question mark; empty for the whole roster of today.
    pub fn query(&self) -> String {
        let parts: Vec<_> =
            self.parts().into_iter().map(|(name, value)| format!("{name}={}", encode(&value))).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// What a new search keeps of this filter: all but the words, the branch and the days, which it asks for.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        // Who is chosen stands beside the list, with a box each.
        let rest =
            Self { q: String::new(), branch: None, as_of: None, known_on: None, ..self.nobody_chosen().restart() };
        rest.parts()
    }

    /// The parameters that mean this filter.
    fn parts(&self) -> Vec<(&'static str, String)> {
        let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
        let (after, before) = match self.place {
            Place::First => (None, None),
            Place::After(id) => (Some(id), None),
            Place::Before(id) => (None, Some(id)),
        };
        let sort = if self.sort == Sort::Name && !self.descending {
            String::new()
        } else {
            format!("{}{}", if self.descending { "-" } else { "" }, self.sort.code())
        };
        [
            ("q", self.q.clone()),
            ("branch", self.branch.map(|id| id.to_string()).unwrap_or_default()),
            ("gender", word(self.gender.map(Gender::code))),
            ("standing", word(self.standing.map(Standing::code))),
            ("temporary", word(self.temporary.map(Temporary::code))),
            ("as_of", self.as_of.map(Day::iso).unwrap_or_default()),
            ("known_on", self.known_on.map(Day::iso).unwrap_or_default()),
            ("sort", sort),
            ("after", after.map(|id| id.to_string()).unwrap_or_default()),
            ("before", before.map(|id| id.to_string()).unwrap_or_default()),
            ("n", self.first_number.map(|n| n.to_string()).unwrap_or_default()),
            ("pick", if self.picks { "1" } else { "" }.to_owned()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .chain(self.chosen.iter().map(|person| ("person", person.to_string())))
        .collect()
    }
}

/// A value in an address.
pub fn encode(value: &str) -> String {
    use std::fmt::Write as _;
    value.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => text.push(char::from(byte)),
            b' ' => text.push('+'),
            other => {
                let _ = write!(text, "%{other:02X}");
            }
        }
        text
    })
}

impl Filter {
    /// The same filter on the first page.
    #[must_use]
    pub fn restart(&self) -> Self {
        Self { place: Place::First, first_number: None, ..self.clone() }
    }

    /// The same filter with another gender.
    #[must_use]
    pub fn with_gender(&self, gender: Option<Gender>) -> Self {
        Self { gender, ..self.restart() }
    }

    /// The same filter with another standing; guests have none.
    #[must_use]
    pub fn with_standing(&self, standing: Option<Standing>) -> Self {
        let temporary = self.temporary.filter(|temporary| *temporary == Temporary::Out || standing.is_none());
        Self { standing, temporary, ..self.restart() }
    }

    /// The same filter with other temporary transfers; guests have no standing.
    #[must_use]
    pub fn with_temporary(&self, temporary: Option<Temporary>) -> Self {
        let standing = self.standing.filter(|_| temporary != Some(Temporary::In));
        Self { standing, temporary, ..self.restart() }
    }

    /// The same filter in another branch.
    #[must_use]
    pub fn with_branch(&self, branch: Option<OrganisationId>) -> Self {
        Self { branch, ..self.restart() }
    }

    /// The same filter without the words.
    #[must_use]
    pub fn without_words(&self) -> Self {
        Self { q: String::new(), ..self.restart() }
    }

    /// The same filter today.
    #[must_use]
    pub fn today(&self) -> Self {
        Self { as_of: None, known_on: None, ..self.restart() }
    }

    /// The same filter without what the figures choose.
    #[must_use]
    pub fn all(&self) -> Self {
        Self { gender: None, standing: None, temporary: None, ..self.restart() }
    }

    /// The same filter with nobody chosen.
    #[must_use]
    pub fn nobody_chosen(&self) -> Self {
        Self { chosen: Vec::new(), ..self.clone() }
    }

    /// The same page without one of those who are chosen.
    #[must_use]
    pub fn without_chosen(&self, person: PersonId) -> Self {
        let mut without = self.clone();
        without.chosen.retain(|one| *one != person);
        without
    }

    /// The same filter in another order.
    #[must_use]
    pub fn sorted(&self, sort: Sort) -> Self {
        Self { descending: sort == self.sort && !self.descending, sort, ..self.restart() }
    }

    /// The same filter at another place.
    #[must_use]
    pub fn at(&self, place: Place, first_number: Option<i64>) -> Self {
        Self { place, first_number, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_have_no_standing() {
        let guests = Filter::default().with_standing(Some(Standing::Official)).with_temporary(Some(Temporary::In));
        assert_eq!(guests.standing, None);
        assert_eq!(guests.with_standing(Some(Standing::Official)).temporary, None);
    }

    #[test]
    fn the_same_column_again_reverses_the_order() {
        let filter = Filter::default();
        assert!(filter.sorted(Sort::Name).descending);
        assert!(!filter.sorted(Sort::BornOn).descending);
    }
}
