//! Where in a list a page is, and the pages beside it.

use crate::web::filters::grouped;

/// The numbers as they are shown, and the addresses beside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// The first of the page.
    pub first: String,
    /// The last of the page.
    pub last: String,
    /// How many there are in all.
    pub total: String,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

impl Pages {
    /// The page of that number, from 1, of a list of which each page has so many.
    pub fn new(page: usize, size: usize, total: usize, address: impl Fn(usize) -> String) -> Self {
        let skipped = (page - 1).saturating_mul(size);
        let last = skipped.saturating_add(size).min(total);
        Self {
            first: grouped(&(skipped + 1).min(total).to_string()),
            last: grouped(&last.to_string()),
            total: grouped(&total.to_string()),
            previous: (page > 1).then(|| address(page - 1)),
            next: (last < total).then(|| address(page + 1)),
        }
    }

    /// Whether there are others.
    pub const fn are_several(&self) -> bool {
        self.previous.is_some() || self.next.is_some()
    }
}

/// The number of a page as it was typed: the first when it is none.
pub fn number(typed: &str) -> usize {
    typed.trim().parse().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_where_it_is_and_what_is_beside_it() {
        let of = |page, total| Pages::new(page, 100, total, |page| format!("?page={page}"));
        let middle = of(2, 1250);
        assert_eq!((middle.first.as_str(), middle.last.as_str(), middle.total.as_str()), ("101", "200", "1.250"));
        assert_eq!((middle.previous.as_deref(), middle.next.as_deref()), (Some("?page=1"), Some("?page=3")));
        assert!(!of(1, 100).are_several() && of(1, 101).are_several());
        assert_eq!((of(1, 0).first, of(1, 0).last), ("0".to_owned(), "0".to_owned()));
        assert_eq!((number("3"), number(""), number("-1"), number("0")), (3, 1, 1, 1));
    }
}
