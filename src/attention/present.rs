//! What is said of a case: the day by which something is to be done, and the article that says so.

use super::due::{Due, Rules};
use super::{About, Matter};
use crate::members::warnings::cited;
use crate::rules::admission::what_follows;
use crate::rules::badge::Badge;
use crate::rules::regulations::RuleCode;
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
    /// How many working days are left, or past.
    pub left: String,
    /// The article that says so; a page says it once for all.
    pub citation: String,
}

/// What is to be said of a case today.
pub fn said(about: &About, due: &Due, today: Day, rules: Rules<'_>) -> Said {
    let late = due.by.is_some_and(|by| by < today);
    let sentence = match about {
        About::Probation(admitted_on) => probation(*admitted_on, late, today, rules),
        About::Away(due_on) => temporary(true, *due_on, late),
        About::Guest(due_on, _) => temporary(false, *due_on, late),
        About::Exempt(due_on) => activity(true, *due_on, late),
        About::Suspended(due_on) => activity(false, *due_on, late),
        About::Letter(_, introduced_on, to) => letter(*introduced_on, to, due, late, today, rules),
        About::Badge(badge, exact) => of_badge(badge, *exact, late),
        About::Alike(other, _) => {
            t("Trùng họ tên và ngày sinh với {name}: có thể là một người.").with("name", &other.full_name)
        }
    };
    let left = due.by.map_or(String::new(), |by| {
        let days = rules.calendar.working_days_between(today, by);
        let sentence = match days {
            0 if late => t("vừa quá hạn"),
            0 => t("hạn hôm nay"),
            1.. => t("còn {n} ngày làm việc"),
            _ => t("quá {n} ngày làm việc"),
        };
        sentence.with("n", days.abs())
    });
    Said { by: due.by, late, sentence, left, citation: due.rule.map(cited).unwrap_or_default() }
}

/// The tag of a case: the kind of `page::tag`, and its words.
pub fn tag(about: &About) -> (&'static str, &'static str) {
    match about {
        About::Probation(_) => ("probationary", t("Dự bị")),
        About::Away(_) => ("away", t("Tạm thời nơi khác")),
        About::Guest(..) => ("guest", t("Tạm thời tại đây")),
        About::Exempt(_) => ("plain", t("Được miễn sinh hoạt")),
        About::Suspended(_) => ("danger", t("Bị đình chỉ sinh hoạt")),
        About::Letter(..) => ("left", t("Đã chuyển đi")),
        About::Badge(..) => ("ok", t("Huy hiệu Đảng")),
        About::Alike(..) => ("plain", t("Trùng tên")),
    }
}

/// What a kind of thing is called: filters and calendars say it.
pub fn matter_label(matter: Matter) -> &'static str {
    match matter {
        Matter::Recognition => t("Xét công nhận chính thức"),
        Matter::Away => t("Hạn sinh hoạt tạm thời nơi khác"),
        Matter::Guest => t("Hạn sinh hoạt tạm thời tại đây"),
        Matter::Activity => t("Miễn, đình chỉ sinh hoạt sắp hoặc đã hết hạn"),
        Matter::Letter => t("Giấy chuyển đi chưa báo nhận"),
        Matter::Badge => t("Hồ sơ Huy hiệu Đảng"),
        Matter::Alike => t("Có thể là một người"),
    }
}

fn probation(admitted_on: Option<PartialDate>, late: bool, today: Day, rules: Rules<'_>) -> String {
    let Some(admitted_on) = admitted_on else {
        return t("Chưa ghi ngày vào Đảng, nên chưa tính được hạn xét công nhận chính thức.").to_owned();
    };
    let Some(follows) = admitted_on.full().and_then(|day| what_follows(day, rules.rulebook, rules.calendar)) else {
        let sentence = t("Ngày vào Đảng mới ghi {date}, nên chưa tính được hạn xét công nhận chính thức.");
        return sentence.with("date", admitted_on);
    };
    let sentence = if late {
        t("Quá hạn xét công nhận chính thức: hết {n} tháng dự bị từ {until}, phải xét chậm nhất ngày {by}.")
    } else if today >= follows.probation_until {
        t("Đã hết {n} tháng dự bị từ {until}: chi bộ xét công nhận chính thức, chậm nhất ngày {by}.")
    } else {
        t("Hết {n} tháng dự bị ngày {until}: chi bộ xét công nhận chính thức từ ngày đó, chậm nhất ngày {by}.")
    };
    sentence.with("n", follows.probation.value).with("until", follows.probation_until).with("by", follows.consider_by)
}

