//! What a list of people is asked for.

use super::super::form::Asked;
use super::super::present::{column_label, row_label};
use super::super::recognitions::Which;
use crate::rules::movement::{Column, Row};
use crate::web::t;
use crate::{Error, Result};

/// Whose names a figure opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    /// A row of the table; none: in whichever column.
    Row(Row, Option<Column>),
    /// What stands beside it.
    Beside(&'static str, &'static str),
    /// The recognitions decided within the period.
    Decided(Which),
}

impl Asking {
    pub(super) fn of(asked: &Asked) -> Result<Self> {
        let column = match asked.column.trim() {
            "" | "any" => None,
            code => Some(Column::from_code(code).ok_or(Error::BadRequest)?),
        };
        Ok(match asked.row.trim() {
            "away" => Self::Beside("away", t("Tạm thời đi nơi khác")),
            "guest" => Self::Beside("guest", t("Tạm thời đến")),
            "exempt" => Self::Beside("exempt", t("Được miễn sinh hoạt")),
            "suspended" => Self::Beside("suspended", t("Bị đình chỉ sinh hoạt")),
            "" => Self::Row(Row::Closing, column),
            code => match Which::ALL.into_iter().find(|which| which.code() == code) {
                Some(which) => Self::Decided(which),
                None => Self::Row(Row::from_code(code).ok_or(Error::BadRequest)?, column),
            },
        })
    }

    /// What the list is of.
    pub(super) fn label(self) -> String {
        match self {
            Self::Row(row, None | Some(Column::Total)) => row_label(row).to_owned(),
            Self::Row(row, Some(column)) => format!("{}: {}", row_label(row), column_label(column)),
            Self::Beside(_, label) => label.to_owned(),
            Self::Decided(which) => which.label().to_owned(),
        }
    }
}

impl Asking {
    /// Whether it is answered by what became of people, and not by a day or by papers.
    pub(super) const fn is_of_changes(self) -> bool {
        matches!(self, Self::Row(row, _) if !matches!(row, Row::Opening | Row::Closing))
    }

    /// The words of the address.
    pub(super) const fn codes(self) -> (&'static str, &'static str) {
        match self {
            Self::Row(row, Some(column)) => (row.code(), column.code()),
            Self::Row(row, None) => (row.code(), "any"),
            Self::Beside(row, _) => (row, "any"),
            Self::Decided(which) => (which.code(), "any"),
        }
    }
}
