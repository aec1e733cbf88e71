//! Events in, spans out.

use super::spans::{consistent, end, extend, home, keep, opened, returning, same_place, step};
use super::{Event, Kind, Refusal, Span, Track, Value};

/// Folds the events of one person, in any order and without the voided ones, into spans sorted by
/// track and day.
///
/// # Errors
/// Names the first event that cannot stand where it stands.
pub fn fold(events: &[Event]) -> Result<Vec<Span>, Refusal> {
    let mut sorted: Vec<&Event> = events.iter().collect();
    sorted.sort_by_key(|event| (event.effective_on, event.id));
    let mut book = Book::default();
    for day in sorted.chunk_by_mut(|one, next| one.effective_on == next.effective_on) {
        day.sort_by_key(|event| (book.turn(event.kind), event.id));
        for event in day {
            book.take(event)?;
        }
    }
    Ok(book.close())
}

/// The turn of an event among those of its day.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// The end of what ran before the day began.
    End,
    Entry,
    Recognition,
    Move,
    Overlay,
    Exit,
}

/// How the person left.
#[derive(Clone, Copy)]
struct Departure {
    kind: Kind,
    event: i64,
    /// The membership as it was.
    last: Span,
}

/// What is so after the events taken so far.
#[derive(Default)]
struct Book {
    membership: Option<Span>,
    away: Option<Span>,
    guest: Option<Span>,
    activity: Option<Span>,
    left: Option<Departure>,
    /// How the person had left before the present membership began: what holds again when the
    /// admission is cancelled.
    left_before: Option<Departure>,
    first: Option<i64>,
    done: Vec<Span>,
}

impl Book {
    fn turn(&self, kind: Kind) -> Turn {
        let ends = match kind {
            Kind::TemporaryEnded => &self.away,
            Kind::GuestEnded => &self.guest,
            Kind::ExemptionEnded | Kind::SuspensionEnded => &self.activity,
            _ => &None,
        };
        match kind {
            _ if ends.is_some() => Turn::End,
            _ if kind.is_entry() => Turn::Entry,
            _ if kind.is_exit() => Turn::Exit,
            Kind::Recognised => Turn::Recognition,
            Kind::Moved => Turn::Move,
            _ => Turn::Overlay,
        }
    }

    fn take(&mut self, event: &Event) -> Result<(), Refusal> {
        let taken = match event.kind {
            Kind::OpeningBalance | Kind::Admitted | Kind::Readmitted | Kind::TransferredIn | Kind::Reinstated => {
                self.enter(event)
            }
            Kind::Recognised => self.recognise(event),
            Kind::Moved => self.move_home(event),
            Kind::TransferredOut
            | Kind::Removed
            | Kind::Expelled
            | Kind::Resigned
            | Kind::Died
            | Kind::AdmissionCancelled => self.leave(event),
            Kind::TemporaryOut => self.go_away(event),
            Kind::TemporaryExtended => self.extend_away(event),
            Kind::TemporaryEnded => self.come_back(event),
            Kind::TemporaryIn => self.receive_guest(event),
            Kind::GuestExtended => self.extend_guest(event),
            Kind::GuestEnded => self.end_guest(event),
            Kind::Exempted => self.begin_activity(event, Value::Exempt),
            Kind::Suspended => self.begin_activity(event, Value::Suspended),
            Kind::ExemptionEnded => self.end_activity(event, Value::Exempt),
            Kind::SuspensionEnded => self.end_activity(event, Value::Suspended),
        };
        self.first.get_or_insert(event.id);
        taken
    }

