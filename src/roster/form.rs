//! The roster's query: what is typed into an address, and the filter that it means.

use crate::auth::{Scope, Tree};
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::organisations::Meant;
use crate::organisations::units::{self, Wanted};
use crate::roster::When;
use crate::rules::standing::Standing;
use crate::rules::{Day, Gender};
use crate::steps;
use crate::web::form::{clean, date_sentence};
use crate::web::t;
use crate::{Error, Result};

/// The query as it was typed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Search {
    /// Words of a name, or a card number of 8 digits.
    pub q: String,
    /// An organisation: it and all below.
    pub branch: String,
    /// `female` or `male`.
    pub gender: String,
    /// `probationary` or `official`.
    pub standing: String,
    /// `out` or `in`.
    pub temporary: String,
    /// The day of the list.
    pub as_of: String,
    /// The day at whose end the book said so.
    pub known_on: String,
    /// `name`, `born_on`, `admitted_on` or `branch`; `-` before it: descending.
    pub sort: String,
    /// The rows after this member.
    pub after: String,
    /// The rows before this member.
    pub before: String,
    /// The number of the first row, where counting it would take long.
    pub n: String,
    /// `1`: people are to be chosen, for one step of all.
    pub pick: String,
    /// Those who are chosen.
    pub person: Vec<String>,
}

/// Away from here, or here from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temporary {
    /// Members who are away.
    Out,
    /// Guests.
    In,
}

impl Temporary {
    /// Its word in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
        }
    }
}

/// The order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Given name, family name, middle names.
    #[default]
    Name,
    /// Date of birth.
    BornOn,
    /// The day of the ceremony.
    AdmittedOn,
    /// The branch's name, then the name.
    Branch,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Name, Self::BornOn, Self::AdmittedOn, Self::Branch];

    /// Its word in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::BornOn => "born_on",
            Self::AdmittedOn => "admitted_on",
            Self::Branch => "branch",
        }
    }
}

/// Where in the order a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// At the beginning.
    #[default]
    First,
    /// After this person.
    After(PersonId),
    /// Before this person.
    Before(PersonId),
}

/// What the list is to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// What was searched for, cleaned.
    pub q: String,
    /// An organisation: it and all below.
    pub branch: Option<OrganisationId>,
    /// Only these.
    pub gender: Option<Gender>,
    /// Only these.
    pub standing: Option<Standing>,
    /// Only these.
    pub temporary: Option<Temporary>,
    /// The day of the list; none: today.
    pub as_of: Option<Day>,
    /// The day at whose end the book said so; none: now.
    pub known_on: Option<Day>,
    /// The order.
    pub sort: Sort,
    /// Whether the order is reversed.
    pub descending: bool,
    /// Where the page begins.
    pub place: Place,
    /// The number of its first row, if the address says it.
    pub first_number: Option<i64>,
    /// Whether people are to be chosen, for one step of all: those of today.
    pub picks: bool,
    /// Those who are chosen, each once.
    pub chosen: Vec<PersonId>,
}

/// The most letters of a search; a name is shorter.
const LONGEST: usize = 100;

impl Search {
    /// The filter that the query means.
    ///
    /// # Errors
    /// [`Error::BadRequest`] for a word that means nothing, [`Error::NotFound`] for an organisation out of
    /// scope, [`Error::Invalid`] for a day that cannot be.
    pub fn filter(&self, tree: &Tree, scope: &Scope, today: Day) -> Result<Filter> {
        let picks = word(&self.pick, |word| (word == "1").then_some(true))?.unwrap_or_default();
        let (descending, sort) = self.sort.strip_prefix('-').map_or((false, self.sort.as_str()), |sort| (true, sort));
        Ok(Filter {
            q: clean(&self.q).chars().take(LONGEST).collect(),
            branch: match self.branch.trim() {
                "" => None,
                typed => Some(organisation(tree, scope, typed)?),
            },
            gender: word(&self.gender, Gender::from_code)?,
            standing: word(&self.standing, Standing::from_code)?,
            temporary: word(&self.temporary, |word| {
                [Temporary::Out, Temporary::In].into_iter().find(|temporary| temporary.code() == word)
            })?,
            as_of: day("as_of", &self.as_of, today)?.filter(|day| *day != today),
            known_on: day("known_on", &self.known_on, today)?.filter(|day| *day != today),
            sort: word(sort, |word| Sort::ALL.into_iter().find(|sort| sort.code() == word))?.unwrap_or_default(),
            descending,
            place: match (word(&self.after, |id| id.parse().ok())?, word(&self.before, |id| id.parse().ok())?) {
                (None, None) => Place::First,
                (Some(id), None) => Place::After(id),
                (None, Some(id)) => Place::Before(id),
                (Some(_), Some(_)) => return Err(Error::BadRequest),
            },
            first_number: word(&self.n, |n| n.parse().ok().filter(|n| *n > 0))?,
            picks,
            chosen: if picks { people(&self.person)? } else { Vec::new() },
        })
    }
}

