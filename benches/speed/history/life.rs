//! A membership of twenty years, drawn: what happens to somebody, and when the book was told of it. The same
//! person is drawn the same every time.

use sodangvien::rules::standing::{Kind, Standing};

/// Days since the first day of the book.
pub type Days = i32;
/// Seconds since the first day of the book began in Viet Nam.
pub type Seconds = i64;

/// A year in days.
const YEAR: f64 = 365.25;
/// The seconds of a day.
pub const DAY: Seconds = 86_400;

/// Draws evenly, and the same of the same seed: splitmix64.
pub struct Draw(u64);

impl Draw {
    /// What is drawn of a person.
    pub const fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(0x2545_f491_4f6c_dd1d))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below that.
    pub fn below(&mut self, most: u64) -> u64 {
        self.next() % most.max(1)
    }

    /// A number from one to another, both included.
    pub fn between(&mut self, from: Days, to: Days) -> Days {
        let wide = u64::try_from(i64::from(to) - i64::from(from) + 1).unwrap_or(1);
        from + i32::try_from(self.below(wide)).unwrap_or_default()
    }

    /// True so often in a thousand.
    pub fn once_in_a_thousand(&mut self, times: u64) -> bool {
        self.below(1_000) < times
    }

    /// One of them.
    pub fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap_or_default()]
    }

    /// The days until something happens that happens so often a year; one at least.
    fn wait(&mut self, a_year: f64) -> Days {
        let even = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        #[expect(clippy::cast_possible_truncation, reason = "a number of days")]
        let days = (-(1.0 - even).ln() / a_year * YEAR).min(1e6) as Days;
        days.max(1)
    }
}

/// How somebody came into the book.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Carried over from the paper book.
    Carried,
    /// Admitted, on that day.
    Admitted(Days),
    /// Transferred from outside, on that day.
    Transferred(Days),
    /// A guest from outside, on that day.
    Guest(Days),
}

/// What happened, in the book's words.
#[derive(Clone, Copy)]
pub struct Happened {
    pub kind: Kind,
    pub on: Days,
    pub organisation: i64,
    pub counterpart: Option<i64>,
    pub standing: Option<Standing>,
    pub decided_on: Option<Days>,
    pub admitted_on: Option<Days>,
    pub official_on: Option<Days>,
    pub due_on: Option<Days>,
    /// Where they are a member afterwards.
    home: Option<i64>,
}

/// The branches of a book: four make a committee.
#[derive(Clone, Copy)]
pub struct Branches {
    pub first: i64,
    pub count: u64,
}

impl Branches {
    /// Any of them.
    pub fn any(self, draw: &mut Draw) -> i64 {
        self.first + i64::try_from(draw.below(self.count)).unwrap_or_default()
    }

    /// Another one: of the same committee mostly.
    fn other(self, draw: &mut Draw, than: i64) -> i64 {
        let near = (than - self.first) / 4 * 4 + i64::try_from(draw.below(4)).unwrap_or_default() + self.first;
        let inside = near < self.first + i64::try_from(self.count).unwrap_or_default();
        let to = if inside && draw.once_in_a_thousand(700) { near } else { self.any(draw) };
        if to == than { if than == self.first { than + 1 } else { than - 1 } } else { to }
    }
}

/// A membership that runs.
struct Member {
    home: i64,
    /// When the probation ends, and how it does.
    probation: Option<Days>,
    /// Until when they are away, and where in the book.
    away: Option<(Days, Option<i64>)>,
    /// When they come back, or are granted more time.
    back: Option<(Days, Kind)>,
    exempt: bool,
    suspended_until: Option<Days>,
}

impl Member {
    const fn of(home: i64, probation: Option<Days>) -> Self {
        Self { home, probation, away: None, back: None, exempt: false, suspended_until: None }
    }
}

/// So often a year a member leaves, moves, goes away, is exempted, is suspended.
const A_YEAR: [f64; 5] = [0.02, 0.04, 0.02, 0.003, 0.0005];

