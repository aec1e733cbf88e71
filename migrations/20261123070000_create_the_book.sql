-- The book: organisations, people, the ledger of events and the spans folded from it.
--
-- Two times everywhere: `valid` is when a thing was so, `known` when the book said so. Nothing is
-- updated but the end of `known`, and nothing is deleted.

create extension if not exists unaccent;
create extension if not exists btree_gist;

-- What a search compares: lower case, without diacritics, apostrophes as spaces ("H'Hen" is found by "hen").
create function fold(words text) returns text
    language sql immutable parallel safe strict
    return lower(public.unaccent('public.unaccent'::regdictionary,
                 translate(normalize(words, nfc), '''’‘ʼ`-.,/', '         ')));

create table organisations (
    id         bigint generated always as identity primary key,
    kind       text not null constraint organisations_kind
               check (kind in ('superior', 'committee', 'branch')),
    created_at timestamptz not null
);
comment on column organisations.kind is
    'superior: above us, a name only; committee: đảng bộ; branch: chi bộ';

create table organisation_versions (
    id           bigint generated always as identity primary key,
    organisation bigint not null references organisations,
    name         text collate "vi-x-icu" not null constraint organisation_versions_name check (name <> ''),
    parent       bigint references organisations constraint organisation_versions_parent check (parent <> organisation),
    valid        daterange not null constraint organisation_versions_valid check (not isempty(valid)),
    known        tstzrange not null constraint organisation_versions_known check (not isempty(known)),
    constraint organisation_versions_once
        exclude using gist (organisation with =, valid with &&, known with &&)
);
create index organisation_versions_children on organisation_versions (parent) where upper_inf(known);

create table successions (
    id       bigint generated always as identity primary key,
    ancestor bigint not null references organisations,
    heir     bigint not null references organisations,
    on_day   date not null,
    constraint successions_once unique (ancestor, heir)
);
comment on table successions is 'A merger or a split: who follows whom, from which day.';

-- The first day of the book, one for the whole database; nothing is known before it.
create table book (
    one      boolean primary key default true constraint book_one check (one),
    opens_on date not null
);

create table accounts (
    id            bigint generated always as identity primary key,
    name          text not null constraint accounts_name check (name ~ '^[^[:space:]]+$'),
    full_name     text not null default '',
    password_hash text not null,
    roles         text[] not null constraint accounts_roles
                  check (roles <@ array['administrator', 'committee', 'inspector'] and roles <> '{}'),
    organisation  bigint not null references organisations,
    created_at    timestamptz not null,
    disabled_at   timestamptz
);
create unique index accounts_name_unique on accounts (lower(name));

-- A session is found by the hash of its token: who reads this table cannot sign in with it.
create table sessions (
    token_hash   bytea primary key,
    account      bigint not null references accounts,
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    address      text not null,
    agent        text not null
);
create index sessions_account on sessions (account);

-- How often in a row a name or an address failed to sign in; kept here so that a restart does not reset it.
create table sign_in_failures (
    subject       text primary key,
    failures      integer not null,
    last_at       timestamptz not null,
    blocked_until timestamptz
);

-- The one-time link of the first run, by the hash of its token.
create table setup_links (
    token_hash bytea primary key,
    made_at    timestamptz not null,
    expires_at timestamptz not null
);

-- Every form is sent with a key; what a key has done once is answered again, not done again.
create table submissions (
    key      text primary key constraint submissions_key check (key ~ '^[0-9a-f]{32}$'),
    account  bigint not null references accounts,
    location text not null,
    at       timestamptz not null
);

create table people (
    id         bigint generated always as identity primary key,
    created_at timestamptz not null
);

-- The facts of a person in the order of the form 2-HSĐV. Days that may be known in part are ISO text:
-- 1942, 1942-05 or 1942-05-09.
create table person_versions (
    id                          bigint generated always as identity primary key,
    person                      bigint not null references people,
    valid                       daterange not null constraint person_versions_valid check (not isempty(valid)),
    known                       tstzrange not null constraint person_versions_known check (not isempty(known)),
    full_name                   text collate "vi-x-icu" not null,
    given_name                  text collate "vi-x-icu" not null,
    family_name                 text collate "vi-x-icu" not null,
    middle_name                 text collate "vi-x-icu" not null,
    search                      text not null generated always as (fold(full_name)) stored,
    gender                      text not null constraint person_versions_gender check (gender in ('female', 'male')),
    other_names                 text not null default '',
    born_on                     text collate "C" not null constraint person_versions_born_on
                                check (born_on ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'),
    birth_registration          text not null default '',
    native_place                text not null default '',
    residence                   text not null default '',
    ethnicity                   text not null default '',
    religion                    text not null default '',
    family_class                text not null default '',
    occupation                  text not null default '',
    workplace                   text not null default '',
    phone                       text not null default '',
    email                       text not null default '',
    youth_union_on              text collate "C" not null default '',
    general_education           text not null default '',
    professional_qualification  text not null default '',
    academic_degree             text not null default '',
    political_theory            text not null default '',
    foreign_languages           text not null default '',
    health                      text not null default '',
    army_service                text not null default '',
    family                      text not null default '',
    career                      text not null default '',
    notes                       text not null default '',
    -- 12-digit numbers are sealed, with a keyed digest for equality; an old card number has 8 digits and is plain.
    citizen_id_sealed           bytea,
    citizen_id_digest           bytea,
    card_number                 text collate "C" constraint person_versions_card_number check (card_number ~ '^[0-9]{8}$'),
    card_sealed                 bytea,
    card_digest                 bytea,
    constraint person_versions_once exclude using gist (person with =, valid with &&, known with &&)
);
-- The orders of the roster, walked on any day as it is believed now.
create index person_versions_name on person_versions (given_name, family_name, middle_name, person)
    where upper_inf(known);
create index person_versions_born_on on person_versions (born_on, person) where upper_inf(known);
create index person_versions_search on person_versions using gin (to_tsvector('simple', search));
create index person_versions_person on person_versions (person) where upper_inf(known);
create unique index person_versions_citizen_id_unique on person_versions (citizen_id_digest)
    where upper_inf(known) and upper_inf(valid);
create unique index person_versions_card_number_unique on person_versions (card_number)
    where upper_inf(known) and upper_inf(valid);
create unique index person_versions_card_digest_unique on person_versions (card_digest)
    where upper_inf(known) and upper_inf(valid);
create index person_versions_any_citizen_id on person_versions (citizen_id_digest) where citizen_id_digest is not null;
create index person_versions_any_card on person_versions (card_digest) where card_digest is not null;

-- The ledger, append only.
create table events (
    id               bigint generated always as identity primary key,
    person           bigint not null references people,
    kind             text not null,
    effective_on     date not null,
    decided_on       text collate "C" constraint events_decided_on
                     check (decided_on ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'),
    decision_number  text not null default '',
    issuing_body     text not null default '',
    organisation     bigint references organisations,
    counterpart      bigint references organisations,
    counterpart_text text not null default '',
    standing         text constraint events_standing check (standing in ('probationary', 'official')),
    admitted_on      text collate "C" constraint events_admitted_on
                     check (admitted_on ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'),
    official_on      text collate "C" constraint events_official_on
                     check (official_on ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'),
    due_on           date,
    details          jsonb not null default '{}',
    recorded_by      bigint not null references accounts,
    recorded_at      timestamptz not null,
    voids            bigint references events constraint events_voids_unique unique,
    constraint events_void_or_organisation check ((kind = 'void') = (voids is not null) and (kind = 'void' or organisation is not null))
);
create index events_person on events (person, effective_on);
create index events_organisation on events (organisation, effective_on);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'table % is append only', tg_table_name;
end $$;
create trigger events_append_only before update or delete on events
    for each row execute function refuse_change();

-- Derived: folded from the events by rules::standing, kept so that a list need not fold.
create table spans (
    id           bigint generated always as identity primary key,
    person       bigint not null references people,
    track        text not null constraint spans_track check (track in ('membership', 'away', 'guest', 'activity')),
    value        text not null constraint spans_value
                 check (value in ('probationary', 'official', 'away', 'guest', 'exempt', 'suspended')),
    organisation bigint not null references organisations,
    valid        daterange not null constraint spans_valid check (not isempty(valid)),
    known        tstzrange not null constraint spans_known check (not isempty(known)),
    event        bigint not null references events,
    admitted_on  text collate "C",
    official_on  text collate "C",
    due_on       date,
    constraint spans_once exclude using gist (person with =, track with =, valid with &&, known with &&)
);
create index spans_person on spans (person, track) where upper_inf(known);
create index spans_organisation on spans (organisation, track, value) where upper_inf(known) and upper_inf(valid);
create index spans_track on spans (track, value, person) where upper_inf(known) and upper_inf(valid);
create index spans_admitted_on on spans ((coalesce(admitted_on, '')), person)
    where track = 'membership' and upper_inf(known);
create index spans_past on spans using gist (organisation, valid) where upper_inf(known);

-- Tells whether anything about anyone has changed: the sum of `n` is another after every commit that
-- changed a span or a fact. Spread over rows, so that writers do not wait for one another.
create table revisions (
    shard integer primary key,
    n     bigint not null
) with (fillfactor = 10);
insert into revisions select shard, 0 from generate_series(0, 63) as shard;

create function count_revision() returns trigger language plpgsql as $$
begin
    update revisions set n = n + 1 where shard = pg_backend_pid() % 64;
    return null;
end $$;
create trigger spans_revision after insert or update or delete on spans
    for each statement execute function count_revision();
create trigger person_versions_revision after insert or update or delete on person_versions
    for each statement execute function count_revision();

create table closings (
    id           bigint generated always as identity primary key,
    organisation bigint not null references organisations,
    period       daterange not null,
    closed_at    timestamptz not null,
    closed_by    bigint not null references accounts,
    figures      jsonb not null
);

-- Who did what: one line a change, in the change's own transaction.
create table changes (
    id           bigint generated always as identity primary key,
    at           timestamptz not null,
    account      bigint references accounts,
    act          text not null,
    subject      text not null,
    subject_id   bigint,
    organisation bigint references organisations,
    fields       jsonb not null default '[]'
);
create index changes_at on changes (at desc, id desc);
create index changes_subject on changes (subject, subject_id);
create trigger changes_append_only before update or delete on changes
    for each row execute function refuse_change();

-- Who saw what: one line a page or an export that shows personal data.
create table views (
    id           bigint generated always as identity primary key,
    at           timestamptz not null,
    account      bigint not null references accounts,
    route        text not null,
    act          text not null,
    person       bigint references people,
    organisation bigint references organisations,
    filter       text not null default '',
    shown        integer not null default 1
);
create index views_at on views (at desc, id desc);
create index views_person on views (person, at desc) where person is not null;
create trigger views_append_only before update or delete on views
    for each row execute function refuse_change();
