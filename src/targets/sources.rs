//! Where what came of a target is read: one table. What the records can tell is counted by whoever keeps them, and the
//! address leads to the records behind the figure; what they cannot, a committee writes.

use sqlx::PgConnection;

use crate::Result;
use crate::auth::Viewer;
use crate::ids::OrganisationId;
use crate::panels::Made;
use crate::rules::Day;
use crate::rules::target::{Actual, Unit};
use crate::state::App;
use crate::statistics::{Figure, Question};
use crate::web::t;

/// Of what a figure is asked.
pub struct Asked<'a> {
    /// The application.
    pub app: &'a App,
    /// Who asks.
    pub viewer: &'a Viewer,
    /// The organisation, within the viewer's scope: it and all below it.
    pub organisation: OrganisationId,
    /// All of them.
    pub scope: &'a [i64],
    /// The year.
    pub year: i16,
    /// The last day that counts: that of the year, or the one asked for.
    pub until: Day,
    /// As the book said it at the end of this day; none: as it says it now.
    pub known_on: Option<Day>,
}

impl Asked<'_> {
    /// The year up to that day; nothing of a year that has not begun.
    fn question(&self) -> Option<Question> {
        let from = Day::new(self.year, 1, 1)?;
        let known_on = self.known_on;
        (from <= self.until).then_some(Question { organisation: self.organisation, from, to: self.until, known_on })
    }
}

/// Counts what came of a target; nothing where there is nothing to tell yet.
type Count = for<'a> fn(&'a mut PgConnection, &'a Asked<'a>) -> Made<'a, Option<Actual>>;

/// A line of the table.
#[derive(Clone, Copy)]
pub struct Source {
    /// Its word in the database and in forms.
    pub code: &'static str,
    /// What it counts.
    pub label: fn() -> &'static str,
    /// In what.
    pub unit: Unit,
    /// Counts it.
    pub count: Count,
    /// Where the records behind it are.
    pub address: fn(&Asked<'_>) -> String,
}

/// What the records can tell.
pub const SOURCES: &[Source] = &[
    Source {
        code: "admissions",
        label: || t("Kết nạp đảng viên"),
        unit: Unit::Number,
        count: |db, asked| Box::pin(of_the_movement(db, asked, Figure::Admitted)),
        address: |asked| people(asked, Figure::Admitted),
    },
    Source {
        code: "recognitions",
        label: || t("Công nhận đảng viên chính thức"),
        unit: Unit::Number,
        count: |db, asked| Box::pin(of_the_movement(db, asked, Figure::Recognised)),
        address: |asked| people(asked, Figure::Recognised),
    },
];

/// The word of what a committee writes.
pub const TYPED: &str = "typed";

impl Source {
    /// The line of a word; nothing for what is typed.
    pub fn from_code(code: &str) -> Option<&'static Self> {
        SOURCES.iter().find(|source| source.code == code)
    }
}

async fn of_the_movement(db: &mut PgConnection, asked: &Asked<'_>, figure: Figure) -> Result<Option<Actual>> {
    let Some(question) = asked.question() else { return Ok(None) };
    let tree = asked.app.tree();
    Ok(Some(Actual::Number(figure.count(db, &tree, asked.viewer, &question).await?)))
}

fn people(asked: &Asked<'_>, figure: Figure) -> String {
    asked.question().map(|question| figure.address(&question)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_has_a_word_of_its_own() {
        let codes: std::collections::BTreeSet<_> = SOURCES.iter().map(|source| source.code).collect();
        assert_eq!(codes.len(), SOURCES.len());
        assert!(!codes.contains(TYPED));
        let labels: std::collections::BTreeSet<_> = SOURCES.iter().map(|source| (source.label)()).collect();
        assert_eq!(labels.len(), SOURCES.len());
    }
}
