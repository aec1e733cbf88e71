//! A line of `people.txt` as the facts of a person.

use anyhow::{anyhow, bail};

use super::table::{Row, partial};
use crate::members::{Facts, Name};
use crate::rules::Gender;
use crate::rules::citizen_id::{CardNumber, CitizenId};

/// The facts of a line, with the party card or without.
pub(super) fn of(row: &Row, with_card: bool) -> anyhow::Result<Facts> {
    let card = if with_card { card(row)? } else { None };
    Ok(Facts {
        name: Name::new(row.full_name),
        gender: Gender::from_code(row.gender).ok_or_else(|| anyhow!("{}: no such gender", row.gender))?,
        other_names: String::new(),
        born_on: partial(row.born)?,
        birth_registration: row.native_place.to_owned(),
        native_place: row.native_place.to_owned(),
        residence: String::new(),
        ethnicity: row.ethnicity.to_owned(),
        religion: row.religion.to_owned(),
        family_class: String::new(),
        occupation: row.occupation.to_owned(),
        workplace: workplace(row.unit).to_owned(),
        phone: String::new(),
        // A domain that nobody can own (RFC 2606).
        email: format!("{}@socongthuong.example", row.who),
        youth_union_on: None,
        army_service: String::new(),
        general_education: row.general.to_owned(),
        professional_qualification: row.qualification.to_owned(),
        academic_degree: String::new(),
        political_theory: row.theory.to_owned(),
        foreign_languages: String::new(),
        health: String::new(),
        citizen_id: Some(CitizenId::parse(row.id_number).map_err(|problem| anyhow!("{}: {problem:?}", row.who))?),
        card,
        career: String::new(),
        family: String::new(),
        notes: String::new(),
    })
}

/// The party card of a line, if it has one.
pub(super) fn card(row: &Row) -> anyhow::Result<Option<CardNumber>> {
    let parsed = (!row.card.is_empty()).then(|| CardNumber::parse(row.card)).transpose();
    parsed.map_err(|problem| anyhow!("{}: {problem:?}", row.who))
}

/// The facts with one column of the table changed.
pub(super) fn changed(before: &Facts, column: &str, value: &str) -> anyhow::Result<Facts> {
    let mut facts = before.clone();
    match (column, value) {
        ("occupation", _) => value.clone_into(&mut facts.occupation),
        ("qualification", _) => value.clone_into(&mut facts.professional_qualification),
        ("theory", _) => value.clone_into(&mut facts.political_theory),
        ("card", "id number") => facts.card = facts.citizen_id.clone().map(CardNumber::New),
        _ => bail!("{column}: not a column that changes"),
    }
    Ok(facts)
}

/// Where the members of a branch work.
fn workplace(unit: &str) -> &'static str {
    match unit {
        "VP" => "Văn phòng, Thanh tra Sở Công Thương",
        "TM" => "Phòng Quản lý thương mại, Sở Công Thương",
        "CN" => "Phòng Quản lý công nghiệp và năng lượng, Sở Công Thương",
        "KC" => "Trung tâm Khuyến công, Sở Công Thương",
        _ => "",
    }
}
