//! Words as they are compared: without case and diacritics, so that "chi bo ke toan" finds "Chi bộ Kế toán".

use unicode_normalization::UnicodeNormalization;

/// Lower case and without diacritics; what is neither letter nor digit is a space.
pub fn fold(text: &str) -> String {
    plain(text).map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect()
}

/// The letters of a text in lower case and without diacritics.
pub fn plain(text: &str) -> impl Iterator<Item = char> {
    text.nfkd()
        .flat_map(char::to_lowercase)
        .filter(|letter| !matches!(letter, '\u{300}'..='\u{36f}'))
        .map(|letter| if letter == 'đ' { 'd' } else { letter })
}

/// The words of a text that was folded, one space between them.
pub fn joined(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diacritics_case_and_marks_make_no_difference() {
        assert_eq!(joined("Chi bộ  Kế-toán (Đảng bộ Sở)"), "chi bo ke toan dang bo so");
        assert_eq!(joined("Chi bo\u{323}\u{302} 12"), "chi bo 12");
        assert_eq!(joined(" · "), "");
    }
}
