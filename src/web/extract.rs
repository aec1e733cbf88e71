//! What comes with a request: axum's extractors, answering with our own page when they cannot.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;

use crate::Error;
use crate::web::form::clean_lines;

/// The parts of the path.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    #[expect(clippy::disallowed_types, reason = "wrapped here")]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        <axum::extract::Path<T> as FromRequestParts<S>>::from_request_parts(parts, state)
            .await
            .map(|path| Self(path.0))
            .map_err(|_| Error::NotFound)
    }
}

/// The query; a parameter may be repeated where its field is a list.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> Query<T> {
    /// Reads the query of an address that was kept; nothing when it cannot be read.
    pub fn kept(query: &str) -> Option<T> {
        let address: axum::http::Uri = format!("/?{query}").parse().ok()?;
        axum_extra::extract::Query::try_from_uri(&address).ok().map(|query| query.0)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        axum_extra::extract::Query::from_request_parts(parts, state)
            .await
            .map(|query| Self(query.0))
            .map_err(|_| Error::BadRequest)
    }
}

/// A form that was sent; a field may be repeated where it is a list.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        axum_extra::extract::Form::from_request(request, state).await.map(|form| Self(form.0)).map_err(unread)
    }
}

/// What could not be read is too much, or not a form.
fn unread(refused: impl IntoResponse) -> Error {
    match refused.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::BadRequest,
    }
}

/// The fields of a form that say how it is sent, not what is to be written: which time it is, which
/// button, and that a card was confirmed.
const NOT_CONTENT: [&str; 4] = ["submission", "then", "confirm", "not_duplicate"];

/// A form that writes once, and its content: where it was sent, and every field with something in it.
/// The same words with other spaces are the same content.
pub struct Once<T>(pub T, pub String);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Once<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let again = |body: Bytes| Request::from_parts(parts.clone(), Body::from(body));
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await.map_err(unread)?;
        let Form(mut fields) = Form::<Vec<(String, String)>>::from_request(again(body.clone()), state).await?;
        fields.retain_mut(|(name, value)| {
            *value = clean_lines(value);
            !value.is_empty() && !NOT_CONTENT.contains(&name.as_str())
        });
        fields.sort();
        let Form(form) = Form::from_request(again(body), state).await?;
        Ok(Self(form, format!("{} {fields:?}", parts.uri.path())))
    }
}

/// The path and query of this page, to come back to.
pub struct Address(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)))
    }
}

/// A path on this site, or the front page: never an address elsewhere.
pub fn own_path(path: &str) -> &str {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t', '\0']);
    if own { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_a_path_on_this_site_is_gone_to() {
        assert_eq!(own_path("/members?q=an"), "/members?q=an");
        for elsewhere in
            ["//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example", "", "/a\r\nb"]
        {
            assert_eq!(own_path(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
