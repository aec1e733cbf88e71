//! Next year's targets as they start from this year's.

use super::form::aimed;
use super::{Content, Target, present};
use crate::rules::target::{Aim, Unit};
use crate::web::form::clean;
use crate::web::{Errors, With, t};

/// The most targets of a year that are carried on at once.
pub(super) const ROWS: usize = 30;

/// The ids of the fields of the rows, for the summary of errors.
macro_rules! ids {
    ($field:literal) => {
        [
            concat!($field, "_1"),
            concat!($field, "_2"),
            concat!($field, "_3"),
            concat!($field, "_4"),
            concat!($field, "_5"),
            concat!($field, "_6"),
            concat!($field, "_7"),
            concat!($field, "_8"),
            concat!($field, "_9"),
            concat!($field, "_10"),
            concat!($field, "_11"),
            concat!($field, "_12"),
            concat!($field, "_13"),
            concat!($field, "_14"),
            concat!($field, "_15"),
            concat!($field, "_16"),
            concat!($field, "_17"),
            concat!($field, "_18"),
            concat!($field, "_19"),
            concat!($field, "_20"),
            concat!($field, "_21"),
            concat!($field, "_22"),
            concat!($field, "_23"),
            concat!($field, "_24"),
            concat!($field, "_25"),
            concat!($field, "_26"),
            concat!($field, "_27"),
            concat!($field, "_28"),
            concat!($field, "_29"),
            concat!($field, "_30"),
        ]
    };
}

const TAKEN: [&str; ROWS] = ids!("take");
const OF: [&str; ROWS] = ids!("of");
const NAMES: [&str; ROWS] = ids!("name");
const AIMS: [&str; ROWS] = ids!("aim");

/// A row: a target of this year, and what of it is wanted next year.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The names of its fields.
    pub take: &'static str,
    pub of: &'static str,
    pub name: &'static str,
    pub aim: &'static str,
    /// The target of this year.
    pub target: Target,
    pub taken: bool,
    pub typed_name: String,
    pub typed_aim: String,
    /// Whether next year has it already.
    pub there: bool,
}

impl Row {
    /// Whether a grade is chosen.
    pub fn is_grade(&self) -> bool {
        self.target.content.aim.unit() == Unit::Grade
    }

    /// Whether nothing is to be said of how much.
    pub fn is_yes(&self) -> bool {
        self.target.content.aim == Aim::Yes
    }

    /// What was aimed at this year.
    pub fn aimed(&self) -> String {
        present::aim_within(self.target.content.aim)
    }
}

/// The rows of a year, before anything was typed.
pub(super) fn start(targets: Vec<Target>, next: &[Target]) -> Vec<Row> {
    targets
        .into_iter()
        .take(ROWS)
        .enumerate()
        .map(|(at, target)| {
            let there = is_there(next, &target.content.name);
            Row {
                take: TAKEN[at],
                of: OF[at],
                name: NAMES[at],
                aim: AIMS[at],
                taken: !there,
                typed_name: target.content.name.clone(),
                typed_aim: match target.content.aim {
                    Aim::Number(number) => number.to_string(),
                    Aim::Percent(tenths) => present::tenths_words(tenths.into()),
                    Aim::Grade(grade) => grade.rank().to_string(),
                    Aim::Yes => String::new(),
                },
                there,
                target,
            }
        })
        .collect()
}

fn is_there(next: &[Target], name: &str) -> bool {
    next.iter().any(|target| target.content.name.to_lowercase() == name.to_lowercase())
}

/// Fills the rows with what was typed. A row is found by the target that it is made from, wherever it stands now.
pub(super) fn fill(rows: &mut [Row], fields: &[(String, String)]) {
    let one = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    for row in rows {
        let id = row.target.id.0.to_string();
        let Some(at) = OF.iter().position(|of| one(of) == Some(id.as_str())) else {
            row.taken = false;
            continue;
        };
        row.taken = one(TAKEN[at]) == Some("1");
        one(NAMES[at]).unwrap_or_default().clone_into(&mut row.typed_name);
        one(AIMS[at]).unwrap_or_default().clone_into(&mut row.typed_aim);
    }
}

/// The targets of next year; what is wrong is added to the errors.
pub(super) fn contents(rows: &[Row], next: &[Target], year: i16, errors: &mut Errors) -> Vec<Content> {
    let mut contents: Vec<Content> = Vec::new();
    let mut place = next.iter().map(|target| target.content.place).max().unwrap_or(0);
    for row in rows.iter().filter(|row| row.taken) {
        let name = clean(&row.typed_name);
        let named = contents.iter().any(|content| content.name.to_lowercase() == name.to_lowercase());
        if name.is_empty() {
            errors.add(row.name, t("Ghi nội dung chỉ tiêu như trong nghị quyết."));
        } else if name.chars().count() > 300 {
            errors.add(row.name, t("Dài quá 300 chữ. Viết gọn lại."));
        } else if named || is_there(next, &name) {
            errors
                .add(row.name, t("Năm {year} đã có chỉ tiêu này. Bỏ chọn, hoặc ghi nội dung khác.").with("year", year));
        }
        let aim = aimed(row.target.content.aim.unit(), &row.typed_aim, &row.typed_aim);
        match aim {
            Ok(aim) => {
                place = place.saturating_add(1).min(99);
                let source = row.target.content.source;
                contents.push(Content { place, name, aim, source, typed: None, note: String::new() });
            }
            Err((_, sentence)) => errors.add(row.aim, sentence),
        }
    }
    if !rows.iter().any(|row| row.taken) {
        errors.add("rows", t("Chọn ít nhất một chỉ tiêu."));
    }
    contents
}
