//! The membership of a day, divided by age, party age, gender and so on: each division adds up to the whole, and what
//! is not known is a class of its own.

pub(super) mod export;
pub(super) mod pages;

use std::collections::HashMap;

use sqlx::PgConnection;

use super::Question;
use super::queries::composition::{By, counted, ledgers};
use super::queries::{Placed, counts};
use crate::Result;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::members::fields::gender_label;
use crate::organisations;
use crate::roster::encode;
use crate::rules::composition::{AGES, Band, Level, PARTY_AGES, Theory};
use crate::rules::party_age::party_age;
use crate::rules::standing::{Event, Standing, Track, fold};
use crate::rules::{Day, Gender};
use crate::web::{With, t};

/// The most classes of a division by what is written; the rest are one.
const MOST: usize = 25;
/// The most branches that are classes; of more, the units directly below are.
const BRANCHES: usize = 60;
/// Party age is counted from everyone's own ledger: of so many at most.
const PARTY_AGE: i64 = 20_000;

/// What is asked: an organisation on a day, and as the book said it when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub organisation: OrganisationId,
    pub day: Day,
    pub known_on: Option<Day>,
}

impl Moment {
    /// The query of its address, with its question mark.
    pub fn query(&self) -> String {
        let known = self.known_on.map(|day| format!("&known_on={}", day.iso())).unwrap_or_default();
        format!("?as_of={}&branch={}{known}", self.day.iso(), self.organisation)
    }

    /// The day as a period.
    pub const fn question(&self) -> Question {
        Question { organisation: self.organisation, from: self.day, to: self.day, known_on: self.known_on }
    }

    /// The instant at which the book is asked; none: now.
    pub fn known(&self) -> Option<Instant> {
        self.question().known()
    }
}

/// By what the membership is divided, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Division {
    /// By what is written.
    Written(By),
    /// By party age, from the ledgers.
    PartyAge,
}

impl Division {
    pub(super) const ALL: [Self; 10] = [
        Self::Written(By::Gender),
        Self::Written(By::Age),
        Self::PartyAge,
        Self::Written(By::Ethnicity),
        Self::Written(By::Religion),
        Self::Written(By::GeneralEducation),
        Self::Written(By::Qualification),
        Self::Written(By::PoliticalTheory),
        Self::Written(By::Occupation),
        Self::Written(By::Branch),
    ];

    /// Its word in addresses and files.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Written(by) => by.code(),
            Self::PartyAge => "party_age",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|division| division.code() == code)
    }

    /// What it is called.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::PartyAge => t("Tuổi Đảng"),
            Self::Written(By::Age) => t("Tuổi đời"),
            Self::Written(By::Gender) => t("Giới tính"),
            Self::Written(By::Ethnicity) => t("Dân tộc"),
            Self::Written(By::Religion) => t("Tôn giáo"),
            Self::Written(By::GeneralEducation) => t("Giáo dục phổ thông"),
            Self::Written(By::Qualification) => t("Trình độ chuyên môn"),
            Self::Written(By::PoliticalTheory) => t("Lý luận chính trị"),
            Self::Written(By::Occupation) => t("Nghề nghiệp"),
            Self::Written(By::Branch) => t("Chi bộ, đơn vị"),
        }
    }
}

/// A class of a division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Class {
    /// Its word in the address.
    pub code: String,
    pub label: String,
    pub count: i64,
    /// What is written of those in it; nothing of party age.
    pub texts: Vec<String>,
}

/// The membership, divided.
#[derive(Clone, Debug)]
pub(super) struct Divided {
    pub division: Division,
    pub classes: Vec<Class>,
}

impl Divided {
    /// Its sum, which is to be the whole.
    pub fn sum(&self) -> i64 {
        self.classes.iter().map(|class| class.count).sum()
    }
}

/// The membership of a day.
pub(super) struct Composition {
    /// How many members there are, counted without their facts.
    pub total: i64,
    pub divisions: Vec<Divided>,
    /// Whether there are too many to count everyone's party age.
    pub too_many: bool,
}

/// Divides the membership of a day.
pub(super) async fn of(db: &mut PgConnection, places: &[Placed], moment: &Moment) -> Result<Composition> {
    let known = moment.known();
    let total = counts::total(&mut *db, places, moment.day, known).await?;
    let mut written = counted(&mut *db, places, moment.day, known).await?;
    let branches = Branches::of(&mut *db, places, moment, written.get(&By::Branch).map_or(0, Vec::len)).await?;
    let too_many = total > PARTY_AGE;
    let mut divisions = Vec::new();
    for division in Division::ALL {
        let classes = match division {
            Division::PartyAge if too_many => continue,
            Division::PartyAge => party_ages(&ledgers(&mut *db, places, moment.day, known).await?, moment.day),
            Division::Written(by) => classes(by, written.remove(&by).unwrap_or_default(), &branches),
        };
        divisions.push(Divided { division, classes });
    }
    Ok(Composition { total, divisions, too_many })
}

