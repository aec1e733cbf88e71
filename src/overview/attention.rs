//! What needs attention: a probation that ends, a temporary transfer that runs out. Judged by the rules
//! of the day, and said with their article.

use crate::ids::{OrganisationId, PersonId};
use crate::rules::admission::what_follows;
use crate::rules::calendar::Calendar;
use crate::rules::regulations::{Certainty, Rulebook};
use crate::rules::standing::Value;
use crate::rules::{Day, PartialDate};
use crate::web::{With, t};

/// How many days before the end of a probation it is mentioned: the course for new members and the
/// comments that the recognition needs take weeks.
pub(super) const PROBATION_AHEAD: i32 = 60;
/// How many days before the end of a temporary transfer it is mentioned.
pub(super) const TEMPORARY_AHEAD: i32 = 30;

/// Somebody of whom something ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Case {
    pub person: PersonId,
    pub full_name: String,
    pub organisation: OrganisationId,
    /// Probationary, away or guest.
    pub value: Value,
    /// The day of the ceremony, of who is probationary.
    pub admitted_on: Option<PartialDate>,
    /// Until when, of who is away or a guest.
    pub due_on: Option<Day>,
}

/// What is said of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
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
pub(super) fn said(case: &Case, today: Day, rulebook: &Rulebook, calendar: &Calendar) -> Option<Said> {
    match case.value {
        Value::Probationary => probation(case.admitted_on, today, rulebook, calendar),
        Value::Away | Value::Guest => temporary(case.value, case.due_on?, today),
        _ => None,
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

fn temporary(value: Value, due_on: Day, today: Day) -> Option<Said> {
    if due_on > today.plus_days(TEMPORARY_AHEAD) {
        return None;
    }
    let late = due_on < today;
    let sentence = match (value, late) {
        (Value::Away, false) => t("Chuyển sinh hoạt tạm thời đến hết ngày {day}: hỏi việc trở về hoặc gia hạn."),
        (Value::Away, true) => t("Hết hạn sinh hoạt tạm thời ngày {day}, đã quá hạn: ghi việc trở về hoặc gia hạn."),
        (_, false) => t("Sinh hoạt tạm thời tại chi bộ đến hết ngày {day}: hỏi việc chuyển về hoặc gia hạn."),
        (_, true) => t("Quá hạn sinh hoạt tạm thời tại chi bộ từ ngày {day}: ghi việc chuyển về hoặc gia hạn."),
    };
    Some(Said { by: Some(due_on), late, sentence: sentence.with("day", due_on), citation: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(typed: &str) -> Day {
        Day::parse_typed(typed).unwrap()
    }

    fn case(value: Value) -> Case {
        Case {
            person: PersonId(1),
            full_name: "Đỗ Thị Mỹ Ánh".to_owned(),
            organisation: OrganisationId(1),
            value,
            admitted_on: None,
            due_on: None,
        }
    }

    fn on(case: &Case, today: &str) -> Option<Said> {
        said(case, day(today), &Rulebook::shipped(), &Calendar::shipped())
    }

    #[test]
    fn a_probation_is_mentioned_sixty_days_before_its_end_and_is_late_after_the_last_working_day() {
        let case = Case { admitted_on: Some(day("3/9/2025").into()), ..case(Value::Probationary) };
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
        assert!(on(&case(Value::Probationary), "1/1/2026").unwrap().sentence.starts_with("Chưa ghi ngày vào Đảng"));
        let month = PartialDate::parse_typed("9/2025").unwrap();
        let said = on(&Case { admitted_on: Some(month), ..case(Value::Probationary) }, "1/1/2026").unwrap();
        assert!(said.sentence.contains("mới ghi 09/2025"), "{}", said.sentence);
    }

    #[test]
    fn a_temporary_transfer_is_mentioned_thirty_days_before_its_day_and_is_late_after_it() {
        for value in [Value::Away, Value::Guest] {
            let case = Case { due_on: Some(day("31/12/2026")), ..case(value) };
            assert_eq!(on(&case, "30/11/2026"), None);
            assert!(!on(&case, "1/12/2026").unwrap().late);
            assert!(!on(&case, "31/12/2026").unwrap().late);
            assert!(on(&case, "1/1/2027").unwrap().late);
        }
        assert_eq!(on(&case(Value::Away), "1/1/2027"), None);
    }
}
