//! How people type dates: "5/8/2019", "05082019", "5-8-2019", "3 tháng 2 năm 1930", "2/1930", "1942".

use super::{DateProblem, Day, PartialDate};

/// Years that a typed date may have; outside them it is a slip of the finger.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Reads a typed day.
pub(super) fn read_day(typed: &str) -> Result<Day, DateProblem> {
    let parts = split(typed)?;
    let date = match parts.as_slice() {
        [] => return Err(DateProblem::Empty),
        [one] if one.mark.is_none() && one.digits.len() == 8 => eight_digits(&one.digits)?,
        [one] if one.mark.is_none() && one.digits.len() == 6 => six_digits(&one.digits)?,
        [one, two, three] => three_parts(one, two, three)?,
        _ => return Err(DateProblem::Unreadable),
    };
    date.full().ok_or(DateProblem::Unreadable)
}

/// Reads a typed date, whole or in part.
pub(super) fn read(typed: &str) -> Result<PartialDate, DateProblem> {
    let parts = split(typed)?;
    match parts.as_slice() {
        [] => Err(DateProblem::Empty),
        [one] => match (one.mark, one.digits.len()) {
            (None | Some(Mark::Year), ..=4) => year_alone(&one.digits),
            (None, 6) => six_digits(&one.digits),
            (None, 8) => eight_digits(&one.digits),
            _ => Err(DateProblem::Unreadable),
        },
        [one, two] => match (one.mark, one.digits.len(), two.mark) {
            (None, 4, None) => month(&one.digits, &two.digits),
            (None | Some(Mark::Month), 1 | 2, None | Some(Mark::Year)) => month(&two.digits, &one.digits),
            _ => Err(DateProblem::Unreadable),
        },
        [one, two, three] => three_parts(one, two, three),
        _ => Err(DateProblem::Unreadable),
    }
}

fn three_parts(one: &Part, two: &Part, three: &Part) -> Result<PartialDate, DateProblem> {
    match (one.mark, one.digits.len(), two.mark, three.mark) {
        (None, 4, None, None) => day(&one.digits, &two.digits, &three.digits),
        (None | Some(Mark::Day), 1 | 2, None | Some(Mark::Month), None | Some(Mark::Year)) => {
            day(&three.digits, &two.digits, &one.digits)
        }
        _ => Err(DateProblem::Unreadable),
    }
}

/// A number as typed, and the word before it: "năm 1930".
struct Part {
    mark: Option<Mark>,
    digits: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Day,
    Month,
    Year,
}

/// Splits into numbers; refuses what belongs to no date.
fn split(typed: &str) -> Result<Vec<Part>, DateProblem> {
    let mut parts: Vec<Part> = Vec::new();
    let mut word = String::new();
    let mut mark = None;
    let mut inside = false;
    for letter in typed.chars().filter(|letter| !is_invisible(*letter)) {
        if letter.is_ascii_digit() {
            if !inside {
                mark = named(&mut word)?.or(mark);
                parts.push(Part { mark: mark.take(), digits: String::new() });
                inside = true;
            }
            if let Some(part) = parts.last_mut() {
                part.digits.push(letter);
            }
            continue;
        }
        inside = false;
        match letter {
            '/' | '-' | '.' | ',' | '\\' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {
                mark = named(&mut word)?.or(mark);
            }
            _ if letter.is_whitespace() => mark = named(&mut word)?.or(mark),
            _ => word.extend(plain(letter)),
        }
    }
    // A word after the last number, or words alone, belong to no date.
    if word.is_empty() && mark.is_none() { Ok(parts) } else { Err(DateProblem::Unreadable) }
}

/// What a word before a number says, and the word taken away.
fn named(word: &mut String) -> Result<Option<Mark>, DateProblem> {
    let mark = match word.as_str() {
        "" => None,
        "ngay" | "mung" | "mong" => Some(Mark::Day),
        "thang" => Some(Mark::Month),
        "nam" => Some(Mark::Year),
        _ => return Err(DateProblem::Unreadable),
    };
    word.clear();
    Ok(mark)
}

