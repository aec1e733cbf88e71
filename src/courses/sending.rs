//! Who is sent to a course, as it was chosen and typed: members and candidates of the lists, people given by name or
//! card number, and people who are not in the book yet.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::doubts::of_sending;
use super::queries::choices::{self, Choice, Ever};
use super::{Course, Who};
use crate::Result;
use crate::auth::Viewer;
use crate::candidates::{self, NewCandidate, alike_warning};
use crate::ids::{CandidateId, OrganisationId, PersonId};
use crate::members::duplicates::{self, Duplicates, Probe};
use crate::members::form::PersonForm;
use crate::members::warnings::{self, Warning};
use crate::organisations::Units;
use crate::rules::citizen_id::CardNumber;
use crate::rules::{Day, PartialDate};
use crate::state::App;
use crate::web::form::clean;
use crate::web::grid::Grid;
use crate::web::{Errors, With, t};
use crate::words;

/// The fields of the rows of those who are not in the book yet: name, birth, gender, branch.
pub(super) const NEW: [[&str; 4]; 6] = [
    ["full_name.1", "born_on.1", "gender.1", "unit.1"],
    ["full_name.2", "born_on.2", "gender.2", "unit.2"],
    ["full_name.3", "born_on.3", "gender.3", "unit.3"],
    ["full_name.4", "born_on.4", "gender.4", "unit.4"],
    ["full_name.5", "born_on.5", "gender.5", "unit.5"],
    ["full_name.6", "born_on.6", "gender.6", "unit.6"],
];
/// The most people of one sending.
const MOST: usize = 500;

/// What was found of a form: whom to send, or everything that is wrong.
pub(super) struct Considered {
    /// Those in the book.
    pub(super) people: Vec<(Who, String, OrganisationId)>,
    /// Those who are not yet.
    pub(super) new: Vec<NewCandidate>,
    pub(super) duplicates: Duplicates,
    pub(super) warnings: Vec<Warning>,
    pub(super) errors: Errors,
}

/// Judges a form. `branches` are those of the rows of new people.
pub(super) async fn consider(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    course: &Course,
    form: &Grid,
    branches: &mut Units,
) -> Result<Considered> {
    let today = viewer.at.day();
    let day = course.said.from_on.min(today);
    let scope = viewer.scope.ids();
    let mut found = Considered {
        people: Vec::new(),
        new: Vec::new(),
        duplicates: Duplicates::default(),
        warnings: Vec::new(),
        errors: Errors::new(),
    };
    let mut chosen: BTreeMap<Who, (String, OrganisationId)> = BTreeMap::new();
    let numbers =
        |name: &str| form.fields(name).iter().filter_map(|id| id.parse().ok()).take(MOST).collect::<Vec<i64>>();
    let (members, candidates) = (numbers("person"), numbers("candidate"));
    let mut listed = Vec::new();
    if !members.is_empty() {
        listed.extend(choices::members(&mut *db, &scope, day, Some(&members), None).await?);
    }
    if !candidates.is_empty() {
        listed.extend(choices::candidates(&mut *db, &scope, Some(&candidates), None).await?);
    }
    if listed.len() < members.len() + candidates.len() {
        found.errors.add("people", t("Có người đã chọn không còn trong danh sách này. Chọn lại."));
    }
    for one in listed {
        match unfit(course, one.who) {
            None => drop(chosen.insert(one.who, (one.full_name, one.branch))),
            Some(why) => found.errors.add("people", why.with("name", &one.full_name)),
        }
    }
    for line in form.field("names").lines().map(clean).filter(|line| !line.is_empty()) {
        match meant(&mut *db, app, course, &scope, day, &line).await? {
            Ok(one) => drop(chosen.insert(one.who, (one.full_name, one.branch))),
            Err(sentence) => found.errors.add("names", sentence),
        }
    }
    new_people(&mut *db, app, viewer, course, form, branches, &mut found).await?;
    found.people = chosen.into_iter().map(|(who, (name, branch))| (who, name, branch)).collect();
    if found.people.is_empty() && found.new.is_empty() && found.errors.is_empty() {
        found.errors.add("people", t("Chưa chọn ai. Chọn trong danh sách, ghi tên, hoặc thêm người mới."));
    }
    let again = of_sending(&mut *db, app, (course, viewer.at.day()), &found.people, form.fields("confirm")).await?;
    found.warnings.extend(again);
    let errors = found.duplicates.errors();
    found.errors.extend(errors);
    found.errors.extend(warnings::unconfirmed(&found.warnings));
    Ok(found)
}

