-- What a committee sets beside the rules that come with the program: numbers of its own, in force from a day until
-- before another, each with its citation. Append only: what ends is replaced by the same with an end; what ends on its
-- first day never was in force.
create table rule_overrides (
    id          bigint generated always as identity primary key,
    code        text not null,
    value       integer not null constraint rule_overrides_value check (value between 1 and 1000),
    valid_from  date not null,
    valid_to    date constraint rule_overrides_valid check (valid_to >= valid_from),
    citation    text not null constraint rule_overrides_citation check (citation <> ''),
    replaces    bigint references rule_overrides constraint rule_overrides_replaced_once unique,
    reason      text not null default '',
    recorded_by bigint not null references accounts,
    recorded_at timestamptz not null
);
create trigger rule_overrides_append_only before update or delete on rule_overrides
    for each row execute function refuse_change();

-- Days off and days worked that the program's calendar does not have. The last row of a day counts; one that is
-- neither takes the row before it back.
create table calendar_days (
    id          bigint generated always as identity primary key,
    day         date not null,
    worked      boolean,
    source      text not null constraint calendar_days_source check (source <> ''),
    recorded_by bigint not null references accounts,
    recorded_at timestamptz not null
);
create index calendar_days_day on calendar_days (day, id);
create trigger calendar_days_append_only before update or delete on calendar_days
    for each row execute function refuse_change();

-- Tells whether either has changed since it was read: every request asks, so it is one row.
create table settings (
    one boolean primary key default true constraint settings_one check (one),
    n   bigint not null
);
insert into settings (n) values (0);
create function count_settings() returns trigger language plpgsql as $$
begin
    update settings set n = n + 1;
    return null;
end $$;
create trigger rule_overrides_settings after insert on rule_overrides
    for each statement execute function count_settings();
create trigger calendar_days_settings after insert on calendar_days
    for each statement execute function count_settings();
