//! A template as a response.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::Error;
use crate::web::{Errors, summary};

/// A page: its template, and the status it is sent with.
pub struct Page<T>(pub StatusCode, pub T);

impl<T: Template> Page<T> {
    /// A page that answers what was asked: 200.
    pub const fn ok(template: T) -> Self {
        Self(StatusCode::OK, template)
    }

    /// A form with its errors: 422.
    pub const fn invalid(template: T) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, template)
    }

    /// A form that was not saved: 409 when it was saved before with other content, otherwise 422.
    pub fn refused(errors: &Errors, template: T) -> Self {
        if errors.saved().is_some() { Self::conflict(template) } else { Self::invalid(template) }
    }

    /// A stale edit with both versions: 409.
    pub const fn conflict(template: T) -> Self {
        Self(StatusCode::CONFLICT, template)
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let page = self.1.render();
        // Only a form that was not taken has a summary of what is wrong.
        match if self.0 == StatusCode::OK { page } else { page.map(summary::named) } {
            Ok(html) => (self.0, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
            Err(error) => Error::Internal(error.into()).into_response(),
        }
    }
}

/// The answer to a write that was done: 303 to where its result is seen.
pub fn see_other(location: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}