/// Letters of the few words of a date without their marks; composed or decomposed Unicode alike.
fn plain(letter: char) -> Option<char> {
    match letter {
        '\u{300}'..='\u{36f}' => None,
        'à' | 'á' | 'ă' | 'À' | 'Á' | 'Ă' => Some('a'),
        'ù' | 'Ù' => Some('u'),
        'ồ' | 'Ồ' => Some('o'),
        _ => Some(letter.to_ascii_lowercase()),
    }
}

/// Characters that a copy from a document or a keyboard leaves behind unseen.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A year without day and month; fewer than four digits are no year.
fn year_alone(digits: &str) -> Result<PartialDate, DateProblem> {
    PartialDate::from_year(year(digits)?).ok_or(DateProblem::Unreadable)
}

fn month(year_digits: &str, month_digits: &str) -> Result<PartialDate, DateProblem> {
    let month = small(month_digits)?;
    // "25/12" is a day without its year, not a month of 1912.
    if month > 12 && year_digits.len() < 4 {
        return Err(DateProblem::Unreadable);
    }
    let year = year(year_digits)?;
    PartialDate::from_month(year, month).ok_or(DateProblem::NoSuchDay { year, month, day: 0 })
}

fn day(year_digits: &str, month_digits: &str, day_digits: &str) -> Result<PartialDate, DateProblem> {
    let (year, month, day) = (year(year_digits)?, small(month_digits)?, small(day_digits)?);
    Day::new(year, month, day).map(PartialDate::from).ok_or(DateProblem::NoSuchDay { year, month, day })
}

/// ddmmyyyy or yyyymmdd. A year from 1900 to 2100 cannot be taken for a day and a month, so that at
/// most one reading holds.
fn eight_digits(digits: &str) -> Result<PartialDate, DateProblem> {
    let (head, tail) = digits.split_at(4);
    let iso = day(head, &tail[..2], &tail[2..]);
    if iso.is_ok() { iso } else { day(tail, &head[2..], &head[..2]) }
}

/// mmyyyy, or a day whose year has two digits.
fn six_digits(digits: &str) -> Result<PartialDate, DateProblem> {
    let (head, tail) = digits.split_at(2);
    let usual = month(tail, head);
    if usual.is_ok() { usual } else { day(&tail[2..], &tail[..2], head) }
}

/// A year of four digits within [`YEARS`].
fn year(digits: &str) -> Result<i16, DateProblem> {
    let number: i16 = digits.parse().map_err(|_| DateProblem::Unreadable)?;
    match digits.len() {
        4 if YEARS.contains(&number) => Ok(number),
        4 => Err(DateProblem::OutOfRange),
        // Nobody in the book is older than a century: '31 and later are of the last one.
        2 if number <= 30 => Err(DateProblem::TwoDigitYear { suggestion: 2000 + number }),
        2 => Err(DateProblem::TwoDigitYear { suggestion: 1900 + number }),
        _ => Err(DateProblem::Unreadable),
    }
}