/// Which class a branch is in, and what it is called.
struct Branches {
    units: HashMap<i64, i64>,
    names: HashMap<OrganisationId, String>,
}

impl Branches {
    async fn of(db: &mut PgConnection, places: &[Placed], moment: &Moment, peopled: usize) -> Result<Self> {
        let there = places.iter().filter(|place| place.since <= moment.day && moment.day < place.until);
        let class = |place: &Placed| if peopled > BRANCHES { place.unit } else { place.organisation };
        let units: HashMap<i64, i64> = there.map(|place| (place.organisation, class(place))).collect();
        let ids: Vec<_> = units.values().map(|id| OrganisationId(*id)).collect();
        let names = organisations::names_known(db, &ids, moment.day, moment.known()).await?;
        Ok(Self { units, names })
    }
}

/// What is written, as classes.
fn classes(by: By, written: Vec<(String, i64)>, branches: &Branches) -> Vec<Class> {
    match by {
        By::Age => {
            let years =
                |text: &str| text.parse().ok().and_then(|years| AGES.iter().position(|band| band.covers(years)));
            let labels = AGES.map(age_label);
            let codes = AGES.map(band_code);
            known(written, labels.into_iter().zip(codes).collect(), |text| years(text))
        }
        By::Gender => {
            let genders = [Gender::Female, Gender::Male];
            let labels = genders.map(|gender| (gender_label(gender).to_owned(), gender.code().to_owned()));
            known(written, labels.to_vec(), |text| genders.iter().position(|gender| gender.code() == text))
        }
        By::Qualification => {
            let labels = Level::ALL.map(|level| (level_label(level).to_owned(), level.code().to_owned()));
            known(written, labels.to_vec(), |text| {
                let level = Level::of(&text.split('|').collect::<Vec<_>>());
                Level::ALL.iter().position(|one| *one == level)
            })
        }
        By::PoliticalTheory => {
            let labels = Theory::ALL.map(|theory| (theory_label(theory).to_owned(), theory.code().to_owned()));
            known(written, labels.to_vec(), |text| {
                let theory = Theory::of(text);
                Theory::ALL.iter().position(|one| *one == theory)
            })
        }
        By::Branch => by_branch(written, branches),
        By::Ethnicity | By::Religion | By::GeneralEducation | By::Occupation => as_written(written),
    }
}

/// Classes that are known beforehand, in their order; what is in none of them is unknown. Those of nobody are left out.
fn known(
    written: Vec<(String, i64)>,
    labels: Vec<(String, String)>,
    class_of: impl Fn(&str) -> Option<usize>,
) -> Vec<Class> {
    let mut classes: Vec<_> =
        labels.into_iter().map(|(label, code)| Class { code, label, count: 0, texts: Vec::new() }).collect();
    let mut unknown = unknown_class();
    for (text, count) in written {
        let class = class_of(&text).and_then(|at| classes.get_mut(at)).unwrap_or(&mut unknown);
        class.count += count;
        class.texts.push(text);
    }
    classes.push(unknown);
    classes.retain(|class| class.count > 0);
    classes
}

/// What is written, the most frequent first; written in another case it is the same. The rarest are one class.
fn as_written(written: Vec<(String, i64)>) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut unknown = unknown_class();
    for (text, count) in written {
        if text.is_empty() {
            unknown.count += count;
            unknown.texts.push(text);
            continue;
        }
        let place = *at.entry(text.to_lowercase()).or_insert_with(|| {
            classes.push(Class { code: format!("={text}"), label: text.clone(), count: 0, texts: Vec::new() });
            classes.len() - 1
        });
        classes[place].count += count;
        classes[place].texts.push(text);
    }
    classes.sort_by_key(|class| std::cmp::Reverse(class.count));
    if classes.len() > MOST {
        let rest = classes.split_off(MOST - 1);
        classes.push(Class {
            code: "other".to_owned(),
            label: t("Khác ({n} mục)").with("n", rest.len()),
            count: rest.iter().map(|class| class.count).sum(),
            texts: rest.into_iter().flat_map(|class| class.texts).collect(),
        });
    }
    if unknown.count > 0 {
        classes.push(unknown);
    }
    classes
}

fn by_branch(written: Vec<(String, i64)>, branches: &Branches) -> Vec<Class> {
    let mut classes: HashMap<i64, Class> = HashMap::new();
    for (text, count) in written {
        let Some(unit) = text.parse().ok().and_then(|id: i64| branches.units.get(&id)) else { continue };
        let class = classes.entry(*unit).or_insert_with(|| Class {
            code: unit.to_string(),
            label: branches.names.get(&OrganisationId(*unit)).cloned().unwrap_or_default(),
            count: 0,
            texts: Vec::new(),
        });
        class.count += count;
        class.texts.push(text);
    }
    let mut classes: Vec<_> = classes.into_values().collect();
    classes.sort_by_cached_key(|class| (crate::words::fold(&class.label), class.label.clone()));
    classes
}

