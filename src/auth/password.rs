//! Passwords: Argon2id with a salt of their own and the key file's pepper, kept as PHC strings; at
//! most two are hashed at once, so that a rush of sign-ins neither fills the memory nor stops the pages.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::seal::Seal;
use crate::{Error, Result};

/// How many are hashed at once: each takes 64 MiB and a processor.
const AT_ONCE: usize = 2;
/// How many may wait for that; whoever comes later is asked to come back.
const WAITING: usize = 64;

/// What a hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// What the program uses: above the floor of ASVS 5.0 (46 MiB and one pass), 0.2–0.5 s on an
    /// office machine.
    pub const STANDARD: Self = Self { memory: 64 * 1024, passes: 3 };
    /// The least that Argon2 takes: for tests, whose passwords guard nothing.
    pub const LEAST: Self = Self { memory: 8, passes: 1 };
}

/// Hashes and compares passwords.
#[derive(Clone, Debug)]
pub struct Passwords {
    pepper: Arc<[u8; 32]>,
    cost: Cost,
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// What came of comparing a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is another.
    Wrong,
    /// It is the one.
    Right,
    /// It is the one, but its hash costs other than it should: hash it again.
    Outdated,
}

impl Passwords {
    /// With the pepper of this key file, at this cost.
    pub fn new(seal: &Seal, cost: Cost) -> Self {
        Self {
            pepper: Arc::new(seal.pepper()),
            cost,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
        }
    }

