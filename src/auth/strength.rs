//! What a new password must be, as NIST SP 800-63B asks: long, and not one that is guessed. Any
//! characters will do, and none is asked for.

use unicode_normalization::UnicodeNormalization;

use crate::web::t;
use crate::words::plain;

/// The fewest characters (NIST SP 800-63B-4, for a password alone).
pub const SHORTEST: usize = 15;
/// The most characters: more is a mistake, or an attack on the hashing.
pub const LONGEST: usize = 256;
/// The fewest characters that are left beside what everyone tries first.
const UNGUESSED: usize = 8;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer than [`SHORTEST`] characters.
    Short,
    /// More than [`LONGEST`] characters.
    Long,
    /// Made of what everyone tries first.
    Guessed,
}

impl Weakness {
    /// What to do about it.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Short => t("Mật khẩu cần ít nhất 15 ký tự. Một câu bốn, năm từ là đủ dài và dễ nhớ."),
            Self::Long => t("Mật khẩu dài nhất 256 ký tự. Rút ngắn lại."),
            Self::Guessed => t(
                "Mật khẩu này dễ đoán: chỉ gồm từ quen thuộc, tên đăng nhập, tên tổ chức hoặc dãy lặp lại. Thêm vài từ không liên quan.",
            ),
        }
    }
}

/// Judges a new password. `context`: the names that whoever guesses would try first: of the account,
/// of its holder, of the organisation.
///
/// # Errors
/// Why it is not taken.
pub fn judge(password: &str, context: &[&str]) -> Result<(), Weakness> {
    let characters = password.nfkc().count();
    if characters < SHORTEST {
        return Err(Weakness::Short);
    }
    if characters > LONGEST {
        return Err(Weakness::Long);
    }
    let folded = fold(password);
    if unguessed(unit(&folded), &words(context)) < UNGUESSED {
        return Err(Weakness::Guessed);
    }
    Ok(())
}

/// Lower case, without diacritics, spaces and marks between words.
fn fold(text: &str) -> Vec<char> {
    plain(text).filter(|letter| !letter.is_whitespace() && !"-_.,;:'\"/\\".contains(*letter)).collect()
}

/// The part of which a text is a repetition; all of it when it is none.
fn unit(text: &[char]) -> &[char] {
    let period = (1..=text.len() / 2).find(|&period| (period..text.len()).all(|at| text[at] == text[at - period]));
    period.map_or(text, |period| &text[..period])
}

/// The pieces that are tried first: common ones, and each name with its words and pairs of words.
fn words(context: &[&str]) -> Vec<Vec<char>> {
    let mut words: Vec<_> = COMMON.iter().map(|word| word.chars().collect()).collect();
    for name in context {
        let parts: Vec<_> = name.split(|letter: char| !letter.is_alphanumeric()).map(fold).collect();
        words.extend(parts.windows(2).map(<[_]>::concat));
        words.extend(parts);
        words.push(fold(name));
    }
    words.retain(|word: &Vec<char>| word.len() >= 3);
    words
}

/// The fewest characters that are left when guessable pieces are taken out of a text.
fn unguessed(text: &[char], words: &[Vec<char>]) -> usize {
    let mut left = vec![0; text.len() + 1];
    for end in 1..=text.len() {
        left[end] = left[end - 1] + 1;
        let before = &text[..end];
        for word in words.iter().filter(|word| before.ends_with(word)) {
            left[end] = left[end].min(left[end - word.len()]);
        }
        for length in 3..=end {
            if !is_run(&before[end - length..]) {
                break;
            }
            left[end] = left[end].min(left[end - length]);
        }
        if end >= 4 && is_year(&before[end - 4..]) {
            left[end] = left[end].min(left[end - 4]);
        }
    }
    left[text.len()]
}

/// aaa, abc, 321, or along a row of the keyboard.
fn is_run(piece: &[char]) -> bool {
    let steps =
        |by: i64| piece.windows(2).all(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == by);
    let along = |row: &str| {
        let row: Vec<_> = row.chars().collect();
        let back: Vec<_> = row.iter().rev().copied().collect();
        row.windows(piece.len()).any(|part| part == piece) || back.windows(piece.len()).any(|part| part == piece)
    };
    [-1, 0, 1].into_iter().any(steps) || ROWS.into_iter().any(along)
}

fn is_year(piece: &[char]) -> bool {
    matches!(piece, ['1', '9', a, b] | ['2', '0', a, b] if a.is_ascii_digit() && b.is_ascii_digit())
}

const ROWS: [&str; 8] = [
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "!@#$%^&*()",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "qweasdzxc",
];

