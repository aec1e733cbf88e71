//! What every page shares; knows no feature.

pub mod as_of;
pub mod assets;
pub mod cells;
pub mod extract;
pub mod filters;
pub mod form;
pub mod grid;
pub mod headers;
pub mod host;
pub mod language;
pub mod measure;
pub mod merging;
pub mod page;
pub mod paging;
pub mod summary;

pub use form::Errors;
pub use language::{Language, With, t};
pub use page::Page;
