//! Seals the 12-digit numbers: what lies in the database cannot be read without the key file,
//! which is kept apart from it, and cannot be moved to another person's row.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::ids::PersonId;

const KEY: usize = 32;
const NONCE: usize = 24;
/// Which scheme and key sealed a value; the first byte of each.
const SCHEME: u8 = 1;
/// First line of the key file.
const HEADING: &str = "sodangvien-key-1";

/// What a sealed value is, bound into it: a value copied to another column does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// The personal identification number.
    CitizenId,
    /// The party card's number of 12 digits.
    Card,
}

impl Sealed {
    const fn column(self) -> &'static str {
        match self {
            Self::CitizenId => "person_versions.citizen_id",
            Self::Card => "person_versions.card",
        }
    }
}

/// The keys of the book.
#[derive(Clone)]
pub struct Seal {
    cipher: XChaCha20Poly1305,
    digest_key: [u8; KEY],
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// Reads the key file; makes it, readable by its owner alone, when it is not there.
    ///
    /// # Errors
    /// When the file cannot be read or made, or is not a key file.
    pub fn load_or_create(file: &Path) -> anyhow::Result<Self> {
        if !file.exists() {
            let mut keys = [0_u8; 2 * KEY];
            getrandom::fill(&mut keys).map_err(|error| anyhow!("no random numbers: {error}"))?;
            let partial = file.with_extension("new");
            let mut out = fs::OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&partial)
                .with_context(|| format!("cannot make the key file {}", file.display()))?;
            writeln!(out, "{HEADING}\n{}", hex(&keys))?;
            out.sync_all()?;
            fs::rename(&partial, file)?;
        }
        Self::load(file)
    }

    /// Reads the key file.
    ///
    /// # Errors
    /// When the file cannot be read, or is not a key file.
    pub fn load(file: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(file).with_context(|| format!("cannot read the key file {}", file.display()))?;
        let mut lines = text.lines();
        if lines.next() != Some(HEADING) {
            bail!("{} is not a key file of the book", file.display());
        }
        let keys = lines
            .next()
            .and_then(unhex)
            .and_then(|bytes| <[u8; 2 * KEY]>::try_from(bytes).ok())
            .ok_or_else(|| anyhow!("the key file {} is damaged", file.display()))?;
        Ok(Self::from_keys(&keys))
    }

    /// A seal from its two keys: the first seals, the second makes digests.
    pub fn from_keys(keys: &[u8; 2 * KEY]) -> Self {
        let (mut sealing, mut digest_key) = ([0; KEY], [0; KEY]);
        sealing.copy_from_slice(&keys[..KEY]);
        digest_key.copy_from_slice(&keys[KEY..]);
        Self { cipher: XChaCha20Poly1305::new(&sealing.into()), digest_key }
    }

    /// Seals a number for one person and one column.
    ///
    /// # Errors
    /// When the machine has no random numbers.
    pub fn seal(&self, what: Sealed, person: PersonId, number: &str) -> anyhow::Result<Vec<u8>> {
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|error| anyhow!("no random numbers: {error}"))?;
        let bound = bound(what, person);
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: number.as_bytes(), aad: bound.as_bytes() })
            .map_err(|_| anyhow!("a number could not be sealed"))?;
        let mut bytes = Vec::with_capacity(1 + NONCE + sealed.len());
        bytes.push(SCHEME);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    /// Opens what [`Seal::seal`] made for the same person and column.
    ///
    /// # Errors
    /// When the key is another, or the value was changed or moved.
    pub fn open(&self, what: Sealed, person: PersonId, bytes: &[u8]) -> anyhow::Result<String> {
        let refused = || anyhow!("a sealed number of person {person} does not open with this key");
        let (&scheme, rest) = bytes.split_first().ok_or_else(refused)?;
        if scheme != SCHEME || rest.len() <= NONCE {
            return Err(refused());
        }
        let (nonce, sealed) = rest.split_at(NONCE);
        let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| refused())?;
        let bound = bound(what, person);
        let plain = self
            .cipher
            .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: bound.as_bytes() })
            .map_err(|_| refused())?;
        String::from_utf8(plain).map_err(|_| refused())
    }

    /// The keyed digest by which a number is found again; the same for the id number and the card.
    pub fn digest(&self, number: &str) -> Vec<u8> {
        // Keys of any length are taken by HMAC; the error cannot occur.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.digest_key) else {
            return Vec::new();
        };
        mac.update(number.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// What is mixed into every password before it is hashed: whoever has the database alone cannot
    /// try passwords against it.
    pub fn pepper(&self) -> [u8; 32] {
        self.secret_for("pepper", "")
    }

    /// A secret of its own for a purpose and a name: only who has the key file can make it.
    pub fn secret_for(&self, purpose: &str, name: &str) -> [u8; 32] {
        // A digest of a number is one of digits alone; no purpose is.
        self.digest(&format!("{purpose}|{name}")).try_into().unwrap_or_default()
    }
}