/// What stands first on the lists of passwords that were found out, and what our readers would
/// think of first; folded.
const COMMON: &[&str] = &[
    // here
    "matkhau",
    "dangvien",
    "dangbo",
    "dangdang",
    "danguy",
    "dangcongsan",
    "dangcongsanvietnam",
    "congsan",
    "chibo",
    "chiuy",
    "bithu",
    "phobithu",
    "capuy",
    "sodangvien",
    "quanlydangvien",
    "vanphong",
    "totruong",
    "dang",
    "bacho",
    "hochiminh",
    "vietnam",
    "vietnamese",
    "hanoi",
    "saigon",
    "danang",
    "haiphong",
    "cantho",
    "yeunuoc",
    "xinchao",
    "anhyeuem",
    "emyeuanh",
    "yeuem",
    "yeuanh",
    "toiyeuviet",
    "toiyeuvietnam",
    "khongbiet",
    "khongco",
    "giadinh",
    "muonnam",
    "quangvinh",
    "muonnamquangvinh",
    "doclap",
    "tudo",
    "hanhphuc",
    "doclaptudohanhphuc",
    "thanhcong",
    "thangloi",
    "maytinh",
    "coquan",
    "nhanvien",
    "taikhoan",
    // everywhere
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "passphrase",
    "passcode",
    "secret",
    "admin",
    "administrator",
    "root",
    "user",
    "guest",
    "login",
    "signin",
    "welcome",
    "letmein",
    "changeme",
    "default",
    "test",
    "demo",
    "master",
    "access",
    "computer",
    "internet",
    "google",
    "facebook",
    "zalo",
    "windows",
    "microsoft",
    "iloveyou",
    "loveyou",
    "love",
    "forever",
    "princess",
    "sunshine",
    "football",
    "baseball",
    "basketball",
    "superman",
    "batman",
    "pokemon",
    "starwars",
    "dragon",
    "monkey",
    "shadow",
    "michael",
    "jordan",
    "ashley",
    "jennifer",
    "charlie",
    "daniel",
    "thomas",
    "whatever",
    "trustno1",
    "freedom",
    "hello",
    "summer",
    "winter",
    "flower",
    "cheese",
    "killer",
    "ninja",
    "hunter",
    "soccer",
    "liverpool",
    "chelsea",
    "arsenal",
    "barcelona",
    "manchester",
    "samsung",
    "iphone",
    "nokia",
    "abcd1234",
    "correcthorsebatterystaple",
];

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: [&str; 3] = ["bithu", "Trần Thị Hòa", "Đảng bộ Sở Thử nghiệm"];

    #[test]
    fn a_long_password_of_any_characters_is_taken() {
        for password in [
            "con mèo nhà hàng xóm",
            "mưa rào tháng sáu buồn",
            "ổi xanh chấm muối ớt",
            "tldgpwzkqxvhnms",
            "correct horse tree stone",
            "🍚🐟🌶🥬🍋🧄🍜🥢🫖🍵🥭🍍🍌🥥🐃",
            "ngày 2/9 đi chợ mua cá",
            "Chi bộ em có ao cá vàng",
            "x7$kQ!r9 vL2#mZp",
        ] {
            assert_eq!(judge(password, &CONTEXT), Ok(()), "{password}");
        }
        assert_eq!(judge(&"con mèo nhà ai. ".repeat(16), &CONTEXT), Ok(()));
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(judge("tldgpwzkqxvhnm", &[]), Err(Weakness::Short));
        assert_eq!(judge("tldgpwzkqxvhnms", &[]), Ok(()));
        // Composed or not: ten letters are ten.
        assert_eq!(judge("ếếốốừừểểễễ", &[]), Err(Weakness::Short));
        assert_eq!(judge(&"e\u{302}\u{301}".repeat(10), &[]), Err(Weakness::Short));
        let long: String = ('\u{4e00}'..).take(256).collect();
        assert_eq!(judge(&long, &[]), Err(Weakness::Guessed), "one long run");
        let long: String = ('\u{4e00}'..).step_by(7).take(256).collect();
        assert_eq!(judge(&long, &[]), Ok(()));
        assert_eq!(judge(&format!("{long}x"), &[]), Err(Weakness::Long));
    }

    #[test]
    fn what_everyone_tries_first_is_not_taken() {
        for password in [
            "123456789012345",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "con meo con meo con meo",
            "qwertyuiopasdfgh",
            "1qaz2wsx3edc4rfv",
            "passwordpassword",
            "Password123456789",
            "P@ssw0rd!P@ssw0rd!",
            "mật khẩu mật khẩu",
            "Mật-khẩu của tôi 2026",
            "iloveyou iloveyou 123",
            "anh yêu em 123456789",
            "đảng cộng sản việt nam",
            "Đảng ủy 2026 chi bộ",
            "độc lập tự do hạnh phúc",
            "!@#$%^&*()!@#$%^&*()",
            "987654321987654321",
            "adminadmin2026admin",
            "correct horse battery staple",
        ] {
            assert_eq!(judge(password, &[]), Err(Weakness::Guessed), "{password}");
        }
    }

    #[test]
    fn names_of_the_account_and_the_organisation_are_tried_first() {
        for password in [
            "bithu.bithu.bithu.1",
            "Trần Thị Hòa 1975 2026",
            "tranthihoa12345678",
            "Đảng bộ Sở Thử nghiệm",
            "dang bo so thu nghiem 2026",
            "sothunghiem_tranhoa",
        ] {
            assert_eq!(judge(password, &CONTEXT), Err(Weakness::Guessed), "{password}");
        }
        assert_eq!(judge("Trần Thị Hòa 1975 2026", &[]), Ok(()), "without the context it is another's name");
    }
}