/// Why somebody is not sent to such a course.
fn unfit(course: &Course, who: Who) -> Option<&'static str> {
    match who {
        Who::Member(_) if !course.said.kind.takes_members() => {
            Some(t("{name} đã là đảng viên; lớp này dành cho người chưa vào Đảng."))
        }
        Who::Candidate(_) if !course.said.kind.takes_candidates() => {
            Some(t("{name} chưa là đảng viên; lớp này dành cho đảng viên mới."))
        }
        _ => None,
    }
}

/// Whom a line means: a card number, a name that only one bears, or a name with the birth date.
async fn meant(
    db: &mut PgConnection,
    app: &App,
    course: &Course,
    scope: &[i64],
    day: Day,
    line: &str,
) -> Result<Result<Choice, String>> {
    let card = CardNumber::parse(line).ok();
    let (name, born_on) = match line.rsplit_once(',') {
        Some((name, born)) => (clean(name), PartialDate::parse_typed(born).ok()),
        None => (line.to_owned(), None),
    };
    let digest = match &card {
        Some(CardNumber::New(id)) => Some(app.seal.digest(id.digits())),
        _ => None,
    };
    let old = match &card {
        Some(CardNumber::Old(number)) => Some(number.digits()),
        _ => None,
    };
    let mut found = choices::members_meant(&mut *db, scope, day, &name, (old, digest.as_deref())).await?;
    if card.is_none() {
        found.extend(choices::candidates_meant(&mut *db, scope, &name).await?);
    }
    // Who types no diacritics means the name that has them; who types some means those.
    let plain = words::plain(&name).eq(name.chars().flat_map(char::to_lowercase));
    let exact = found.iter().any(|one| one.exact);
    found.retain(|one| card.is_some() || one.exact || (plain && !exact));
    if let Some(born_on) = born_on {
        found.retain(|one| one.born_on == born_on);
    }
    let shown = if card.is_some() { t("số thẻ này").to_owned() } else { format!("“{line}”") };
    let fits = found.iter().filter(|one| unfit(course, one.who).is_none()).count();
    if fits > 0 {
        found.retain(|one| unfit(course, one.who).is_none());
    }
    if found.is_empty() && born_on.is_none() {
        let mut ever = choices::members_ever(&mut *db, scope, &name, (old, digest.as_deref())).await?;
        let exact = ever.iter().any(|one| one.exact);
        ever.retain(|one| card.is_some() || one.exact || (plain && !exact));
        if let Some(one) = ever.first() {
            return Ok(Err(not_then(one, day)));
        }
    }
    Ok(match found.as_slice() {
        [] => Err(t(
            "Không thấy {who} trong phạm vi của tài khoản vào ngày khai giảng. Kiểm tra lại, hoặc thêm người mới.",
        )
        .with("who", shown)),
        [one] => match unfit(course, one.who) {
            None => Ok(one.clone()),
            Some(why) => Err(why.with("name", &one.full_name)),
        },
        several => Err(t("Có {n} người tên {who}. Ghi thêm ngày sinh sau dấu phẩy, ví dụ: Nguyễn Văn An, 27/3/1987.")
            .with("n", several.len())
            .with("who", shown)),
    })
}