/// What happens to somebody up to a day, in its order; no two things on one day.
pub fn live(draw: &mut Draw, entry: Entry, branches: Branches, today: Days) -> Vec<Happened> {
    let mut life = Life { draw, branches, today, happened: Vec::new() };
    let home = branches.any(life.draw);
    match entry {
        Entry::Guest(on) => life.guest(on, home),
        Entry::Carried => {
            let probationary = life.draw.once_in_a_thousand(25);
            let since = if probationary { life.draw.between(-360, -5) } else { life.draw.between(-14_000, -400) };
            let standing = if probationary { Standing::Probationary } else { Standing::Official };
            life.add(Happened {
                standing: Some(standing),
                admitted_on: Some(since),
                official_on: (!probationary).then_some(since + 365),
                ..Life::plain(Kind::OpeningBalance, 0, home)
            });
            life.member(0, Member::of(home, probationary.then_some(since + 365)));
        }
        Entry::Admitted(on) => {
            life.add(Happened { decided_on: Some(on - 20), ..Life::plain(Kind::Admitted, on, home) });
            life.member(on, Member::of(home, Some(on + 365)));
        }
        Entry::Transferred(on) => {
            let since = on - life.draw.between(400, 9_000);
            life.add(Happened {
                standing: Some(Standing::Official),
                admitted_on: Some(since),
                official_on: Some(since + 365),
                ..Life::plain(Kind::TransferredIn, on, home)
            });
            life.member(on, Member::of(home, None));
        }
    }
    life.happened
}

struct Life<'a> {
    draw: &'a mut Draw,
    branches: Branches,
    today: Days,
    happened: Vec<Happened>,
}