    fn enter(&mut self, event: &Event) -> Result<(), Refusal> {
        let at = step(event);
        if let Some(member) = &self.membership {
            return Err(Refusal::AlreadyAMember { at, since: member.event });
        }
        if let (Kind::OpeningBalance, Some(first)) = (event.kind, self.first) {
            return Err(Refusal::NotTheFirst { at, first });
        }
        let left = self.left.as_ref();
        let allowed = match event.kind {
            Kind::Readmitted => left.is_none_or(|left| left.kind != Kind::Died),
            Kind::TransferredIn => left.is_none_or(|left| left.kind == Kind::TransferredOut),
            Kind::Reinstated => left.is_some_and(|left| matches!(left.kind, Kind::Removed | Kind::Expelled)),
            _ => left.is_none(),
        };
        if !allowed {
            let left = left.map(|left| (left.kind, left.event));
            return Err(Refusal::CannotReturn { at, left });
        }
        // A guest is carried elsewhere and can become ours by a transfer only.
        if event.kind == Kind::TransferredIn {
            end(&mut self.guest, event.effective_on, &mut self.done);
        } else if let Some(guest) = &self.guest {
            return Err(Refusal::AlreadySo { at, value: guest.value, since: guest.event });
        }

        let before = left.map(|left| &left.last);
        let membership = match event.kind {
            Kind::Reinstated | Kind::TransferredIn => returning(event, before)?,
            Kind::OpeningBalance => {
                let standing = event.standing.ok_or(Refusal::MissingStanding { at })?;
                Span {
                    admitted_on: event.admitted_on,
                    official_on: event.official_on,
                    ..opened(event, Track::Membership, standing.into())
                }
            }
            _ => Span {
                admitted_on: event.admitted_on.or(Some(event.effective_on.into())),
                ..opened(event, Track::Membership, Value::Probationary)
            },
        };
        self.membership = Some(consistent(event, membership)?);
        self.left_before = self.left.take();
        Ok(())
    }

    fn recognise(&mut self, event: &Event) -> Result<(), Refusal> {
        let at = step(event);
        let member = self.membership.as_mut().ok_or(Refusal::NotAMember { at })?;
        if member.value != Value::Probationary {
            return Err(Refusal::NotProbationary { at, since: member.event });
        }
        // Whoever recognises, the standing counts in the organisation where the person was on that
        // day: between the twelfth month and the decision a member may have moved.
        let official = Span {
            organisation: member.organisation,
            admitted_on: member.admitted_on,
            official_on: event.official_on.or(Some(event.effective_on.into())),
            ..opened(event, Track::Membership, Value::Official)
        };
        let before = std::mem::replace(member, consistent(event, official)?);
        keep(before, event.effective_on, &mut self.done);
        Ok(())
    }

    fn move_home(&mut self, event: &Event) -> Result<(), Refusal> {
        let at = step(event);
        home(self.membership.as_ref(), event)?;
        let to = event.counterpart.ok_or(Refusal::MissingCounterpart { at })?;
        if to == event.organisation {
            return Err(Refusal::SameOrganisation { at });
        }
        if self.guest.as_ref().is_some_and(|guest| guest.organisation == to) {
            end(&mut self.guest, event.effective_on, &mut self.done);
            end(&mut self.away, event.effective_on, &mut self.done);
        }
        let tracks = [&mut self.membership, &mut self.away, &mut self.activity];
        for span in tracks.into_iter().flatten() {
            let next = Span { organisation: to, from: event.effective_on, event: event.id, ..*span };
            keep(std::mem::replace(span, next), event.effective_on, &mut self.done);
        }
        Ok(())
    }

    fn leave(&mut self, event: &Event) -> Result<(), Refusal> {
        let member = home(self.membership.as_ref(), event)?;
        if event.kind == Kind::AdmissionCancelled && member.value != Value::Probationary {
            return Err(Refusal::NotProbationary { at: step(event), since: member.event });
        }
        let last = *member;
        for track in [&mut self.membership, &mut self.away, &mut self.guest, &mut self.activity] {
            end(track, event.effective_on, &mut self.done);
        }
        self.left = match event.kind {
            // As if never admitted: what held before the admission holds again.
            Kind::AdmissionCancelled => self.left_before.take(),
            kind => Some(Departure { kind, event: event.id, last }),
        };
        Ok(())
    }

