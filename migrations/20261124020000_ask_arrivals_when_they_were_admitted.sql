-- Party age counts from the decision of the admission (Quy định 294-QĐ/TW, điểm 4.5). Of somebody who arrives from
-- outside the book `decided_on` is the day of the letter of introduction, so the admission's has a column of its own.
alter table events
    add column admission_decided_on text collate "C" constraint events_admission_decided_on
        check (admission_decided_on ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'
               and (admission_decided_on is null or kind = 'transferred_in'));

drop index events_party_age;
drop function party_age_start(text, text, text, date);
-- The first day from which the party age of who enters with an event counts; a date known in part counts from its last day,
-- and the decision is no later than the ceremony.
create function party_age_start(
    kind text, decided_on text, admission_decided_on text, admitted_on text, effective_on date
) returns date
    language sql immutable parallel safe
    return case kind
           when 'transferred_in' then least(last_day(admission_decided_on), last_day(admitted_on))
           when 'opening_balance' then least(last_day(decided_on), last_day(admitted_on))
           else least(last_day(decided_on), coalesce(last_day(admitted_on), effective_on))
           end;
create index events_party_age
    on events (party_age_start(kind, decided_on, admission_decided_on, admitted_on, effective_on), person)
    where kind in ('opening_balance', 'admitted', 'transferred_in');
