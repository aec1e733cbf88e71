//! A name and its parts: family, middle, given. The given name is the last word unless said otherwise;
//! lists are ordered by it.

/// A person's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As it is written.
    pub full: String,
    /// Tên: what the person is called and sorted by.
    pub given: String,
    /// Họ; empty where there is none.
    pub family: String,
    /// Đệm; may be empty.
    pub middle: String,
}

impl Name {
    /// The parts of a cleaned name by rule: the first word the family's, the last the given.
    pub fn new(full: &str) -> Self {
        let last = full.split(' ').next_back().unwrap_or_default();
        Self::split(full, last)
    }

    /// The parts of a cleaned name whose given name is said; nothing when it is not among its words. It
    /// may stand anywhere: of Y Wơn Niê the given name is Wơn, and Niê the clan.
    pub fn with_given(full: &str, given: &str) -> Option<Self> {
        is_among_words(full, given).then(|| Self::split(full, given))
    }

    fn split(full: &str, given: &str) -> Self {
        let (before, after) = around(full, given);
        let rest = format!("{} {}", before.trim_end(), after.trim_start());
        let rest = rest.trim();
        let (family, middle) = rest.split_once(' ').unwrap_or((rest, ""));
        Self { full: full.to_owned(), given: given.to_owned(), family: family.to_owned(), middle: middle.to_owned() }
    }

    /// Whether the given name was said rather than found by rule.
    pub fn given_is_said(&self) -> bool {
        *self != Self::new(&self.full)
    }
}

/// What stands before and after the given name in a name, spaces included; all of it before when the
/// given name is not in it.
pub fn around<'a>(full: &'a str, given: &str) -> (&'a str, &'a str) {
    let words = |at: usize| {
        let end = at + given.len();
        (full[..at].is_empty() || full[..at].ends_with(' ')) && (full[end..].is_empty() || full[end..].starts_with(' '))
    };
    full.rmatch_indices(given)
        .find(|(at, _)| !given.is_empty() && words(*at))
        .map_or((full, ""), |(at, _)| (&full[..at], &full[at + given.len()..]))
}

fn is_among_words(full: &str, given: &str) -> bool {
    let (before, after) = around(full, given);
    !given.is_empty() && before.len() + after.len() < full.len()
}

#[cfg(test)]
mod tests {
    use super::Name;

    fn parts(name: &Name) -> (&str, &str, &str) {
        (&name.family, &name.middle, &name.given)
    }

    #[test]
    fn the_last_word_is_the_given_name() {
        assert_eq!(parts(&Name::new("Đỗ Thị Mỹ Ánh")), ("Đỗ", "Thị Mỹ", "Ánh"));
        assert_eq!(parts(&Name::new("H'Hen Niê")), ("H'Hen", "", "Niê"));
        assert_eq!(parts(&Name::new("Pơloong")), ("", "", "Pơloong"));
    }

    #[test]
    fn a_given_name_can_be_said() {
        let name = Name::with_given("Phạm Bình Minh", "Bình Minh").unwrap();
        assert_eq!(parts(&name), ("Phạm", "", "Bình Minh"));
        assert!(name.given_is_said());
        assert!(!Name::with_given("Phạm Bình Minh", "Minh").unwrap().given_is_said());
        assert_eq!(Name::with_given("Phạm Bình Minh", "inh"), None);
        assert_eq!(Name::with_given("Phạm Bình Minh", ""), None);
        assert_eq!(parts(&Name::with_given("Y Wơn Niê", "Wơn").unwrap()), ("Y", "Niê", "Wơn"));
        assert_eq!(super::around("Y Wơn Niê", "Wơn"), ("Y ", " Niê"));
        assert_eq!(Name::with_given("Phạm Bình Minh", "Phạm Minh"), None);
    }
}
