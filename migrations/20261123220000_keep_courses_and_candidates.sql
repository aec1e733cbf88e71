-- Who was sent to which course, and the people who are not members yet: the beginning of a candidate's record. Append
-- only: a record is its number and its versions; a version is ended by the next one and is otherwise never changed.

create function only_end_what_was_known() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or not upper_inf(old.known) or upper_inf(new.known) or lower(old.known) <> lower(new.known)
       or to_jsonb(old) - 'known' - 'search' <> to_jsonb(new) - 'known' - 'search' then
        raise exception 'table % is append only', tg_table_name;
    end if;
    return new;
end $$;

create table candidates (
    id         bigint generated always as identity primary key,
    created_at timestamptz not null
);
comment on table candidates is 'Quần chúng: people who may be admitted one day.';

create table candidate_versions (
    id                         bigint generated always as identity primary key,
    candidate                  bigint not null references candidates,
    known                      tstzrange not null constraint candidate_versions_known check (not isempty(known)),
    recorded_by                bigint not null references accounts,
    branch                     bigint not null references organisations,
    since                      date not null,
    helper                     text not null default '',
    full_name                  text collate "vi-x-icu" not null,
    given_name                 text collate "vi-x-icu" not null,
    family_name                text collate "vi-x-icu" not null,
    middle_name                text collate "vi-x-icu" not null,
    search                     text not null generated always as (fold(full_name)) stored,
    gender                     text not null constraint candidate_versions_gender check (gender in ('female', 'male')),
    born_on                    text collate "C" not null constraint candidate_versions_born_on
                               check (born_on ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'),
    ethnicity                  text not null default '',
    religion                   text not null default '',
    native_place               text not null default '',
    residence                  text not null default '',
    phone                      text not null default '',
    email                      text not null default '',
    occupation                 text not null default '',
    workplace                  text not null default '',
    general_education          text not null default '',
    professional_qualification text not null default '',
    youth_union_on             text collate "C" not null default '',
    notes                      text not null default '',
    -- Who is on the list no more, from that day on, and why.
    ended_on                   date,
    ended_reason               text not null default '',
    -- Who was admitted is joined to the person that the ledger knows.
    person                     bigint references people,
    constraint candidate_versions_ended check ((ended_on is null) = (ended_reason = ''))
);
create unique index candidate_versions_open on candidate_versions (candidate) where upper_inf(known);
create index candidate_versions_name on candidate_versions (given_name, family_name, middle_name, candidate)
    where upper_inf(known);
create index candidate_versions_branch on candidate_versions (branch) where upper_inf(known);
create index candidate_versions_search on candidate_versions (search, born_on) where upper_inf(known);
create index candidate_versions_person on candidate_versions (person) where person is not null;
create trigger candidate_versions_append_only before update or delete on candidate_versions
    for each row execute function only_end_what_was_known();

create table courses (
    id         bigint generated always as identity primary key,
    created_at timestamptz not null
);

create table course_versions (
    id              bigint generated always as identity primary key,
    course          bigint not null references courses,
    known           tstzrange not null constraint course_versions_known check (not isempty(known)),
    recorded_by     bigint not null references accounts,
    -- Who keeps it: the organisation of the account that recorded it.
    organisation    bigint not null references organisations,
    kind            text not null constraint course_versions_kind
                    check (kind in ('awareness', 'new_member', 'elementary', 'intermediate', 'advanced', 'other')),
    name            text collate "vi-x-icu" not null constraint course_versions_name check (name <> ''),
    place           text not null default '',
    organiser       text not null default '',
    from_on         date not null,
    to_on           date,
    decision_number text not null default '',
    -- Why it does not count: it was recorded by mistake.
    withdrawn       text not null default '',
    constraint course_versions_days check (to_on is null or to_on >= from_on)
);
create unique index course_versions_open on course_versions (course) where upper_inf(known);
create index course_versions_from_on on course_versions (from_on) where upper_inf(known);
create trigger course_versions_append_only before update or delete on course_versions
    for each row execute function only_end_what_was_known();

create table course_participants (
    id        bigint generated always as identity primary key,
    course    bigint not null references courses,
    person    bigint references people,
    candidate bigint references candidates,
    constraint course_participants_one check (num_nonnulls(person, candidate) = 1),
    constraint course_participants_person unique (course, person),
    constraint course_participants_candidate unique (course, candidate)
);
create index course_participants_by_person on course_participants (person) where person is not null;
create index course_participants_by_candidate on course_participants (candidate) where candidate is not null;

create table course_participant_versions (
    id                 bigint generated always as identity primary key,
    participant        bigint not null references course_participants,
    known              tstzrange not null
                       constraint course_participant_versions_known check (not isempty(known)),
    recorded_by        bigint not null references accounts,
    -- Their branch when they were sent.
    branch             bigint not null references organisations,
    result             text not null constraint course_participant_versions_result
                       check (result in ('studying', 'passed', 'average', 'fair', 'good', 'excellent', 'failed', 'dropped')),
    certificate_number text not null default '',
    certificate_on     date,
    -- Why they do not count: they were not sent.
    withdrawn          text not null default ''
);
create unique index course_participant_versions_open on course_participant_versions (participant) where upper_inf(known);
create index course_participant_versions_branch on course_participant_versions (branch) where upper_inf(known);
create trigger course_participant_versions_append_only before update or delete on course_participant_versions
    for each row execute function only_end_what_was_known();