fn bound(what: Sealed, person: PersonId) -> String {
    format!("{}|{person}", what.column())
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes of hexadecimal digits; nothing when they are not.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// A random token of 256 bits as hexadecimal digits.
///
/// # Errors
/// When the machine has no random numbers.
pub fn token() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no random numbers: {error}"))?;
    Ok(hex(&bytes))
}

/// SHA-256 of a token, as the database keeps it.
pub fn token_hash(token: &str) -> Vec<u8> {
    use sha2::Digest as _;
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal() -> Seal {
        Seal::from_keys(&[7; 64])
    }

    #[test]
    fn a_sealed_number_opens_for_its_own_row_only() {
        let sealed = seal().seal(Sealed::CitizenId, PersonId(1), "001099012345").unwrap();
        assert_eq!(seal().open(Sealed::CitizenId, PersonId(1), &sealed).unwrap(), "001099012345");
        assert!(seal().open(Sealed::CitizenId, PersonId(2), &sealed).is_err());
        assert!(seal().open(Sealed::Card, PersonId(1), &sealed).is_err());
        assert!(Seal::from_keys(&[8; 64]).open(Sealed::CitizenId, PersonId(1), &sealed).is_err());
    }

    #[test]
    fn a_changed_or_cut_value_does_not_open() {
        let sealed = seal().seal(Sealed::Card, PersonId(1), "001099012345").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(seal().open(Sealed::Card, PersonId(1), &changed).is_err(), "byte {at}");
            assert!(seal().open(Sealed::Card, PersonId(1), &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn the_same_number_is_sealed_differently_and_found_alike() {
        let one = seal().seal(Sealed::Card, PersonId(1), "001099012345").unwrap();
        let two = seal().seal(Sealed::Card, PersonId(1), "001099012345").unwrap();
        assert_ne!(one, two);
        assert_eq!(seal().digest("001099012345"), seal().digest("001099012345"));
        assert_ne!(seal().digest("001099012345"), seal().digest("001099012346"));
    }

    #[test]
    fn each_purpose_has_a_secret_of_its_own() {
        assert_eq!(seal().secret_for("a", "1"), seal().secret_for("a", "1"));
        assert_ne!(seal().secret_for("a", "1"), seal().secret_for("a", "2"));
        assert_ne!(seal().secret_for("a", "1"), seal().secret_for("b", "1"));
        assert_ne!(seal().pepper(), Seal::from_keys(&[8; 64]).pepper());
        assert_ne!(seal().pepper(), [0; 32]);
    }

    #[test]
    fn hexadecimal_digits_are_read_back() {
        assert_eq!(unhex(&hex(&[0, 15, 255])), Some(vec![0, 15, 255]));
        assert_eq!(unhex("0g"), None);
        assert_eq!(unhex("abc"), None);
    }
}
