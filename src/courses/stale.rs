//! An edit that came too late, field by field: what was not touched comes from the book, what was typed stays, and
//! what both changed is said.

use crate::web::merging::Row;

/// Compares one field. What was typed becomes what the book says where it was not touched.
pub fn compare(name: &'static str, label: &'static str, base: &str, current: &str, typed: &mut String) -> Option<Row> {
    let was = typed.trim().to_owned();
    let untouched = was == base;
    if untouched {
        current.clone_into(typed);
    }
    (was != current).then(|| Row {
        name,
        label,
        base: base.to_owned(),
        current: current.to_owned(),
        typed: typed.clone(),
        disputed: !untouched && base != current,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_touched_comes_from_the_book_and_what_both_changed_is_disputed() {
        let mut typed = "Hà Nội".to_owned();
        let row = compare("place", "Nơi học", "Hà Nội", "Huế", &mut typed).unwrap();
        assert_eq!((typed.as_str(), row.disputed), ("Huế", false));
        let mut typed = "Vinh ".to_owned();
        let row = compare("place", "Nơi học", "Hà Nội", "Huế", &mut typed).unwrap();
        assert_eq!((typed.as_str(), row.disputed), ("Vinh ", true));
        let mut typed = "Vinh".to_owned();
        assert!(!compare("place", "Nơi học", "Hà Nội", "Hà Nội", &mut typed).unwrap().disputed);
        assert_eq!(compare("place", "Nơi học", "Hà Nội", "Huế", &mut "Huế".to_owned()), None);
    }
}
