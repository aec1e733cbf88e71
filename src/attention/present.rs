//! What is said of a case: the day by which something is to be done, and the article that says so.

use super::{About, PROBATION_AHEAD, TEMPORARY_AHEAD};
use crate::rules::admission::what_follows;
use crate::rules::calendar::Calendar;
use crate::rules::regulations::{Certainty, Rulebook};
use crate::rules::{Day, PartialDate};
use crate::web::{With, t};

/// What is said of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The day by which something is to be done, where there is one: the nearest comes first.
    pub by: Option<Day>,
    /// Whether that day has passed.
    pub late: bool,
    /// What is to be done.
    pub sentence: String,
    /// The article that says so; the page says it once for all.
    pub citation: String,
}

/// What is to be said of a case today, if anything.
pub(super) fn said(about: &About, today: Day, rulebook: &Rulebook, calendar: &Calendar) -> Option<Said> {
    match about {
        About::Probation(admitted_on) => probation(*admitted_on, today, rulebook, calendar),
        About::Away(due_on) => temporary(true, *due_on, today),
        About::Guest(due_on, _) => temporary(false, *due_on, today),
    }
}

/// The tag of a case: the kind of `page::tag`, and its words.
pub fn tag(about: &About) -> (&'static str, &'static str) {
    match about {
        About::Probation(_) => ("probationary", t("Dự bị")),
        About::Away(_) => ("away", t("Tạm thời nơi khác")),
        About::Guest(..) => ("guest", t("Tạm thời tại đây")),
    }
}

fn probation(admitted_on: Option<PartialDate>, today: Day, rulebook: &Rulebook, calendar: &Calendar) -> Option<Said> {
    let unknown = |sentence: String| Some(Said { by: None, late: false, sentence, citation: String::new() });
    let Some(admitted_on) = admitted_on else {
        return unknown(t("Chưa ghi ngày vào Đảng, nên chưa tính được hạn xét công nhận chính thức.").to_owned());
    };
    let Some(day) = admitted_on.full() else {
        let sentence = t("Ngày vào Đảng mới ghi {date}, nên chưa tính được hạn xét công nhận chính thức.");
        return unknown(sentence.with("date", admitted_on));
    };
    let follows = what_follows(day, rulebook, calendar)?;
    if follows.probation_until > today.plus_days(PROBATION_AHEAD) {
        return None;
    }
    let late = today > follows.consider_by;
    let sentence = if late {
        t("Quá hạn xét công nhận chính thức: hết {n} tháng dự bị từ {until}, phải xét chậm nhất ngày {by}.")
    } else if today >= follows.probation_until {
        t("Đã hết {n} tháng dự bị từ {until}: chi bộ xét công nhận chính thức, chậm nhất ngày {by}.")
    } else {
        t("Hết {n} tháng dự bị ngày {until}: chi bộ xét công nhận chính thức từ ngày đó, chậm nhất ngày {by}.")
    };
    Some(Said {
        by: Some(follows.consider_by),
        late,
        sentence: sentence
            .with("n", follows.probation.value)
            .with("until", follows.probation_until)
            .with("by", follows.consider_by),
        citation: match follows.consideration.certainty {
            Certainty::Verified => follows.consideration.citation.to_owned(),
            Certainty::Unverified => {
                t("{citation} (chưa có toàn văn để đối chiếu)").with("citation", follows.consideration.citation)
            }
        },
    })
}

fn temporary(away: bool, due_on: Day, today: Day) -> Option<Said> {
    if due_on > today.plus_days(TEMPORARY_AHEAD) {
        return None;
    }
    let late = due_on < today;
    let sentence = match (away, late) {
        (true, false) => t("Chuyển sinh hoạt tạm thời đến hết ngày {day}: hỏi việc trở về hoặc gia hạn."),
        (true, true) => t("Hết hạn sinh hoạt tạm thời ngày {day}, đã quá hạn: ghi việc trở về hoặc gia hạn."),
        (false, false) => t("Sinh hoạt tạm thời tại chi bộ đến hết ngày {day}: hỏi việc chuyển về hoặc gia hạn."),
        (false, true) => t("Quá hạn sinh hoạt tạm thời tại chi bộ từ ngày {day}: ghi việc chuyển về hoặc gia hạn."),
    };
    Some(Said { by: Some(due_on), late, sentence: sentence.with("day", due_on), citation: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(typed: &str) -> Day {
        Day::parse_typed(typed).unwrap()
    }

    fn on(about: &About, today: &str) -> Option<Said> {
        said(about, day(today), &Rulebook::shipped(), &Calendar::shipped())
    }

    #[test]
    fn a_probation_is_mentioned_sixty_days_before_its_end_and_is_late_after_the_last_working_day() {
        let case = About::Probation(Some(day("3/9/2025").into()));
        assert_eq!(on(&case, "4/7/2026"), None);
        let soon = on(&case, "5/7/2026").unwrap();
        assert!(soon.sentence.starts_with("Hết 12 tháng dự bị ngày 03/09/2026"), "{}", soon.sentence);
        let by = Calendar::shipped().plus_working_days(day("3/9/2026"), 30);
        assert_eq!((soon.by, soon.late), (Some(by), false));
        assert!(soon.sentence.ends_with(&format!("chậm nhất ngày {by}.")), "{}", soon.sentence);
        assert!(on(&case, "3/9/2026").unwrap().sentence.starts_with("Đã hết 12 tháng"));
        assert!(!on(&case, &by.to_string()).unwrap().late);
        assert!(on(&case, &by.succ().to_string()).unwrap().late);
        assert!(!soon.citation.is_empty());
    }

    #[test]
    fn a_ceremony_that_is_not_known_to_the_day_is_asked_for() {
        assert!(on(&About::Probation(None), "1/1/2026").unwrap().sentence.starts_with("Chưa ghi ngày vào Đảng"));
        let month = PartialDate::parse_typed("9/2025").unwrap();
        let said = on(&About::Probation(Some(month)), "1/1/2026").unwrap();
        assert!(said.sentence.contains("mới ghi 09/2025"), "{}", said.sentence);
    }

    #[test]
    fn a_temporary_transfer_is_mentioned_thirty_days_before_its_day_and_is_late_after_it() {
        for case in [About::Away(day("31/12/2026")), About::Guest(day("31/12/2026"), false)] {
            assert_eq!(on(&case, "30/11/2026"), None);
            assert!(!on(&case, "1/12/2026").unwrap().late);
            assert!(!on(&case, "31/12/2026").unwrap().late);
            assert!(on(&case, "1/1/2027").unwrap().late);
        }
    }
}