impl Life<'_> {
    const fn plain(kind: Kind, on: Days, organisation: i64) -> Happened {
        Happened {
            kind,
            on,
            organisation,
            counterpart: None,
            standing: None,
            decided_on: Some(on - 5),
            admitted_on: None,
            official_on: None,
            due_on: None,
            home: Some(organisation),
        }
    }

    fn add(&mut self, event: Happened) {
        if event.on <= self.today {
            self.happened.push(event);
        }
    }

    /// From outside, for a time.
    fn guest(&mut self, on: Days, host: i64) {
        let due = on + self.draw.between(90, 360);
        let end = due + if self.draw.once_in_a_thousand(150) { 400 } else { self.draw.between(-40, 10) };
        let came = Happened { due_on: Some(due), home: None, ..Self::plain(Kind::TemporaryIn, on, host) };
        self.add(came);
        let went = Happened { home: None, ..Self::plain(Kind::GuestEnded, end, host) };
        self.add(went);
    }

    /// A membership from a day on, and others that may follow it.
    fn member(&mut self, entered: Days, begun: Member) {
        let mut member = begun;
        let mut on = entered;
        loop {
            let by_chance = on + self.draw.wait(A_YEAR.iter().sum());
            let planned = [member.probation, member.back.map(|(on, _)| on), member.suspended_until];
            let next = planned.into_iter().flatten().chain([by_chance]).min().unwrap_or(by_chance).max(on + 1);
            if next > self.today {
                return;
            }
            on = next;
            if member.probation.is_some_and(|ends| ends <= on) {
                if self.draw.once_in_a_thousand(15) {
                    let event = Happened { home: None, ..Self::plain(Kind::AdmissionCancelled, on, member.home) };
                    return self.add(event);
                }
                let late = if self.draw.once_in_a_thousand(40) { self.draw.between(60, 200) } else { 20 };
                let event = Happened { decided_on: Some(on + late), ..Self::plain(Kind::Recognised, on, member.home) };
                self.add(event);
                member.probation = None;
            } else if member.back.is_some_and(|(back, _)| back <= on) {
                self.back(&mut member, on);
            } else if member.suspended_until.is_some_and(|until| until <= on) {
                self.add(Self::plain(Kind::SuspensionEnded, on, member.home));
                member.suspended_until = None;
            } else if let Some(left) = self.by_chance(&mut member, on) {
                match self.again(on, left) {
                    Some((again, anew)) => (on, member) = (again, anew),
                    None => return,
                }
            }
        }
    }

    /// Something that happens to a member; how they left, when it is that.
    fn by_chance(&mut self, member: &mut Member, on: Days) -> Option<Kind> {
        let mut left = self.draw.below(1_000_000) as f64 / 1_000_000.0 * A_YEAR.iter().sum::<f64>();
        let which = A_YEAR.iter().position(|often| {
            left -= often;
            left < 0.0
        });
        match which.unwrap_or(1) {
            0 => {
                let kind = match self.draw.below(20) {
                    0..9 => Kind::TransferredOut,
                    9..15 => Kind::Died,
                    15..18 => Kind::Removed,
                    18 => Kind::Expelled,
                    _ => Kind::Resigned,
                };
                let event = Happened { home: None, ..Self::plain(kind, on, member.home) };
                self.add(event);
                return Some(kind);
            }
            1 => {
                let to = self.branches.other(self.draw, member.home);
                let event = Self::plain(Kind::Moved, on, member.home);
                self.add(Happened { counterpart: Some(to), home: Some(to), ..event });
                if member.away.is_some_and(|(_, host)| host == Some(to)) {
                    (member.away, member.back) = (None, None);
                }
                member.home = to;
            }
            2 if member.away.is_none() => {
                let due = on + self.draw.between(90, 360);
                let host = self.draw.once_in_a_thousand(300).then(|| self.branches.other(self.draw, member.home));
                let event = Self::plain(Kind::TemporaryOut, on, member.home);
                self.add(Happened { counterpart: host, due_on: Some(due), ..event });
                member.away = Some((due, host));
                self.planned_back(member, due);
            }
            3 if !member.exempt && member.suspended_until.is_none() => {
                self.add(Self::plain(Kind::Exempted, on, member.home));
                member.exempt = true;
            }
            4 if !member.exempt && member.suspended_until.is_none() => {
                let until = on + self.draw.between(90, 300);
                let event = Happened { due_on: Some(until), ..Self::plain(Kind::Suspended, on, member.home) };
                self.add(event);
                member.suspended_until = Some(until);
            }
            _ if member.exempt => {
                self.add(Self::plain(Kind::ExemptionEnded, on, member.home));
                member.exempt = false;
            }
            _ => {}
        }
        None
    }

    /// When somebody who is away comes back: most in time, some late, a few never.
    fn planned_back(&mut self, member: &mut Member, due: Days) {
        member.back = match self.draw.below(100) {
            0..82 => Some((due + self.draw.between(-30, 5), Kind::TemporaryEnded)),
            82..92 => Some((due - 10, Kind::TemporaryExtended)),
            92..98 => Some((due + self.draw.between(30, 400), Kind::TemporaryEnded)),
            _ => None,
        };
    }

    fn back(&mut self, member: &mut Member, on: Days) {
        let kind = member.back.map_or(Kind::TemporaryEnded, |(_, kind)| kind);
        let event = Self::plain(kind, on, member.home);
        if kind == Kind::TemporaryExtended {
            let due = on + self.draw.between(90, 180);
            self.add(Happened { due_on: Some(due), ..event });
            self.planned_back(member, due);
        } else {
            self.add(event);
            (member.away, member.back) = (None, None);
        }
    }

    /// Whether somebody who left comes back, when, and as what.
    fn again(&mut self, left_on: Days, left: Kind) -> Option<(Days, Member)> {
        let home = self.branches.any(self.draw);
        let (kind, after) = match left {
            Kind::TransferredOut if self.draw.once_in_a_thousand(60) => {
                (Kind::TransferredIn, self.draw.between(200, 2_000))
            }
            Kind::Removed if self.draw.once_in_a_thousand(40) => (Kind::Reinstated, self.draw.between(60, 400)),
            Kind::Removed | Kind::Resigned if self.draw.once_in_a_thousand(40) => {
                (Kind::Readmitted, self.draw.between(1_100, 2_500))
            }
            _ => return None,
        };
        let on = left_on + after;
        let standing = (kind == Kind::TransferredIn).then_some(Standing::Official);
        let event = Happened { standing, ..Self::plain(kind, on, home) };
        self.add(event);
        let probation = (kind == Kind::Readmitted).then_some(on + 365);
        // Who is reinstated while still probationary stays so: nobody recognises them here.
        (on <= self.today).then(|| (on, Member::of(home, probation)))
    }
}

/// A line of the ledger.
#[derive(Clone, Copy)]
pub struct Line {
    /// When it was recorded.
    pub at: Seconds,
    /// What; none: a void.
    pub event: Option<Happened>,
    /// The line that it voids, by its place.
    pub voids: Option<usize>,
}

