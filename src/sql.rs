//! How our own types travel to PostgreSQL and back, and how connections are kept.

use std::time::Duration;

use jiff_sqlx::ToSqlx;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgPoolOptions, PgTypeInfo, PgValueRef};
use sqlx::{Connection, Decode, Encode, Postgres, Type};

use crate::clock::Instant;
use crate::rules::{Day, PartialDate};

impl Type<Postgres> for Day {
    fn type_info() -> PgTypeInfo {
        <jiff_sqlx::Date as Type<Postgres>>::type_info()
    }
}

impl PgHasArrayType for Day {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("_date")
    }
}

impl Encode<'_, Postgres> for Day {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let date: jiff::civil::Date = (*self).into();
        Encode::<Postgres>::encode_by_ref(&date.to_sqlx(), buffer)
    }
}

impl<'r> Decode<'r, Postgres> for Day {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let date = <jiff_sqlx::Date as Decode<Postgres>>::decode(value)?;
        Ok(Day::from(date.to_jiff()))
    }
}

impl Type<Postgres> for Instant {
    fn type_info() -> PgTypeInfo {
        <jiff_sqlx::Timestamp as Type<Postgres>>::type_info()
    }
}

impl PgHasArrayType for Instant {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("_timestamptz")
    }
}

impl Encode<'_, Postgres> for Instant {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode_by_ref(&self.0.to_sqlx(), buffer)
    }
}

impl<'r> Decode<'r, Postgres> for Instant {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(<jiff_sqlx::Timestamp as Decode<Postgres>>::decode(value)?.to_jiff()))
    }
}

/// Partial days are ISO text in the database: its order by bytes is their order in time.
impl Type<Postgres> for PartialDate {
    fn type_info() -> PgTypeInfo {
        <str as Type<Postgres>>::type_info()
    }

    fn compatible(other: &PgTypeInfo) -> bool {
        <str as Type<Postgres>>::compatible(other)
    }
}

impl Encode<'_, Postgres> for PartialDate {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode_by_ref(&self.iso(), buffer)
    }
}

impl<'r> Decode<'r, Postgres> for PartialDate {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let text = <&str as Decode<Postgres>>::decode(value)?;
        PartialDate::parse_iso(text).ok_or_else(|| "a partial day that is not ISO".into())
    }
}

/// Connections of which those that were just used are not asked first whether they still are there:
/// on a page of a few short statements that question is a good part of the whole.
pub fn connections(most: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(most).test_before_acquire(false).before_acquire(|connection, kept| {
        Box::pin(async move {
            if kept.idle_for > RESTED {
                connection.ping().await?;
            }
            Ok(true)
        })
    })
}

/// How long a connection may lie unused before it is asked.
const RESTED: Duration = Duration::from_secs(1);

/// The name of the constraint that a statement broke, if that is why it failed.
pub fn broken_constraint(error: &sqlx::Error) -> Option<&str> {
    match error {
        sqlx::Error::Database(error) => error.constraint(),
        _ => None,
    }
}
