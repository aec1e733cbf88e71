//! Two edits of one record: what somebody else saved since the form was opened, put together with what was typed.

use crate::web::form::clean_lines;

/// A field in which anybody changed something: how the form opened, what the book says now, what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The field's name, which is the id of its control.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// As the form opened.
    pub base: String,
    /// As the book says now.
    pub current: String,
    /// As it was typed.
    pub typed: String,
    /// Whether both changed it, and not to the same.
    pub disputed: bool,
}

/// A form whose fields can be put together one by one.
pub trait Fields {
    /// The fields that are content: name, what it is called, what was typed; always the same ones in the same order.
    fn fields(&mut self) -> Vec<(&'static str, &'static str, &mut String)>;

    /// What was typed into a field, in words.
    fn said(&self, name: &'static str, typed: &str) -> String {
        let _ = name;
        typed.to_owned()
    }
}

/// Puts what was typed on top of what the book says now: what was not touched is taken from the book, what was typed
/// stays. The rows are the fields in which anybody changed something.
pub fn merge<F: Fields>(mut base: F, mut current: F, typed: &mut F) -> Vec<Row> {
    let mut rows = Vec::new();
    let (base, current) = (texts(&mut base), texts(&mut current));
    let before = texts(typed);
    for (at, (name, label, text)) in typed.fields().into_iter().enumerate() {
        let (Some(was), Some(now)) = (base.get(at), current.get(at)) else { continue };
        let mine = clean_lines(text) != clean_lines(was);
        let theirs = clean_lines(now) != clean_lines(was);
        let same = clean_lines(text) == clean_lines(now);
        if !mine {
            text.clone_from(now);
        }
        if theirs || (mine && !same) {
            rows.push(Row {
                name,
                label,
                base: was.clone(),
                current: now.clone(),
                typed: before.get(at).cloned().unwrap_or_default(),
                disputed: mine && theirs && !same,
            });
        }
    }
    for row in &mut rows {
        row.base = typed.said(row.name, &row.base);
        row.current = typed.said(row.name, &row.current);
        row.typed = typed.said(row.name, &row.typed);
    }
    rows
}

fn texts<F: Fields>(form: &mut F) -> Vec<String> {
    form.fields().into_iter().map(|(_, _, text)| text.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Two(String, String);

    impl Fields for Two {
        fn fields(&mut self) -> Vec<(&'static str, &'static str, &mut String)> {
            vec![("a", "A", &mut self.0), ("b", "B", &mut self.1)]
        }
    }

    fn two(a: &str, b: &str) -> Two {
        Two(a.to_owned(), b.to_owned())
    }

    #[test]
    fn what_was_not_touched_is_taken_from_the_book_and_what_was_typed_stays() {
        let mut typed = two("1", "mine");
        let rows = merge(two("1", "2"), two("theirs", "2"), &mut typed);
        assert_eq!((typed.0.as_str(), typed.1.as_str()), ("theirs", "mine"));
        assert_eq!(rows.iter().map(|row| (row.name, row.disputed)).collect::<Vec<_>>(), [("a", false), ("b", false)]);
    }

    #[test]
    fn what_both_changed_is_disputed_unless_it_is_the_same() {
        let mut typed = two("mine", "same");
        let rows = merge(two("1", "2"), two("theirs", "same"), &mut typed);
        assert_eq!(typed.0, "mine");
        assert_eq!(rows.iter().map(|row| (row.name, row.disputed)).collect::<Vec<_>>(), [("a", true), ("b", false)]);
    }
}