/// The people of a list of numbers, each once; no more than one paper is for.
fn people(typed: &[String]) -> Result<Vec<PersonId>> {
    let mut people: Vec<PersonId> =
        typed.iter().map(|id| id.parse().map_err(|_| Error::BadRequest)).collect::<Result<_>>()?;
    people.sort_unstable();
    people.dedup();
    if people.len() > steps::TOGETHER { Err(Error::BadRequest) } else { Ok(people) }
}

/// The organisation of a number, or of a whole name.
fn organisation(tree: &Tree, scope: &Scope, typed: &str) -> Result<OrganisationId> {
    if let Ok(id) = typed.parse() {
        return Some(id).filter(|id| scope.covers(*id) && tree.node(*id).is_some()).ok_or(Error::NotFound);
    }
    units::named(tree, scope, Wanted::Any, typed).map_err(|found| {
        let meant = if found.is_empty() { Meant::Unknown } else { Meant::Perhaps(found.len()) };
        Error::field("branch", meant.or_say("").err().unwrap_or_default())
    })
}

fn word<T>(typed: &str, meaning: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>> {
    match typed.trim() {
        "" => Ok(None),
        word => meaning(word).map(Some).ok_or(Error::BadRequest),
    }
}

fn day(field: &'static str, typed: &str, today: Day) -> Result<Option<Day>> {
    if clean(typed).is_empty() {
        return Ok(None);
    }
    match Day::parse_typed(typed) {
        Ok(day) if day > today => Err(Error::field(field, t("Ngày này chưa đến: sổ chỉ cho biết đến hôm nay."))),
        Ok(day) => Ok(Some(day)),
        Err(problem) => Err(Error::field(field, date_sentence(&problem))),
    }
}

impl Filter {
    /// The instant that the list tells of.
    pub fn when(&self, today: Day) -> When {
        When {
            day: self.as_of.unwrap_or(today),
            known: self.known_on.map(Instant::end_of),
            now: self.as_of.is_none() && self.known_on.is_none(),
        }
    }

    /// The words of the search, without what means something to the database.
    pub fn words(&self) -> Vec<String> {
        self.q
            .split(|letter: char| !letter.is_alphanumeric() && !is_mark(letter))
            .filter(|word| !word.is_empty())
            .take(10)
            .map(ToOwned::to_owned)
            .collect()
    }

    /// The card number that was searched for: 8 digits, spaces and dots aside.
    pub fn card_number(&self) -> Option<String> {
        digits(&self.q).filter(|digits| digits.len() == 8)
    }

    /// Whether a 12-digit number was searched for: it must not stand in an address.
    pub fn is_secret(&self) -> bool {
        digits(&self.q).is_some_and(|digits| digits.len() >= 9)
    }

    /// Whether the list is of guests.
    pub fn of_guests(&self) -> bool {
        self.temporary == Some(Temporary::In)
    }

    /// Whether the list is narrower than the whole roster.
    pub fn is_narrow(&self) -> bool {
        !self.q.is_empty()
            || self.branch.is_some()
            || self.gender.is_some()
            || self.standing.is_some()
            || self.temporary.is_some()
    }
}

/// The digits of what was typed, if it is a number.
fn digits(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-')).collect();
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// A mark that belongs to the letter before it.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::scope::{Kind, Node};

    fn today() -> Day {
        Day::new(2026, 11, 23).unwrap()
    }

    fn tree() -> Tree {
        let node = |id, parent: Option<i64>| Node {
            id: OrganisationId(id),
            kind: Kind::Branch,
            name: String::new(),
            parent: parent.map(OrganisationId),
            current: true,
        };
        Tree::new(1, vec![node(1, None), node(2, Some(1)), node(3, None)])
    }

    fn filter(search: &Search) -> Result<Filter> {
        let tree = tree();
        search.filter(&tree, &tree.scope(OrganisationId(1)), today())
    }

    #[test]
    fn an_address_means_the_filter_it_was_made_from() {
        let full = Filter {
            q: "Nguyễn & An".into(),
            branch: Some(OrganisationId(2)),
            gender: Some(Gender::Female),
            standing: Some(Standing::Probationary),
            temporary: Some(Temporary::Out),
            as_of: Day::new(2019, 12, 31),
            known_on: Day::new(2020, 1, 6),
            sort: Sort::AdmittedOn,
            descending: true,
            place: Place::After(PersonId(7)),
            first_number: Some(51),
            picks: true,
            chosen: vec![PersonId(3), PersonId(9)],
        };
        assert_eq!(
            full.query(),
            "?q=Nguy%E1%BB%85n+%26+An&branch=2&gender=female&standing=probationary&temporary=out\
             &as_of=2019-12-31&known_on=2020-01-06&sort=-admitted_on&after=7&n=51&pick=1&person=3&person=9"
        );
        let search = Search {
            q: "Nguyễn & An".into(),
            branch: "2".into(),
            gender: "female".into(),
            standing: "probationary".into(),
            temporary: "out".into(),
            as_of: "31/12/2019".into(),
            known_on: "2020-01-06".into(),
            sort: "-admitted_on".into(),
            after: "7".into(),
            n: "51".into(),
            pick: "1".into(),
            person: vec!["9".into(), "3".into(), "9".into()],
            ..Search::default()
        };
        assert_eq!(filter(&search).unwrap(), full);
    }

    #[test]
    fn a_word_that_means_nothing_is_refused() {
        for search in [
            Search { gender: "x".into(), ..Search::default() },
            Search { standing: "left".into(), ..Search::default() },
            Search { sort: "-id".into(), ..Search::default() },
            Search { pick: "1".into(), person: vec!["x".into()], ..Search::default() },
            Search { after: "1".into(), before: "2".into(), ..Search::default() },
        ] {
            assert!(matches!(filter(&search), Err(Error::BadRequest)), "{search:?}");
        }
    }

    #[test]
    fn a_branch_out_of_scope_does_not_exist() {
        assert!(matches!(filter(&Search { branch: "3".into(), ..Search::default() }), Err(Error::NotFound)));
        assert!(matches!(filter(&Search { branch: "9".into(), ..Search::default() }), Err(Error::NotFound)));
    }

    #[test]
    fn a_day_in_the_future_is_refused() {
        let search = Search { as_of: "24/11/2026".into(), ..Search::default() };
        assert!(matches!(filter(&search), Err(Error::Invalid(_))));
        let search = Search { as_of: "23/11/2026".into(), ..Search::default() };
        assert_eq!(filter(&search).unwrap().as_of, None);
    }

    #[test]
    fn a_search_is_words_or_a_number() {
        let with = |q: &str| Filter { q: q.into(), ..Filter::default() };
        assert_eq!(with("nguyen & an:*").words(), ["nguyen", "an"]);
        assert_eq!(with("H'Hen Niê").words(), ["H", "Hen", "Niê"]);
        assert_eq!(with("92.945836").card_number().as_deref(), Some("92945836"));
        assert_eq!(with("9294583").card_number(), None);
        assert!(with("001 099 012 345").is_secret());
        assert!(!with("92945836").is_secret());
    }
}