/// A day or a month: one or two digits.
fn small(digits: &str) -> Result<i8, DateProblem> {
    match digits.len() {
        1 | 2 => digits.parse().map_err(|_| DateProblem::Unreadable),
        _ => Err(DateProblem::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_usual_way_of_typing_a_day_is_read() {
        for typed in [
            "05/08/2019",
            "5/8/2019",
            "05082019",
            "5-8-2019",
            "5.8.2019",
            "5 8 2019",
            "5 / 8 / 2019",
            "5/8-2019",
            "5\\8\\2019",
            "5\u{2013}8\u{2013}2019",
            "2019-08-05",
            "2019-8-5",
            "2019/08/05",
            "20190805",
            "  05/08/2019\t",
            "\u{feff}05/08/2019\u{200b}",
            "05\u{a0}/\u{202f}08/2019",
            "ngày 5-8-2019",
            "ngày 05 tháng 08 năm 2019",
            "Ngày 5 tháng 8 năm 2019",
            "NGÀY 5 THÁNG 8, NĂM 2019",
            "5 thang 8 nam 2019",
            "mùng 5 tháng 8 năm 2019",
            "5 tha\u{301}ng 8 na\u{306}m 2019",
            "nga\u{300}y 5/8/2019",
        ] {
            assert_eq!(Day::parse_typed(typed), Ok(Day::constant(2019, 8, 5)), "{typed:?}");
        }
    }

    #[test]
    fn a_month_or_a_year_is_a_partial_date_and_no_day() {
        for (typed, iso) in [
            ("1942", "1942"),
            (" năm 1942 ", "1942"),
            ("5/1942", "1942-05"),
            ("05-1942", "1942-05"),
            ("051942", "1942-05"),
            ("122010", "2010-12"),
            ("1942-05", "1942-05"),
            ("tháng 5 năm 1942", "1942-05"),
            ("5 năm 1942", "1942-05"),
        ] {
            assert_eq!(PartialDate::parse_typed(typed).map(PartialDate::iso), Ok(iso.to_owned()), "{typed:?}");
            assert_eq!(Day::parse_typed(typed), Err(DateProblem::Unreadable), "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_date_at_all_is_refused_with_its_reason() {
        use DateProblem::{Empty, NoSuchDay, OutOfRange, TwoDigitYear, Unreadable};
        for (typed, problem) in [
            ("", Empty),
            (" \u{a0}\u{200b} ", Empty),
            ("hôm qua", Unreadable),
            ("5/8", Unreadable),
            ("5/8/201", Unreadable),
            ("5/8/20199", Unreadable),
            ("5082019", Unreadable),
            ("5/8/2019 10:30", Unreadable),
            ("5/8/2019/1", Unreadable),
            ("5/8/2019 SA", Unreadable),
            ("005/8/2019", Unreadable),
            ("năm 5 tháng 8 2019", Unreadable),
            ("tháng 5 ngày 8 năm 2019", Unreadable),
            ("ngày", Unreadable),
            ("31/4/2019", NoSuchDay { year: 2019, month: 4, day: 31 }),
            ("29/2/2019", NoSuchDay { year: 2019, month: 2, day: 29 }),
            ("8/25/2019", NoSuchDay { year: 2019, month: 25, day: 8 }),
            ("0/1/2019", NoSuchDay { year: 2019, month: 1, day: 0 }),
            ("31042019", NoSuchDay { year: 2019, month: 4, day: 31 }),
            ("5/8/62", TwoDigitYear { suggestion: 1962 }),
            ("5/8/19", TwoDigitYear { suggestion: 2019 }),
            ("050819", TwoDigitYear { suggestion: 2019 }),
            ("5/8/1899", OutOfRange),
            ("5/8/2101", OutOfRange),
            ("1/1/2562", OutOfRange),
        ] {
            assert_eq!(PartialDate::parse_typed(typed), Err(problem), "{typed:?}");
            assert_eq!(Day::parse_typed(typed), Err(problem), "{typed:?}");
        }
    }

    #[test]
    fn a_part_of_a_date_has_its_own_reasons_and_a_day_asks_for_all_of_it() {
        use DateProblem::{NoSuchDay, OutOfRange, TwoDigitYear, Unreadable};
        for (typed, problem) in [
            ("13/2019", NoSuchDay { year: 2019, month: 13, day: 0 }),
            ("62", TwoDigitYear { suggestion: 1962 }),
            ("5/62", TwoDigitYear { suggestion: 1962 }),
            ("25/12", Unreadable),
            ("1899", OutOfRange),
            ("5/2101", OutOfRange),
        ] {
            assert_eq!(PartialDate::parse_typed(typed), Err(problem), "{typed:?}");
            assert_eq!(Day::parse_typed(typed), Err(Unreadable), "{typed:?}");
        }
    }

    #[test]
    fn the_first_and_the_last_year_are_taken() {
        assert_eq!(Day::parse_typed("1/1/1900"), Ok(Day::constant(1900, 1, 1)));
        assert_eq!(Day::parse_typed("31/12/2100"), Ok(Day::constant(2100, 12, 31)));
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_it_panic(typed in "\\PC{0,24}|[0-9 /.-]{0,12}") {
            let _ = PartialDate::parse_typed(&typed);
        }

        #[test]
        fn eight_digits_have_one_reading(days in 0..73_413_i32) {
            let day = Day::constant(1900, 1, 1).plus_days(days);
            let usual = day.to_string().replace('/', "");
            let iso = day.iso().replace('-', "");
            prop_assert_eq!(Day::parse_typed(&usual), Ok(day));
            prop_assert_eq!(Day::parse_typed(&iso), Ok(day));
        }
    }
}
