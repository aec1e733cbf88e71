//! Who we are, and whom the server runs as: PostgreSQL refuses to run as root.

use std::fs;

use anyhow::{Context, anyhow};

use super::both;

/// The user that the server runs as, when it is not ourselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

/// The user that this program acts as.
pub(super) fn effective_uid() -> anyhow::Result<u32> {
    let status = fs::read_to_string("/proc/self/status").context("cannot read /proc/self/status")?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("Uid:")?.split_whitespace().nth(1)?.parse().ok())
        .ok_or_else(|| anyhow!("/proc/self/status does not name a user"))
}

/// Whom the server runs as when we are root: `postgres`, or else `nobody`.
pub(super) fn servant() -> anyhow::Result<Owner> {
    let passwd = fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
    ["postgres", "nobody"].iter().find_map(|name| user(&passwd, name)).ok_or_else(|| {
        anyhow!(both(
            "PostgreSQL không chạy bằng root được, và máy không có người dùng postgres hay nobody.",
            "PostgreSQL does not run as root, and there is no user postgres or nobody.",
        ))
    })
}

fn user(passwd: &str, name: &str) -> Option<Owner> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
        Some(Owner { uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_the_whole_name() {
        let passwd =
            "root:x:0:0:root:/root:/bin/bash\npostgres2:x:7:8::/:/x\npostgres:x:101:104:,,,:/var/lib:/bin/bash\n";
        assert_eq!(user(passwd, "postgres"), Some(Owner { uid: 101, gid: 104 }));
        assert_eq!(user(passwd, "nobody"), None);
        assert_eq!(user("postgres:x:what:104\n", "postgres"), None);
    }
}
