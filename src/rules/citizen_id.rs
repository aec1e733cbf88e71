//! The 12-digit personal identification number, and the party card number.
//!
//! Thông tư 07/2016/TT-BCA: digits 1 to 3 are the province of birth registration, digit 4 the
//! century and the gender, 5 and 6 the year of birth, 7 to 12 are random. There is no check digit.
//! Since 2/9/2025 the card carries the same number (Hướng dẫn 38-HD/BTCTW 29/9/2025); older cards
//! have 8 digits. Neither type shows its digits in a log: `Debug` is masked.

use std::fmt;

use super::day::PartialDate;

/// Gender as the papers of the party know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gender {
    /// Nữ.
    Female,
    /// Nam.
    Male,
}

impl Gender {
    /// `female` or `male`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }

    /// The gender with that [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Female, Self::Male].into_iter().find(|gender| gender.code() == code)
    }
}

/// A personal identification number (số định danh cá nhân): 12 digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitizenId(String);

/// The number of a party card.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardNumber {
    /// A card of the issue of 2003: 8 digits, printed two and six.
    Old(OldCardNumber),
    /// A card since 2/9/2025: the personal identification number.
    New(CitizenId),
}

/// 8 digits; leading zeros count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OldCardNumber(String);

/// Why what was typed is not the number asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdProblem {
    /// Nothing was typed.
    Empty,
    /// A letter or another sign stands among the digits.
    NotDigits,
    /// 11 digits: a spreadsheet took the leading zero away.
    LostZero {
        /// The number with its zero.
        suggestion: CitizenId,
    },
    /// 7 digits where a card number was asked for: likewise.
    LostCardZero {
        /// The number with its zero.
        suggestion: OldCardNumber,
    },
    /// 9 digits: the number of an old identity card (CMND), which is another number.
    OldIdentityCard,
    /// Another count of digits.
    WrongLength {
        /// How many there are.
        digits: usize,
    },
}

impl CitizenId {
    /// Reads a typed number; spaces, dots, dashes and invisible characters in it do not matter.
    ///
    /// # Errors
    /// Says why it is none.
    pub fn parse(typed: &str) -> Result<Self, IdProblem> {
        let digits = digits_of(typed)?;
        match digits.len() {
            12 => Ok(Self(digits)),
            11 => Err(IdProblem::LostZero { suggestion: Self(format!("0{digits}")) }),
            9 => Err(IdProblem::OldIdentityCard),
            digits => Err(IdProblem::WrongLength { digits }),
        }
    }

    /// The 12 digits in clear, for sealing and for whoever asked to see them.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The code of the province, or country, of birth registration: "001" is Hà Nội.
    pub fn province_code(&self) -> &str {
        self.0.get(..3).unwrap_or_default()
    }

    /// The year of birth that the number tells.
    pub fn birth_year(&self) -> i16 {
        1900 + 100 * (self.digit(3) / 2) + 10 * self.digit(4) + self.digit(5)
    }

    /// The gender that the number tells: the fourth digit is even for men, odd for women.
    pub fn gender(&self) -> Gender {
        if self.digit(3) % 2 == 0 { Gender::Male } else { Gender::Female }
    }

    /// Whether the number may belong to somebody born then.
    pub fn agrees_with_birth(&self, born_on: PartialDate) -> bool {
        self.birth_year() == born_on.year()
    }

    /// The number for a page: `0010•••••345`.
    pub fn masked(&self) -> String {
        masked(&self.0, 4, 3)
    }

    fn digit(&self, at: usize) -> i16 {
        self.0.as_bytes().get(at).map_or(0, |digit| i16::from(digit - b'0'))
    }
}

impl CardNumber {
    /// Reads a typed card number, old or new; signs between the digits do not matter.
    ///
    /// # Errors
    /// Says why it is none.
    pub fn parse(typed: &str) -> Result<Self, IdProblem> {
        let digits = digits_of(typed)?;
        match digits.len() {
            8 => Ok(Self::Old(OldCardNumber(digits))),
            7 => Err(IdProblem::LostCardZero { suggestion: OldCardNumber(format!("0{digits}")) }),
            _ => CitizenId::parse(&digits).map(Self::New),
        }
    }

    /// The digits in clear.
    pub fn digits(&self) -> &str {
        match self {
            Self::Old(number) => number.digits(),
            Self::New(number) => number.digits(),
        }
    }

    /// The number for a page: an old one as it is printed (`92.945836`), a new one masked.
    pub fn shown(&self) -> String {
        match self {
            Self::Old(number) => number.to_string(),
            Self::New(number) => number.masked(),
        }
    }
}

impl OldCardNumber {
    /// The 8 digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// As printed on the card: `92.945836`.
impl fmt::Display for OldCardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (series, number) = self.0.split_at(2);
        write!(f, "{series}.{number}")
    }
}