    fn go_away(&mut self, event: &Event) -> Result<(), Refusal> {
        let at = step(event);
        home(self.membership.as_ref(), event)?;
        if let Some(away) = &self.away {
            return Err(Refusal::AlreadySo { at, value: away.value, since: away.event });
        }
        if event.counterpart == Some(event.organisation) {
            return Err(Refusal::SameOrganisation { at });
        }
        self.away = Some(opened(event, Track::Away, Value::Away));
        self.guest =
            event.counterpart.map(|host| Span { organisation: host, ..opened(event, Track::Guest, Value::Guest) });
        Ok(())
    }

    fn extend_away(&mut self, event: &Event) -> Result<(), Refusal> {
        self.must_be_away(event)?;
        for track in [&mut self.away, &mut self.guest] {
            extend(track, event, &mut self.done);
        }
        Ok(())
    }

    fn come_back(&mut self, event: &Event) -> Result<(), Refusal> {
        self.must_be_away(event)?;
        for track in [&mut self.away, &mut self.guest] {
            end(track, event.effective_on, &mut self.done);
        }
        Ok(())
    }

    fn must_be_away(&self, event: &Event) -> Result<(), Refusal> {
        home(self.membership.as_ref(), event)?;
        match self.away {
            Some(_) => Ok(()),
            None => Err(Refusal::NotSo { at: step(event), track: Track::Away }),
        }
    }

    fn receive_guest(&mut self, event: &Event) -> Result<(), Refusal> {
        let at = step(event);
        if let Some(member) = &self.membership {
            return Err(Refusal::AlreadyAMember { at, since: member.event });
        }
        if let Some(guest) = &self.guest {
            return Err(Refusal::AlreadySo { at, value: guest.value, since: guest.event });
        }
        // A guest is a member of somewhere else, and whoever left the Party is one of nowhere.
        if let Some(left) = self.left.as_ref().filter(|left| left.kind != Kind::TransferredOut) {
            return Err(Refusal::CannotReturn { at, left: Some((left.kind, left.event)) });
        }
        self.guest = Some(Span {
            admitted_on: event.admitted_on,
            official_on: event.official_on,
            ..opened(event, Track::Guest, Value::Guest)
        });
        Ok(())
    }

    fn extend_guest(&mut self, event: &Event) -> Result<(), Refusal> {
        self.must_be_from_outside(event)?;
        extend(&mut self.guest, event, &mut self.done);
        Ok(())
    }

    fn end_guest(&mut self, event: &Event) -> Result<(), Refusal> {
        self.must_be_from_outside(event)?;
        end(&mut self.guest, event.effective_on, &mut self.done);
        Ok(())
    }

    /// A guest of one of our own is extended and ended with their being away.
    fn must_be_from_outside(&self, event: &Event) -> Result<(), Refusal> {
        let at = step(event);
        match &self.guest {
            Some(guest) if self.away.is_none() => same_place(guest, event),
            _ => Err(Refusal::NotSo { at, track: Track::Guest }),
        }
    }

    fn begin_activity(&mut self, event: &Event, value: Value) -> Result<(), Refusal> {
        home(self.membership.as_ref(), event)?;
        if let Some(runs) = &self.activity {
            let (value, since) = (runs.value, runs.event);
            return Err(Refusal::AlreadySo { at: step(event), value, since });
        }
        self.activity = Some(opened(event, Track::Activity, value));
        Ok(())
    }

    fn end_activity(&mut self, event: &Event, value: Value) -> Result<(), Refusal> {
        home(self.membership.as_ref(), event)?;
        if self.activity.as_ref().is_none_or(|runs| runs.value != value) {
            return Err(Refusal::NotSo { at: step(event), track: Track::Activity });
        }
        end(&mut self.activity, event.effective_on, &mut self.done);
        Ok(())
    }

    /// All spans, those that go on included.
    fn close(mut self) -> Vec<Span> {
        self.done.extend([self.membership, self.away, self.guest, self.activity].into_iter().flatten());
        self.done.sort_by_key(|span| (span.track, span.from));
        self.done
    }
}
