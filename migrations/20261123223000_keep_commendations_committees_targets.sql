-- The committee's year: commendations, who holds which post in which term, the targets of a year. A record is a number
-- and its versions; one version is believed at a time. Nothing is updated but the end of `known`, with who withdrew it
-- and why where no other version follows, and nothing is deleted.

create table commendations (
    id           bigint generated always as identity primary key,
    organisation bigint not null references organisations
);
comment on column commendations.organisation is 'whose committee keeps the paper';
create index commendations_organisation on commendations (organisation);

create table commendation_versions (
    id               bigint generated always as identity primary key,
    commendation     bigint not null references commendations,
    form             text not null constraint commendation_versions_form check (form in
                     ('praise', 'certificate', 'merit_certificate', 'flag', 'medal', 'order', 'title', 'other')),
    form_text        text not null default '',
    issuing_body     text not null constraint commendation_versions_issuing_body check (issuing_body <> ''),
    decision_number  text not null default '',
    decided_on       date not null,
    year             smallint not null constraint commendation_versions_year check (year between 1976 and 2100),
    years            smallint not null default 1 constraint commendation_versions_years check (years between 1 and 50),
    merit            text not null constraint commendation_versions_merit check (merit <> ''),
    note             text not null default '',
    known            tstzrange not null constraint commendation_versions_known check (not isempty(known)),
    recorded_by      bigint not null references accounts,
    withdrawn_by     bigint references accounts,
    withdrawn_reason text,
    constraint commendation_versions_other check ((form = 'other') = (form_text <> '')),
    constraint commendation_versions_withdrawn
        check ((withdrawn_by is null) = (withdrawn_reason is null) and (withdrawn_by is null or not upper_inf(known)))
);
comment on column commendation_versions.years is 'for how many years running, the last of them `year`';
create unique index commendation_versions_believed on commendation_versions (commendation) where upper_inf(known);
create index commendation_versions_of on commendation_versions (commendation, id);
create index commendation_versions_in_year on commendation_versions (year, decided_on);
create trigger commendation_versions_kept before update or delete on commendation_versions
    for each row execute function only_known_ends('withdrawn_by', 'withdrawn_reason');

-- Whom a version commends: a person, with the organisation in which it was earned; or, without one, the organisation.
create table commendation_recipients (
    id           bigint generated always as identity primary key,
    version      bigint not null references commendation_versions,
    person       bigint references people,
    organisation bigint not null references organisations,
    constraint commendation_recipients_person_once unique (version, person)
);
create unique index commendation_recipients_organisation_once on commendation_recipients (version, organisation)
    where person is null;
create index commendation_recipients_person on commendation_recipients (person) where person is not null;
create index commendation_recipients_organisation on commendation_recipients (organisation, version);
create trigger commendation_recipients_append_only before update or delete on commendation_recipients
    for each row execute function refuse_change();

-- A term of a committee begins with its congress.
create table terms (
    id           bigint generated always as identity primary key,
    organisation bigint not null references organisations
);
create index terms_organisation on terms (organisation);

create table term_versions (
    id               bigint generated always as identity primary key,
    term             bigint not null references terms,
    congress         text not null constraint term_versions_congress check (congress <> ''),
    from_year        smallint not null constraint term_versions_from_year check (from_year between 1976 and 2100),
    to_year          smallint not null constraint term_versions_to_year check (to_year between from_year and 2100),
    held_on          date not null,
    note             text not null default '',
    known            tstzrange not null constraint term_versions_known check (not isempty(known)),
    recorded_by      bigint not null references accounts,
    withdrawn_by     bigint references accounts,
    withdrawn_reason text,
    constraint term_versions_withdrawn
        check ((withdrawn_by is null) = (withdrawn_reason is null) and (withdrawn_by is null or not upper_inf(known)))
);
comment on column term_versions.congress is 'its number as it is said: III, IV';
create unique index term_versions_believed on term_versions (term) where upper_inf(known);
create index term_versions_of on term_versions (term, id);
create trigger term_versions_kept before update or delete on term_versions
    for each row execute function only_known_ends('withdrawn_by', 'withdrawn_reason');

-- Who holds which post of a committee from which day until before which.
create table posts (
    id           bigint generated always as identity primary key,
    organisation bigint not null references organisations,
    person       bigint not null references people
);
create index posts_organisation on posts (organisation);
create index posts_person on posts (person);

create table post_versions (
    id               bigint generated always as identity primary key,
    post             bigint not null references posts,
    kind             text not null constraint post_versions_kind check (kind in
                     ('secretary', 'deputy_secretary', 'standing_member', 'committee_member', 'branch_committee_member')),
    duties           text not null default '',
    term             bigint references terms,
    held             daterange not null
                     constraint post_versions_held check (not isempty(held) and not lower_inf(held)),
    known            tstzrange not null constraint post_versions_known check (not isempty(known)),
    recorded_by      bigint not null references accounts,
    withdrawn_by     bigint references accounts,
    withdrawn_reason text,
    constraint post_versions_withdrawn
        check ((withdrawn_by is null) = (withdrawn_reason is null) and (withdrawn_by is null or not upper_inf(known)))
);
create unique index post_versions_believed on post_versions (post) where upper_inf(known);
create index post_versions_of on post_versions (post, id);
create index post_versions_term on post_versions (term) where term is not null;
create trigger post_versions_kept before update or delete on post_versions
    for each row execute function only_known_ends('withdrawn_by', 'withdrawn_reason');

-- What the resolution of a year wants, and where what came of it is read.
create table targets (
    id           bigint generated always as identity primary key,
    organisation bigint not null references organisations,
    year         smallint not null constraint targets_year check (year between 1976 and 2100)
);
create index targets_year on targets (year, organisation);

create table target_versions (
    id               bigint generated always as identity primary key,
    target           bigint not null references targets,
    place            smallint not null,
    name             text not null constraint target_versions_name check (name <> ''),
    unit             text not null constraint target_versions_unit
                     check (unit in ('number', 'percent', 'grade', 'yes_no')),
    aim              integer not null,
    source           text not null,
    actual_part      integer,
    actual_whole     integer constraint target_versions_whole check (actual_whole > 0),
    note             text not null default '',
    known            tstzrange not null constraint target_versions_known check (not isempty(known)),
    recorded_by      bigint not null references accounts,
    withdrawn_by     bigint references accounts,
    withdrawn_reason text,
    constraint target_versions_aim check (case unit
        when 'number' then aim between 1 and 1000000
        when 'percent' then aim between 1 and 1000
        when 'grade' then aim between 1 and 4
        else aim = 1 end),
    constraint target_versions_actual check (
        (source = 'typed' or actual_part is null) and ((actual_whole is not null) = (actual_part is not null and unit = 'percent'))),
    constraint target_versions_withdrawn
        check ((withdrawn_by is null) = (withdrawn_reason is null) and (withdrawn_by is null or not upper_inf(known)))
);
comment on column target_versions.aim is
    'number: how many; percent: in tenths; grade: 4 hoàn thành xuất sắc, 3 tốt, 2 hoàn thành, 1 không hoàn thành; yes_no: 1';
comment on column target_versions.actual_part is 'typed: how many, which grade, 1 or 0; of a percentage its part of actual_whole';
create unique index target_versions_believed on target_versions (target) where upper_inf(known);
create index target_versions_of on target_versions (target, id);
create trigger target_versions_kept before update or delete on target_versions
    for each row execute function only_known_ends('withdrawn_by', 'withdrawn_reason');
