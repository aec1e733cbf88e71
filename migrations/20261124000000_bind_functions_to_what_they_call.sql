-- PostgreSQL analyses tables on its own with a search path of its own, where a function whose body is text does not find
-- the function that it calls: the analysis of `events` failed every minute, and its figures went stale. A body that is
-- parsed when it is made finds it anywhere.
create or replace function last_day(partial text) returns date
    language sql immutable parallel safe
    return case length(partial)
           when 10 then make_date(left(partial, 4)::int, substr(partial, 6, 2)::int, right(partial, 2)::int)
           when 7 then (make_date(left(partial, 4)::int, right(partial, 2)::int, 1) + interval '1 month - 1 day')::date
           when 4 then make_date(partial::int, 12, 31)
           end;
create or replace function party_age_start(kind text, decided_on text, admitted_on text, effective_on date) returns date
    language sql immutable parallel safe
    return case kind
           when 'transferred_in' then last_day(admitted_on)
           when 'opening_balance' then coalesce(last_day(decided_on), last_day(admitted_on))
           else coalesce(last_day(decided_on), last_day(admitted_on), effective_on)
           end;
