//! Passwords: Argon2id, at most two at once.