fn temporary(away: bool, due_on: Day, late: bool) -> String {
    let sentence = match (away, late) {
        (true, false) => t("Chuyển sinh hoạt tạm thời đến hết ngày {day}: hỏi việc trở về hoặc gia hạn."),
        (true, true) => t("Hết hạn sinh hoạt tạm thời ngày {day}, đã quá hạn: ghi việc trở về hoặc gia hạn."),
        (false, false) => t("Sinh hoạt tạm thời tại chi bộ đến hết ngày {day}: hỏi việc chuyển về hoặc gia hạn."),
        (false, true) => t("Quá hạn sinh hoạt tạm thời tại chi bộ từ ngày {day}: ghi việc chuyển về hoặc gia hạn."),
    };
    sentence.with("day", due_on)
}

fn activity(exempt: bool, due_on: Day, late: bool) -> String {
    let sentence = match (exempt, late) {
        (true, false) => t("Được miễn sinh hoạt đến hết ngày {day}: hỏi việc trở lại sinh hoạt."),
        (true, true) => t("Hết hạn miễn sinh hoạt ngày {day}, đã quá hạn: ghi việc trở lại sinh hoạt."),
        (false, false) => t("Bị đình chỉ sinh hoạt đến hết ngày {day}: hỏi việc hết đình chỉ."),
        (false, true) => t("Hết hạn đình chỉ sinh hoạt ngày {day}, đã quá hạn: ghi việc hết đình chỉ."),
    };
    sentence.with("day", due_on)
}

fn letter(introduced_on: Day, to: &str, due: &Due, late: bool, today: Day, rules: Rules<'_>) -> String {
    let by = due.by.unwrap_or(introduced_on);
    let abandoned = rules.rulebook.rule(RuleCode::LetterAbandoned, introduced_on);
    let abandoned = abandoned.filter(|rule| rule.over(introduced_on, rules.calendar) < today);
    let sentence = match abandoned {
        Some(rule) => {
            t("Giấy giới thiệu ngày {day} đến {place} quá {n} tháng chưa có báo nhận: hỏi nơi đến, có thể bị coi là tự ý bỏ sinh hoạt.")
                .with("n", rule.value)
        }
        None if late => t("Giấy giới thiệu ngày {day} đến {place} chưa có báo nhận, hạn nộp {by} đã qua: hỏi nơi đến.").to_owned(),
        None => t("Giấy giới thiệu ngày {day} đến {place} phải nộp chậm nhất {by}: chờ phiếu báo nhận.").to_owned(),
    };
    let place = if to.is_empty() { t("nơi mới") } else { to };
    sentence.with("day", introduced_on).with("place", place).with("by", by)
}

fn of_badge(badge: &Badge, exact: bool, late: bool) -> String {
    let sentence = if late {
        t(
            "Đủ {n} năm tuổi Đảng ngày {reached}, Huy hiệu Đảng đợt {given}: hạn gửi hồ sơ {by} đã qua, gửi ngay và giải trình.",
        )
    } else {
        t("Đủ {n} năm tuổi Đảng ngày {reached}: làm hồ sơ Huy hiệu Đảng đợt {given}, gửi chậm nhất {by}.")
    };
    let sentence = sentence
        .with("n", badge.years)
        .with("reached", badge.reached_on)
        .with("given", badge.given_on)
        .with("by", badge.papers_by);
    if exact {
        sentence
    } else {
        format!("{sentence} {}", t("Ngày trong hồ sơ ghi chưa đủ: kiểm tra lại tuổi Đảng."))
    }
}

