-- That the place to which somebody was transferred has said they arrived: against the event, append only. The last
-- row of an event counts; without a day it takes the one before it back.
create table transfer_confirmations (
    id           bigint generated always as identity primary key,
    event        bigint not null references events,
    confirmed_on date,
    note         text not null default '',
    recorded_by  bigint not null references accounts,
    recorded_at  timestamptz not null
);
create index transfer_confirmations_event on transfer_confirmations (event, id);
create trigger transfer_confirmations_append_only before update or delete on transfer_confirmations
    for each row execute function refuse_change();
create trigger transfer_confirmations_revision after insert on transfer_confirmations
    for each statement execute function count_revision();

-- The last day that a date known in part may mean, as rules::day::PartialDate::last has it.
create function last_day(partial text) returns date language sql immutable parallel safe as $$
    select case length(partial)
           when 10 then make_date(left(partial, 4)::int, substr(partial, 6, 2)::int, right(partial, 2)::int)
           when 7 then (make_date(left(partial, 4)::int, right(partial, 2)::int, 1) + interval '1 month - 1 day')::date
           when 4 then make_date(partial::int, 12, 31)
           end
$$;
-- The day from which party age counts by the paper of an entry, as rules::party_age::Count::of has it.
create function party_age_start(kind text, decided_on text, admitted_on text, effective_on date) returns date
    language sql immutable parallel safe as $$
    select case kind
           when 'transferred_in' then last_day(admitted_on)
           when 'opening_balance' then coalesce(last_day(decided_on), last_day(admitted_on))
           else coalesce(last_day(decided_on), last_day(admitted_on), effective_on)
           end
$$;

-- What is near is read by its day, whatever the size of the book.
create index spans_probation on spans (admitted_on, organisation)
    where value = 'probationary' and upper_inf(known) and upper_inf(valid);
create index spans_due on spans (due_on, organisation)
    where track in ('away', 'guest') and upper_inf(known) and upper_inf(valid);
create index events_introduced on events (coalesce(last_day(decided_on), effective_on), organisation)
    where kind = 'transferred_out';
create index events_party_age on events (party_age_start(kind, decided_on, admitted_on, effective_on), person)
    where kind in ('opening_balance', 'admitted', 'transferred_in');
-- Those few whose party age is not that of one paper: it is counted event by event.
create index events_interrupted on events (person) where kind in ('readmitted', 'admission_cancelled');