/// Masked: a number never reaches a log.
impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CitizenId(••••••••••••)")
    }
}

/// Masked: a number never reaches a log.
impl fmt::Debug for OldCardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OldCardNumber(••••••••)")
    }
}

/// Masked: a number never reaches a log.
impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Old(number) => number.fmt(f),
            Self::New(number) => number.fmt(f),
        }
    }
}

/// The digits of a typed number, without what people put between them.
fn digits_of(typed: &str) -> Result<String, IdProblem> {
    let mut digits = String::with_capacity(12);
    for letter in typed.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            '.'
            | '-'
            | '\u{2010}'..='\u{2015}'
            | '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => {}
            _ if letter.is_whitespace() => {}
            _ => return Err(IdProblem::NotDigits),
        }
    }
    if digits.is_empty() { Err(IdProblem::Empty) } else { Ok(digits) }
}

fn masked(digits: &str, head: usize, tail: usize) -> String {
    let hidden = head..digits.len().saturating_sub(tail);
    digits.chars().enumerate().map(|(at, digit)| if hidden.contains(&at) { '•' } else { digit }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(typed: &str) -> CitizenId {
        CitizenId::parse(typed).unwrap()
    }

    #[test]
    fn the_fourth_digit_tells_century_and_gender() {
        for (digits, year, gender) in [
            ("001087012345", 1987, Gender::Male),
            ("001187012345", 1987, Gender::Female),
            ("001099012345", 1999, Gender::Male),
            ("001200012345", 2000, Gender::Male),
            ("001304012345", 2004, Gender::Female),
            ("001412012345", 2112, Gender::Male),
            ("001942012345", 2342, Gender::Female),
        ] {
            assert_eq!((id(digits).birth_year(), id(digits).gender()), (year, gender), "{digits}");
        }
        assert_eq!(id("079087012345").province_code(), "079");
        assert!(id("001087012345").agrees_with_birth(PartialDate::from_year(1987).unwrap()));
        assert!(!id("001087012345").agrees_with_birth(PartialDate::from_year(1988).unwrap()));
    }

    #[test]
    fn signs_between_the_digits_do_not_matter() {
        for typed in ["001 087 012 345", "001.087.012.345", "001-087-012345", "\u{feff}001087012345\u{a0}"] {
            assert_eq!(id(typed).digits(), "001087012345");
        }
    }

    #[test]
    fn what_is_no_id_is_refused_with_its_reason() {
        assert_eq!(CitizenId::parse(" . "), Err(IdProblem::Empty));
        assert_eq!(CitizenId::parse("00108701234O"), Err(IdProblem::NotDigits));
        assert_eq!(CitizenId::parse("1087012345 6"), Err(IdProblem::LostZero { suggestion: id("010870123456") }));
        assert_eq!(CitizenId::parse("012345678"), Err(IdProblem::OldIdentityCard));
        for (typed, digits) in [("1234567890", 10), ("1234567890123", 13), ("92945836", 8)] {
            assert_eq!(CitizenId::parse(typed), Err(IdProblem::WrongLength { digits }), "{typed}");
        }
    }

    #[test]
    fn a_card_is_old_or_new() {
        let old = CardNumber::parse("92 945836").unwrap();
        assert!(matches!(old, CardNumber::Old(_)));
        assert_eq!((old.digits(), old.shown().as_str()), ("92945836", "92.945836"));
        assert_eq!(CardNumber::parse("00.012345").unwrap().shown(), "00.012345");
        let new = CardNumber::parse("001087012345").unwrap();
        assert_eq!(new, CardNumber::New(id("001087012345")));
        assert_eq!(new.shown(), "0010•••••345");
        let Err(IdProblem::LostCardZero { suggestion }) = CardNumber::parse("1234567") else {
            panic!("7 digits are a card number that lost its zero");
        };
        assert_eq!(suggestion.digits(), "01234567");
        assert_eq!(CardNumber::parse("123456789"), Err(IdProblem::OldIdentityCard));
        assert_eq!(CardNumber::parse("123456"), Err(IdProblem::WrongLength { digits: 6 }));
    }

    #[test]
    fn no_digit_reaches_a_log() {
        let problem = CitizenId::parse("10870123456").unwrap_err();
        let card_problem = CardNumber::parse("1234567").unwrap_err();
        let old = CardNumber::parse("92945836").unwrap();
        let new = CardNumber::parse("001087012345").unwrap();
        let logged = format!("{:?} {problem:?} {card_problem:?} {old:?} {new:?}", id("001087012345"));
        assert!(!logged.contains(|letter: char| letter.is_ascii_digit()), "{logged}");
    }

    #[test]
    fn a_gender_is_found_by_its_code() {
        for gender in [Gender::Female, Gender::Male] {
            assert_eq!(Gender::from_code(gender.code()), Some(gender));
        }
        assert_eq!(Gender::from_code("nu"), None);
    }
}