/// When all of it was recorded, with what was recorded wrongly at first and what was recorded by mistake: the
/// ledger of somebody, in the order of recording. Every state of it folds.
pub fn recorded(draw: &mut Draw, life: &[Happened], now: Seconds) -> Vec<Line> {
    let mut ledger = Ledger { draw, lines: Vec::new(), now };
    let mut before = 0;
    for (at, event) in life.iter().enumerate() {
        let told = event.on.max(event.decided_on.unwrap_or(event.on));
        let delay = if ledger.draw.once_in_a_thousand(30) { 300 } else { 40 };
        let told = told + ledger.draw.between(2, delay);
        let recorded = ledger.office_hour(told).max(before + 60);
        if recorded > now {
            break;
        }
        before = recorded;
        let next = life.get(at + 1);
        let corrected = ledger.draw.once_in_a_thousand(15) && {
            let previous = at.checked_sub(1).and_then(|at| life.get(at)).map(|event| event.on);
            ledger.corrected(event, recorded, (previous, next.map(|event| event.on)))
        };
        if !corrected {
            ledger.lines.push((recorded, *event, None));
            if ledger.draw.once_in_a_thousand(12) {
                ledger.mistaken(event, recorded, next);
            }
        }
    }
    ledger.in_order()
}

struct Ledger<'a> {
    draw: &'a mut Draw,
    /// When it was recorded, what, and when it was voided.
    lines: Vec<(Seconds, Happened, Option<Seconds>)>,
    now: Seconds,
}

impl Ledger<'_> {
    /// Some second of the office hours of a day.
    fn office_hour(&mut self, day: Days) -> Seconds {
        Seconds::from(day) * DAY + Seconds::from(self.draw.between(8 * 3_600, 16 * 3_600))
    }

    /// Recorded with a wrong day at first, corrected later; whether there was room for that.
    fn corrected(&mut self, event: &Happened, at: Seconds, (before, after): (Option<Days>, Option<Days>)) -> bool {
        let wrong = if event.kind == Kind::OpeningBalance {
            Happened { admitted_on: event.admitted_on.map(|day| day - 30), ..*event }
        } else {
            let day = event.on + self.draw.between(-25, 25);
            let room = before.unwrap_or(-1) < day && after.is_none_or(|after| day < after);
            if !room || day == event.on || Seconds::from(day) * DAY > at {
                return false;
            }
            Happened { on: day, ..*event }
        };
        let corrected = at + Seconds::from(self.draw.between(3, 700)) * DAY;
        if corrected > self.now {
            return false;
        }
        self.lines.push((at, wrong, Some(corrected)));
        self.lines.push((corrected, *event, None));
        true
    }

    /// An exit that was recorded of the wrong person, and taken back before anything else was recorded.
    fn mistaken(&mut self, event: &Happened, at: Seconds, next: Option<&Happened>) {
        let Some(home) = event.home else { return };
        let recorded = at + Seconds::from(self.draw.between(5, 150)) * DAY;
        let voided = recorded + Seconds::from(self.draw.between(60, 60 * 86_400));
        let on = event.on + self.draw.between(1, 5);
        // What comes next is recorded after its day.
        let free = next.is_none_or(|next| Seconds::from(next.on) * DAY > voided);
        if !free || voided > self.now {
            return;
        }
        let kind = self.draw.one_of(&[Kind::TransferredOut, Kind::Removed]);
        let mistake = Happened { kind, on, organisation: home, home: None, decided_on: Some(on - 3), ..*event };
        let nothing = Happened {
            counterpart: None,
            standing: None,
            admitted_on: None,
            official_on: None,
            due_on: None,
            ..mistake
        };
        self.lines.push((recorded, nothing, Some(voided)));
    }

    /// The lines and their voids in the order of recording: of one instant, the void comes first.
    fn in_order(self) -> Vec<Line> {
        enum What {
            Void(usize),
            Event(usize),
        }
        let mut order = Vec::new();
        for (at, (recorded, _, voided)) in self.lines.iter().enumerate() {
            order.push((*recorded, 1, What::Event(at)));
            if let Some(voided) = voided {
                order.push((*voided, 0, What::Void(at)));
            }
        }
        order.sort_by_key(|(at, turn, _)| (*at, *turn));
        let mut place = vec![0; self.lines.len()];
        let mut lines = Vec::with_capacity(order.len());
        for (at, _, what) in order {
            lines.push(match what {
                What::Event(line) => {
                    place[line] = lines.len();
                    Line { at, event: Some(self.lines[line].1), voids: None }
                }
                What::Void(line) => Line { at, event: None, voids: Some(place[line]) },
            });
        }
        lines
    }
}