/// Why somebody who is in the book is not meant: they were no member here on the first day of the course.
fn not_then(one: &Ever, day: Day) -> String {
    let sentence = match one.until.filter(|until| *until <= day) {
        Some(until) => t("{name} đã rời khỏi đây từ {since}, khi khai giảng ({day}) không còn. Kiểm tra lại ngày, hoặc bỏ tên này.")
            .with("since", until),
        None => t("{name} chỉ là đảng viên ở đây từ {since}, khi khai giảng ({day}) chưa có. Kiểm tra lại ngày, hoặc bỏ tên này.")
            .with("since", one.from),
    };
    sentence.with("day", day).with("name", &one.full_name)
}

/// The rows of those who are not in the book yet; an empty row says nothing.
async fn new_people(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    course: &Course,
    form: &Grid,
    branches: &mut Units,
    found: &mut Considered,
) -> Result<()> {
    if !course.said.kind.takes_candidates() {
        return Ok(());
    }
    let today = viewer.at.day();
    let scope = viewer.scope.filter();
    let confirm = form.fields("confirm");
    let mut alike = Vec::new();
    for (row, names) in (1..).zip(NEW) {
        let [name, born, gender, _] = ["full_name", "born_on", "gender", "unit"].map(|column| form.typed(row, column));
        if [name, born, gender].iter().all(|text| text.is_empty()) {
            continue;
        }
        let person = PersonForm {
            full_name: name.to_owned(),
            born_on: born.to_owned(),
            gender: gender.to_owned(),
            ..PersonForm::default()
        };
        let facts = match candidates::facts(&person, today) {
            Ok(facts) => Some(facts),
            Err(errors) => {
                for (field, sentence) in errors.list() {
                    let at =
                        ["full_name", "born_on", "gender"].iter().position(|known| known == field).unwrap_or_default();
                    found.errors.add(names[at], sentence.as_str());
                }
                None
            }
        };
        let branch = branches.meant(&mut *db, form.typed(row, "unit")).await?;
        let branch = found.errors.take(names[3], branch.or_say(t("Chọn chi bộ.")));
        let probe = Probe::of_form(&person);
        let more = duplicates::find_and_hold(&mut *db, app, &viewer.scope, today, &probe, None).await?;
        found.duplicates.similar.extend(more.similar);
        if let Some(born_on) = probe.born_on {
            alike.extend(candidates::queries::alike(&mut *db, scope.as_deref(), &probe.name, born_on, None).await?);
        }
        if let Some((facts, branch)) = facts.zip(branch) {
            let same = found.new.iter().any(|one| {
                one.facts.name.full.to_lowercase() == facts.name.full.to_lowercase()
                    && one.facts.born_on == facts.born_on
            });
            if same {
                found.errors.add(names[0], t("Người này đã ghi ở một dòng trên."));
            }
            let since = course.said.from_on.min(today);
            found.new.push(NewCandidate { facts, branch, since, helper: String::new() });
        }
    }
    found.duplicates.similar.dedup_by_key(|similar| similar.person);
    found.duplicates.not_duplicate = form.fields("not_duplicate").iter().filter_map(|id| id.parse().ok()).collect();
    alike.dedup_by_key(|one| one.id);
    found.warnings.extend(alike_warning(app, &alike, confirm));
    Ok(())
}

/// Enters those who are not in the book yet, and sends everybody. How many are new on the course.
pub(super) async fn carry_out(
    db: &mut PgConnection,
    author: crate::audit::Author,
    course: &Course,
    considered: Considered,
) -> Result<usize> {
    let confirmed = warnings::confirmed(&considered.warnings);
    let mut people = considered.people;
    for new in &considered.new {
        let id = candidates::enter(&mut *db, author, new).await?;
        people.push((Who::Candidate(id), new.facts.name.full.clone(), new.branch));
    }
    super::send(db, author, course, &people, &confirmed).await
}

/// Whether somebody of a list is chosen on the form.
pub(super) fn is_chosen(form: &Grid, who: Who) -> bool {
    let (name, id) = match who {
        Who::Member(PersonId(id)) => ("person", id),
        Who::Candidate(CandidateId(id)) => ("candidate", id),
    };
    form.fields(name).iter().any(|typed| typed.parse() == Ok(id))
}
