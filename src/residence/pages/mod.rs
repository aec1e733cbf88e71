//! The pages of residence contact: the branches of a year and the people behind each figure; the grid of a branch.

pub(super) mod branch;
pub(super) mod list;