    /// The hash of a new password.
    ///
    /// # Errors
    /// [`Error::TooMany`] when too many wait already.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).map_err(|error| anyhow!("no random numbers: {error}"))?;
        self.in_turn(password, move |hasher, password| {
            let hash = hasher.hash_password_with_salt(password, &salt).map_err(|error| anyhow!("Argon2: {error}"))?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether a password is the one of a hash. Without a hash (nobody has that name) it takes the
    /// same time and is wrong.
    ///
    /// # Errors
    /// [`Error::TooMany`] when too many wait already.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<Verdict> {
        // What is not a hash is nobody's password: an account of the command line may have none.
        let hash = hash.and_then(|hash| PasswordHash::new(hash).ok());
        let cost = self.cost;
        self.in_turn(password, move |hasher, password| {
            let Some(hash) = hash else {
                hasher.hash_password_with_salt(password, &[0; 16]).map_err(|error| anyhow!("Argon2: {error}"))?;
                return Ok(Verdict::Wrong);
            };
            if hasher.verify_password(password, &hash).is_err() {
                return Ok(Verdict::Wrong);
            }
            let params = Params::try_from(&hash).map_err(|error| anyhow!("Argon2: {error}"))?;
            let current = params.m_cost() == cost.memory && params.t_cost() == cost.passes;
            Ok(if current { Verdict::Right } else { Verdict::Outdated })
        })
        .await
    }

    /// Runs a computation on the bytes of a password when its turn has come. Phones and Macs send
    /// decomposed letters, Windows composed ones: NFKC makes them one password.
    async fn in_turn<T: Send + 'static>(
        &self,
        password: &str,
        run: impl FnOnce(&Argon2<'_>, &[u8]) -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Error::TooMany(10))?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.context("no turns for hashing")?;
        let password: String = password.nfkc().collect();
        let (pepper, cost) = (Arc::clone(&self.pepper), self.cost);
        // The turn ends with the computation, not with the request that may be gone before it.
        let computed = tokio::task::spawn_blocking(move || {
            let _held = (turn, place);
            let params = Params::new(cost.memory, cost.passes, 1, None).map_err(|error| anyhow!("Argon2: {error}"))?;
            let hasher = Argon2::new_with_secret(&pepper[..], Algorithm::Argon2id, Version::V0x13, params)
                .map_err(|error| anyhow!("Argon2: {error}"))?;
            run(&hasher, password.as_bytes())
        });
        Ok(computed.await.context("hashing a password")??)
    }
}

/// A one-time password, from what only this program can make of a form's key: five groups of two
/// spoken syllables, 60 bits, without letters that look alike.
pub fn one_time(seal: &Seal, key: &str) -> String {
    const CONSONANTS: [char; 16] = ['b', 'c', 'd', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'x', 'z'];
    const VOWELS: [char; 4] = ['a', 'e', 'o', 'u'];
    let mut password = String::new();
    for (at, byte) in seal.secret_for("one-time password", key).iter().take(10).enumerate() {
        if at > 0 && at % 2 == 0 {
            password.push('-');
        }
        password.push(CONSONANTS[usize::from(byte & 15)]);
        password.push(VOWELS[usize::from(byte >> 4 & 3)]);
    }
    password
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords(key: u8, cost: Cost) -> Passwords {
        Passwords::new(&Seal::from_keys(&[key; 64]), cost)
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other() {
        let passwords = passwords(7, Cost::LEAST);
        let hash = passwords.hash("con mèo nhà hàng xóm").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert_eq!(passwords.verify("con mèo nhà hàng xóm", Some(&hash)).await.unwrap(), Verdict::Right);
        assert_eq!(passwords.verify("con mèo nhà hàng xom", Some(&hash)).await.unwrap(), Verdict::Wrong);
        assert_eq!(passwords.verify("con mèo nhà hàng xóm", None).await.unwrap(), Verdict::Wrong);
        assert_eq!(passwords.verify("none", Some("none")).await.unwrap(), Verdict::Wrong);
        assert_ne!(passwords.hash("con mèo nhà hàng xóm").await.unwrap(), hash);
    }

    #[tokio::test]
    async fn composed_and_decomposed_letters_are_one_password() {
        let passwords = passwords(7, Cost::LEAST);
        let hash = passwords.hash("m\u{e8}o nh\u{e0} h\u{e0}ng x\u{f3}m").await.unwrap();
        let typed = "me\u{300}o nha\u{300} ha\u{300}ng xo\u{301}m";
        assert_eq!(passwords.verify(typed, Some(&hash)).await.unwrap(), Verdict::Right);
    }

    #[tokio::test]
    async fn without_the_key_file_no_password_is_right() {
        let hash = passwords(7, Cost::LEAST).hash("con mèo nhà hàng xóm").await.unwrap();
        let other = passwords(8, Cost::LEAST);
        assert_eq!(other.verify("con mèo nhà hàng xóm", Some(&hash)).await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_is_right_and_outdated() {
        let hash = passwords(7, Cost::LEAST).hash("con mèo nhà hàng xóm").await.unwrap();
        let dearer = passwords(7, Cost { memory: 16, passes: 2 });
        assert_eq!(dearer.verify("con mèo nhà hàng xóm", Some(&hash)).await.unwrap(), Verdict::Outdated);
        assert_eq!(dearer.verify("con mèo", Some(&hash)).await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn who_comes_when_too_many_wait_is_asked_to_come_back() {
        let passwords = passwords(7, Cost::LEAST);
        let all = passwords.places.try_acquire_many(u32::try_from(AT_ONCE + WAITING).unwrap()).unwrap();
        assert!(matches!(passwords.verify("x", None).await, Err(Error::TooMany(_))));
        drop(all);
        assert_eq!(passwords.verify("x", None).await.unwrap(), Verdict::Wrong);
    }

    #[test]
    fn the_cost_is_above_the_floor_of_asvs() {
        const { assert!(Cost::STANDARD.memory >= 47_104 && Cost::STANDARD.passes >= 1) }
    }

    #[test]
    fn a_one_time_password_belongs_to_its_key() {
        let seal = Seal::from_keys(&[7; 64]);
        let password = one_time(&seal, "00112233445566778899aabbccddeeff");
        assert_eq!(password.len(), 24, "{password}");
        assert_eq!(one_time(&seal, "00112233445566778899aabbccddeeff"), password);
        assert_ne!(one_time(&seal, "00112233445566778899aabbccddeef0"), password);
        assert_ne!(one_time(&Seal::from_keys(&[8; 64]), "00112233445566778899aabbccddeeff"), password);
    }
}