fn unknown_class() -> Class {
    Class { code: "unknown".to_owned(), label: t("Chưa ghi").to_owned(), count: 0, texts: Vec::new() }
}

/// The class of party age of each member: a band, probationary, or not known.
fn party_age_class(events: &[Event], day: Day) -> String {
    if let Some(age) = party_age(events, day) {
        let band = PARTY_AGES.into_iter().find(|band| band.covers(age.years));
        return band.map_or_else(|| "unknown".to_owned(), band_code);
    }
    let standing = fold(events).ok().and_then(|spans| {
        spans.into_iter().find(|span| span.track == Track::Membership && span.covers(day))?.value.standing()
    });
    if standing == Some(Standing::Probationary) { Standing::Probationary.code() } else { "unknown" }.to_owned()
}

fn party_ages(ledgers: &[(PersonId, Vec<Event>)], day: Day) -> Vec<Class> {
    let mut counts: HashMap<String, i64> = HashMap::new();
    for (_, events) in ledgers {
        *counts.entry(party_age_class(events, day)).or_default() += 1;
    }
    let bands = PARTY_AGES.into_iter().map(|band| (band_code(band), party_age_label(band)));
    bands
        .chain([
            (Standing::Probationary.code().to_owned(), t("Dự bị, chưa tính tuổi Đảng").to_owned()),
            ("unknown".to_owned(), t("Chưa ghi").to_owned()),
        ])
        .map(|(code, label)| Class { count: counts.remove(&code).unwrap_or_default(), code, label, texts: Vec::new() })
        .filter(|class| class.count > 0)
        .collect()
}

fn band_code(band: Band) -> String {
    band.to.map_or_else(|| format!("{}-", band.from), |to| format!("{}-{to}", band.from))
}

fn age_label(band: Band) -> String {
    match (band.from, band.to) {
        (0, Some(to)) => t("Dưới {n} tuổi").with("n", to + 1),
        (from, Some(to)) => t("{from}–{to} tuổi").with("from", from).with("to", to),
        (from, None) => t("Trên {n} tuổi").with("n", from - 1),
    }
}

fn party_age_label(band: Band) -> String {
    match (band.from, band.to) {
        (0, Some(to)) => t("Dưới {n} năm").with("n", to + 1),
        (from, Some(to)) => t("{from}–{to} năm").with("from", from).with("to", to),
        (from, None) => t("{n} năm trở lên").with("n", from),
    }
}

fn level_label(level: Level) -> &'static str {
    match level {
        Level::Doctor => t("Tiến sĩ"),
        Level::Master => t("Thạc sĩ"),
        Level::University => t("Đại học"),
        Level::College => t("Cao đẳng"),
        Level::Secondary => t("Trung cấp"),
        Level::Elementary => t("Sơ cấp, công nhân kỹ thuật"),
        Level::Other => t("Khác"),
        Level::Unknown => t("Chưa ghi"),
    }
}

fn theory_label(theory: Theory) -> &'static str {
    match theory {
        Theory::High => t("Cao cấp, cử nhân"),
        Theory::Middle => t("Trung cấp"),
        Theory::Elementary => t("Sơ cấp"),
        Theory::Nothing => t("Chưa qua"),
        Theory::Other => t("Khác"),
        Theory::Unknown => t("Chưa ghi"),
    }
}

/// The address of the people of a class.
pub(super) fn people_address(moment: &Moment, division: Division, class: &str) -> String {
    format!("/statistics/composition/people{}&by={}&class={}", moment.query(), division.code(), encode(class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_a_class_and_the_rarest_are_one() {
        let mut written: Vec<(String, i64)> = (0..40).map(|n| (format!("Nghề {n}"), 100 - n)).collect();
        written.push(("NGHỀ 0".to_owned(), 3));
        written.push((String::new(), 2));
        let total: i64 = written.iter().map(|(_, count)| count).sum();
        let classes = as_written(written);
        assert_eq!(classes.len(), MOST + 1, "the rest and the unknown included");
        assert_eq!((classes[0].label.as_str(), classes[0].count), ("Nghề 0", 103));
        assert_eq!(classes[0].texts, ["Nghề 0", "NGHỀ 0"]);
        assert_eq!(classes[MOST - 1].code, "other");
        assert_eq!(classes[MOST].code, "unknown");
        assert_eq!(classes.iter().map(|class| class.count).sum::<i64>(), total);
    }

    #[test]
    fn an_age_is_in_its_band_and_no_age_is_unknown() {
        let written = [("30", 2), ("31", 1), ("60", 1), ("61", 4), ("", 1)];
        let written = written.map(|(text, count)| (text.to_owned(), count)).to_vec();
        let branches = Branches { units: HashMap::new(), names: HashMap::new() };
        let classes = classes(By::Age, written, &branches);
        let told: Vec<_> = classes.iter().map(|class| (class.code.as_str(), class.count)).collect();
        assert_eq!(told, [("18-30", 2), ("31-40", 1), ("51-60", 1), ("61-", 4), ("unknown", 1)]);
    }
}
