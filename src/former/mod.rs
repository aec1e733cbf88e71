//! Who was in the book once and is not today: who left, died or was struck off, moved out of the scope, stayed for
//! a time, or was recorded by mistake. As each account may see them: up to the day on which they left its scope.

mod pages;
mod queries;

use axum::routing::get;

use crate::auth::{Right, Route};
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::sentences::kind_label;
use crate::rules::standing::Kind;
use crate::rules::{Day, PartialDate};
use crate::web::t;

/// The address of the list.
pub const ROUTES: &[Route] = &[Route::get("/members/former", Right::ReadMembers, || get(pages::list)).personal()];

/// Rows of a page.
pub const PAGE: i64 = 50;

/// Somebody who is in the book no more.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Former {
    /// Who.
    pub person: PersonId,
    /// Their name on their last day.
    pub full_name: String,
    /// Their given name.
    pub given_name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
    /// Their last organisation within the scope.
    pub organisation: OrganisationId,
    /// The day from which they were there no more; of who was recorded by mistake, the day on which that was said.
    pub left_on: Day,
    kind: Option<String>,
}

impl Former {
    /// How they left.
    pub fn how(&self) -> &'static str {
        self.kind.as_deref().and_then(Kind::from_code).map_or_else(|| t("Hủy việc ghi sai"), kind_label)
    }
}

/// Where in the order a page begins: after or before somebody who left on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// With the newest.
    #[default]
    First,
    /// After that one.
    After(Day, PersonId),
    /// Before that one.
    Before(Day, PersonId),
}

impl Place {
    /// Whether the page lies before somebody: its rows are found in reverse.
    const fn is_before(self) -> bool {
        matches!(self, Self::Before(..))
    }
}

/// A page of the list, and whether there is more beyond it.
type Found = (Vec<Former>, bool);