#[cfg(test)]
mod tests {
    use super::super::due::due;
    use super::*;
    use crate::rules::badge;
    use crate::rules::calendar::Calendar;
    use crate::rules::regulations::Rulebook;

    fn day(typed: &str) -> Day {
        Day::parse_typed(typed).unwrap()
    }

    fn on(about: &About, today: &str) -> Option<Said> {
        let (rulebook, calendar) = (Rulebook::shipped(), Calendar::shipped());
        let rules = Rules { rulebook: &rulebook, calendar: &calendar };
        let due = due(about, rules)?;
        (due.mentioned_from <= day(today)).then(|| said(about, &due, day(today), rules))
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
        let over = on(&case, "3/9/2026").unwrap();
        assert!(over.sentence.starts_with("Đã hết 12 tháng"));
        assert_eq!(over.left, "còn 30 ngày làm việc");
        let last = on(&case, &by.to_string()).unwrap();
        assert_eq!((last.late, last.left.as_str()), (false, "hạn hôm nay"));
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
            let late = on(&case, "2/1/2027").unwrap();
            assert!(late.late && late.left == "vừa quá hạn", "{late:?}: 1/1 is off, 2/1 a Saturday");
            assert_eq!(on(&case, "4/1/2027").unwrap().left, "quá 1 ngày làm việc");
        }
    }

    #[test]
    fn an_exemption_and_a_suspension_are_mentioned_thirty_days_before_their_day_and_cite_no_rule() {
        let cases = [(About::Exempt(day("31/12/2026")), "miễn"), (About::Suspended(day("31/12/2026")), "đình chỉ")];
        for (case, word) in cases {
            assert_eq!(on(&case, "30/11/2026"), None);
            let soon = on(&case, "1/12/2026").unwrap();
            assert!(!soon.late && soon.sentence.contains(word) && soon.citation.is_empty(), "{soon:?}");
            let late = on(&case, "1/1/2027").unwrap();
            assert!(late.late && late.sentence.starts_with(&format!("Hết hạn {word}")), "{late:?}");
        }
    }

    #[test]
    fn a_letter_is_late_after_its_term_and_more_than_late_after_three_months() {
        let case = About::Letter(crate::ids::EventId(1), day("1/10/2025"), "Đảng bộ phường Bến Nghé".to_owned());
        assert_eq!(on(&case, "28/10/2025"), None);
        let soon = on(&case, "29/10/2025").unwrap();
        assert_eq!((soon.by, soon.late), (Some(day("12/11/2025")), false));
        assert!(on(&case, "13/11/2025").unwrap().sentence.contains("hạn nộp 12/11/2025 đã qua"));
        assert!(!on(&case, "1/1/2026").unwrap().sentence.contains("quá 3 tháng"));
        assert!(on(&case, "2/1/2026").unwrap().sentence.contains("quá 3 tháng"));
    }

    #[test]
    fn a_badge_is_mentioned_half_a_year_before_it_is_given() {
        let (rulebook, calendar) = (Rulebook::shipped(), Calendar::shipped());
        let badge = badge::next(day("1/12/1996"), day("1/6/2026"), &rulebook, &calendar).unwrap();
        let case = About::Badge(badge, true);
        assert_eq!(on(&case, "6/8/2026"), None);
        let said = on(&case, "7/8/2026").unwrap();
        assert!(said.sentence.starts_with("Đủ 30 năm tuổi Đảng ngày 01/12/2026"), "{}", said.sentence);
        assert_eq!(said.by, Some(badge.papers_by));
        assert!(on(&case, &badge.papers_by.succ().to_string()).unwrap().sentence.contains("giải trình"));
        assert!(on(&About::Badge(badge, false), "7/8/2026").unwrap().sentence.contains("ghi chưa đủ"));
    }
}
