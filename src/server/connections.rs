//! Who is connected, what each is doing, and who goes when there is no room.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::Limits;

/// What a connection is doing: in all but one case waiting for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// Waits for the head of a request, or for any request.
    Listening,
    /// Waits for more of the body.
    Receiving,
    /// The request is here and is being answered.
    Working,
    /// Waits for the client to take the answer.
    Answering,
}

/// One connection, as seen by all that handle it.
#[derive(Debug)]
pub(super) struct Connection {
    number: u64,
    party: Option<IpAddr>,
    state: Mutex<State>,
    close: Notify,
    house: Weak<Connections>,
}

#[derive(Clone, Copy, Debug)]
struct State {
    doing: Doing,
    /// When it last got somewhere.
    since: Instant,
    leaving: bool,
    late: bool,
}

impl Connection {
    /// It does this from now on, or still does it and has got further.
    pub(super) fn now(&self, doing: Doing) {
        let mut state = lock(&self.state);
        state.doing = doing;
        state.since = Instant::now();
    }

    /// It has got further with what it does.
    pub(super) fn got_further(&self) {
        lock(&self.state).since = Instant::now();
    }

    /// It waits for more of the body: from now on, if it did not before.
    pub(super) fn waits_for_body(&self) {
        let mut state = lock(&self.state);
        if state.doing != Doing::Receiving {
            state.doing = Doing::Receiving;
            state.since = Instant::now();
        }
    }

    /// The body of its request did not come in time.
    pub(super) fn body_is_late(&self) {
        lock(&self.state).late = true;
    }

    pub(super) fn body_was_late(&self) -> bool {
        lock(&self.state).late
    }

    /// Ends when the connection has to make room.
    pub(super) async fn told_to_close(&self) {
        self.close.notified().await;
    }

    /// Since when it keeps us waiting; never while it is us who work.
    fn waiting_since(&self) -> Option<Instant> {
        let state = lock(&self.state);
        (state.doing != Doing::Working && !state.leaving).then_some(state.since)
    }

    fn send_away(&self) {
        lock(&self.state).leaving = true;
        self.close.notify_one();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(house) = self.house.upgrade() {
            lock(&house.present).remove(&self.number);
        }
    }
}

/// All connections.
#[derive(Debug)]
pub(super) struct Connections {
    present: Mutex<HashMap<u64, Weak<Connection>>>,
    next: Mutex<u64>,
    most: usize,
    most_of_one: usize,
}

impl Connections {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            present: Mutex::default(),
            next: Mutex::default(),
            most: limits.connections,
            most_of_one: limits.per_address,
        }
    }

    /// Takes a new connection in. Where there are too many, the one that has kept us waiting longest
    /// goes: of the same address first, then of all. None when everybody is at work.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Arc<Connection>> {
        let party = party(address);
        let everybody: Vec<Arc<Connection>> = lock(&self.present).values().filter_map(Weak::upgrade).collect();
        if let Some(party) = party {
            let theirs: Vec<_> = everybody.iter().filter(|other| other.party == Some(party)).cloned().collect();
            if theirs.iter().filter(|other| other.waiting_since().is_some()).count() >= self.most_of_one
                && let Some(longest) = longest_waiting(&theirs)
            {
                longest.send_away();
            }
        }
        if everybody.iter().filter(|other| !lock(&other.state).leaving).count() >= self.most {
            longest_waiting(&everybody)?.send_away();
        }
        let number = {
            let mut next = lock(&self.next);
            *next += 1;
            *next
        };
        let connection = Arc::new(Connection {
            number,
            party,
            state: Mutex::new(State { doing: Doing::Listening, since: Instant::now(), leaving: false, late: false }),
            close: Notify::new(),
            house: Arc::downgrade(self),
        });
        lock(&self.present).insert(number, Arc::downgrade(&connection));
        Some(connection)
    }

    /// Closes those that have asked for nothing for so long.
    pub(super) fn close_silent(&self, silence: Duration) {
        let everybody: Vec<Arc<Connection>> = lock(&self.present).values().filter_map(Weak::upgrade).collect();
        for connection in everybody {
            let state = *lock(&connection.state);
            if state.doing == Doing::Listening && state.since.elapsed() >= silence {
                connection.send_away();
            }
        }
    }
}

fn longest_waiting(connections: &[Arc<Connection>]) -> Option<&Arc<Connection>> {
    connections
        .iter()
        .filter_map(|connection| Some((connection.waiting_since()?, connection)))
        .min_by_key(|(since, _)| *since)
        .map(|(_, connection)| connection)
}

/// Who counts as one: an address of version 4; of version 6 the network of a customer (/64). Nobody
/// for the machine itself.
fn party(address: IpAddr) -> Option<IpAddr> {
    let address = address.to_canonical();
    match address {
        _ if address.is_loopback() => None,
        IpAddr::V4(_) => Some(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Some(IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)))
        }
    }
}

/// A lock, whether or not its last holder panicked: what is within is whole at every step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(most: usize, most_of_one: usize) -> Arc<Connections> {
        let limits = Limits { connections: most, per_address: most_of_one, ..Limits::default() };
        Arc::new(Connections::new(&limits))
    }

    fn from(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    fn leaving(connection: &Connection) -> bool {
        lock(&connection.state).leaving
    }

    #[test]
    fn the_longest_waiting_makes_room_for_the_next() {
        let house = house(2, 64);
        let first = house.admit(from("10.0.0.1")).unwrap();
        let second = house.admit(from("10.0.0.2")).unwrap();
        first.now(Doing::Answering);
        assert!(house.admit(from("10.0.0.3")).is_some());
        assert!(leaving(&second) && !leaving(&first), "the first has just got further");
    }

    #[test]
    fn who_is_being_answered_is_not_sent_away() {
        let house = house(1, 64);
        let working = house.admit(from("10.0.0.1")).unwrap();
        working.now(Doing::Working);
        assert!(house.admit(from("10.0.0.2")).is_none());
        assert!(!leaving(&working));
    }

    #[test]
    fn one_address_makes_room_within_its_own() {
        let house = house(512, 2);
        let other = house.admit(from("10.0.0.9")).unwrap();
        let first = house.admit(from("10.0.0.1")).unwrap();
        let second = house.admit(from("10.0.0.1")).unwrap();
        let third = house.admit(from("10.0.0.1")).unwrap();
        assert!(leaving(&first));
        assert!(!leaving(&other) && !leaving(&second) && !leaving(&third));
    }

    #[test]
    fn the_machine_itself_is_not_one_address() {
        let house = house(512, 1);
        let all: Vec<_> = (0..8).map(|_| house.admit(from("127.0.0.1")).unwrap()).collect();
        assert!(all.iter().all(|connection| !leaving(connection)));
    }

    #[test]
    fn a_connection_that_ends_leaves_its_place() {
        let house = house(1, 64);
        let working = house.admit(from("10.0.0.1")).unwrap();
        working.now(Doing::Working);
        drop(working);
        assert!(house.admit(from("10.0.0.2")).is_some());
    }

    #[test]
    fn a_customer_of_version_6_is_one_network() {
        assert_eq!(party(from("2001:db8:1:2::1")), party(from("2001:db8:1:2:ffff::9")));
        assert_ne!(party(from("2001:db8:1:2::1")), party(from("2001:db8:1:3::1")));
        assert_eq!(party(from("::ffff:10.0.0.1")), party(from("10.0.0.1")));
        assert_eq!(party(from("::1")), None);
        assert_eq!(party(from("::ffff:127.0.0.1")), None);
    }
}
