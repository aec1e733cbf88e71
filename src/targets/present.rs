//! Targets in words.

use super::sources::Source;
use super::{Progress, Target};
use crate::rules::target::{Actual, Aim, Grade, Unit, Verdict, tenths};
use crate::web::filters::grouped;
pub use crate::web::filters::percent as percent_words;
pub(super) use crate::web::filters::tenths as tenths_words;
use crate::web::{With, t};

/// What a grade is called.
pub(super) fn grade_label(grade: Grade) -> &'static str {
    match grade {
        Grade::Excellent => t("Hoàn thành xuất sắc nhiệm vụ"),
        Grade::Good => t("Hoàn thành tốt nhiệm vụ"),
        Grade::Completed => t("Hoàn thành nhiệm vụ"),
        Grade::NotCompleted => t("Không hoàn thành nhiệm vụ"),
    }
}

/// A source of the records in the list of a form, with how it is measured.
pub(super) fn derived_label(source: &Source) -> String {
    let unit = match source.unit {
        Unit::Number => t("số lượng"),
        Unit::Percent => t("tỷ lệ %"),
        Unit::Grade => t("xếp loại"),
        Unit::YesNo => t("có hoặc không"),
    };
    t("Sổ tự tính: {what} ({unit})").with("unit", unit).with("what", (source.label)())
}

/// What a committee writes, by its unit, in the list of a form.
pub(super) fn typed_label(unit: Unit) -> String {
    match unit {
        Unit::Number => t("Cấp ủy tự ghi: số lượng"),
        Unit::Percent => t("Cấp ủy tự ghi: tỷ lệ %"),
        Unit::Grade => t("Cấp ủy tự ghi: xếp loại tổ chức"),
        Unit::YesNo => t("Cấp ủy tự ghi: có hoặc không"),
    }
    .to_owned()
}

/// What is aimed at.
pub fn aim_words(aim: Aim) -> String {
    match aim {
        Aim::Number(number) => grouped(&number.to_string()),
        Aim::Percent(tenths) => percent_words(tenths.into()),
        Aim::Grade(Grade::Excellent) => grade_label(Grade::Excellent).to_owned(),
        Aim::Grade(grade) => t("{grade} trở lên").with("grade", grade_label(grade)),
        Aim::Yes => t("Thực hiện").to_owned(),
    }
}

/// The same within a sentence: without a capital.
pub(super) fn aim_within(aim: Aim) -> String {
    let words = aim_words(aim);
    let mut signs = words.chars();
    signs.next().map(|first| first.to_lowercase().chain(signs).collect()).unwrap_or_default()
}

/// What came of it.
pub fn actual_words(actual: Actual) -> String {
    match actual {
        Actual::Number(number) => grouped(&number.to_string()),
        Actual::Share { part, whole: 1_000 } => percent_words(part),
        Actual::Share { part, whole: 0 } => format!("{part}/0"),
        Actual::Share { part, whole } => {
            let share = percent_words(tenths(part, whole, &[]));
            format!("{}/{} ({share})", grouped(&part.to_string()), grouped(&whole.to_string()))
        }
        Actual::Grade(grade) => grade_label(grade).to_owned(),
        Actual::Done(true) => t("Đã thực hiện").to_owned(),
        Actual::Done(false) => t("Chưa thực hiện").to_owned(),
    }
}

/// How a target stands: the kind of its tag, and its word.
pub fn verdict_tag(progress: &Progress) -> (&'static str, &'static str) {
    match (progress.verdict, progress.is_over) {
        (None, _) if !progress.has_begun => ("plain", t("Năm chưa bắt đầu")),
        (Some(Verdict::Beyond), _) => ("ok", t("Vượt")),
        (Some(Verdict::Met), _) => ("ok", t("Đạt")),
        (Some(Verdict::NotMet), true) => ("danger", t("Không đạt")),
        (Some(Verdict::NotMet), false) => ("warn", t("Chưa đạt")),
        (None, _) => ("plain", t("Chưa có số liệu")),
    }
}

/// A line of the table.
pub(super) struct Line {
    pub name: String,
    pub note: String,
    pub aim: String,
    pub actual: String,
    /// 133,3%; of a share that is shown anyway nothing.
    pub percent: String,
    pub tag: (&'static str, &'static str),
    /// Where what came of it comes from.
    pub how: &'static str,
    pub address: Option<String>,
    /// What stands beside the figure and is not in it, and where that is.
    pub beside: Option<(String, String)>,
    pub edit: String,
}

impl Line {
    pub fn of(progress: &Progress, may_write: bool) -> Self {
        let content = &progress.target.content;
        let derived = content.source.and_then(Source::from_code);
        let percent = match content.aim {
            Aim::Number(_) => progress.tenths.map(percent_words).unwrap_or_default(),
            _ => String::new(),
        };
        Self {
            name: content.name.clone(),
            note: content.note.clone(),
            aim: aim_words(content.aim),
            actual: progress.actual.map(actual_words).unwrap_or_default(),
            percent,
            tag: verdict_tag(progress),
            how: derived.map_or_else(|| t("Cấp ủy ghi"), |source| (source.label)()),
            address: progress.address.clone(),
            beside: progress.beside.clone(),
            edit: if may_write { format!("{}/edit", progress.target.id.path()) } else { String::new() },
        }
    }
}

impl Line {
    /// Where the records behind the figure are, when there is a figure.
    pub fn behind(&self) -> Option<&str> {
        self.address.as_deref().filter(|_| !self.actual.is_empty())
    }
}

/// How many targets were met or gone beyond, and how many there are.
pub(super) fn met(all: &[Progress]) -> (usize, usize) {
    (all.iter().filter(|one| one.verdict >= Some(Verdict::Met)).count(), all.len())
}

/// What a version says, a line each.
pub(super) fn facts(target: &Target) -> Vec<(&'static str, String)> {
    let content = &target.content;
    let source = content.source.and_then(Source::from_code);
    vec![
        (t("Chỉ tiêu"), content.name.clone()),
        (t("Mức cần đạt"), aim_words(content.aim)),
        (t("Số liệu"), source.map_or_else(|| typed_label(content.aim.unit()), derived_label)),
        (t("Kết quả đã ghi"), content.typed.map(actual_words).unwrap_or_default()),
        (t("Thứ tự"), content.place.to_string()),
        (t("Ghi chú"), content.note.clone()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Language;

    #[test]
    fn figures_are_written_as_the_party_office_writes_them() {
        assert_eq!(percent_words(1_333), "133,3%");
        assert_eq!(percent_words(1_000), "100%");
        assert_eq!(percent_words(12_345_678), "1.234.567,8%");
        assert_eq!(Language::English.scope(|| percent_words(1_333)), "133.3%");
        for (actual, words) in [
            (Actual::Share { part: 38, whole: 38 }, "38/38 (100%)"),
            (Actual::Share { part: 2, whole: 3 }, "2/3 (66,7%)"),
            (Actual::Share { part: 975, whole: 1_000 }, "97,5%"),
            (Actual::Share { part: 0, whole: 0 }, "0/0"),
            (Actual::Number(4), "4"),
        ] {
            assert_eq!(actual_words(actual), words);
        }
        assert_eq!(aim_words(Aim::Percent(950)), "95%");
        assert_eq!(aim_words(Aim::Grade(Grade::Good)), "Hoàn thành tốt nhiệm vụ trở lên");
    }
}
