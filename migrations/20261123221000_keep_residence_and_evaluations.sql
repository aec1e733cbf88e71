-- The committee's year: the contact of members with the place where they live, and the evaluation of the year. What is
-- recorded of somebody for a year is one thing, its versions append only: `known` is when the book said so, and nothing
-- but the end of it is ever updated.

-- Introduced to the branch of the residence, or not and why; so from `since` until another is.
create table residence_contact_versions (
    id            bigint generated always as identity primary key,
    person        bigint not null references people,
    since         date not null,
    -- The day of the letter, as far as it is known; empty where it is not.
    introduced_on text collate "C" not null default ''
                  constraint residence_contact_versions_introduced_on
                  check (introduced_on ~ '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$'),
    -- Why not; none: introduced.
    reason        text,
    -- To which branch, or the reason in words.
    place         text not null default '',
    organisation  bigint not null references organisations,
    known         tstzrange not null constraint residence_contact_versions_known check (not isempty(known)),
    recorded_by   bigint references accounts
);
create unique index residence_contact_versions_once on residence_contact_versions (person, since) where upper_inf(known);
create index residence_contact_versions_person on residence_contact_versions (person);
create trigger residence_contact_versions_append_only before update or delete on residence_contact_versions
    for each row execute function only_known_ends();

-- The comment of a year that came back from there.
create table residence_comment_versions (
    id           bigint generated always as identity primary key,
    person       bigint not null references people,
    year         smallint not null constraint residence_comment_versions_year check (year between 1976 and 2100),
    received_on  date not null,
    grade        text not null,
    note         text not null default '',
    organisation bigint not null references organisations,
    known        tstzrange not null constraint residence_comment_versions_known check (not isempty(known)),
    recorded_by  bigint references accounts
);
create unique index residence_comment_versions_once on residence_comment_versions (person, year) where upper_inf(known);
create index residence_comment_versions_person on residence_comment_versions (person, year);
create trigger residence_comment_versions_append_only before update or delete on residence_comment_versions
    for each row execute function only_known_ends();

-- The grade of a member for a year, or why there is none.
create table evaluation_versions (
    id              bigint generated always as identity primary key,
    person          bigint not null references people,
    year            smallint not null constraint evaluation_versions_year check (year between 1976 and 2100),
    grade           text,
    -- In tenths: 925 is 92,5.
    points          smallint constraint evaluation_versions_points check (points between 0 and 1000),
    -- Why not evaluated.
    reason          text,
    decision_number text not null default '',
    decided_on      date,
    note            text not null default '',
    -- The warnings that the committee confirmed, with their citations.
    confirmed       jsonb not null default '[]',
    organisation    bigint not null references organisations,
    known           tstzrange not null constraint evaluation_versions_known check (not isempty(known)),
    recorded_by     bigint references accounts,
    constraint evaluation_versions_grade_or_reason
        check ((grade is null) <> (reason is null) and (grade is null or decided_on is not null))
);
create unique index evaluation_versions_once on evaluation_versions (person, year) where upper_inf(known);
create index evaluation_versions_person on evaluation_versions (person, year);
create trigger evaluation_versions_append_only before update or delete on evaluation_versions
    for each row execute function only_known_ends();

-- The grade of an organisation for a year, given by the committee above it.
create table organisation_evaluation_versions (
    id              bigint generated always as identity primary key,
    organisation    bigint not null references organisations,
    year            smallint not null
                    constraint organisation_evaluation_versions_year check (year between 1976 and 2100),
    grade           text not null,
    points          smallint constraint organisation_evaluation_versions_points check (points between 0 and 1000),
    decision_number text not null default '',
    decided_on      date not null,
    note            text not null default '',
    known           tstzrange not null constraint organisation_evaluation_versions_known check (not isempty(known)),
    recorded_by     bigint references accounts
);
create unique index organisation_evaluation_versions_once
    on organisation_evaluation_versions (organisation, year) where upper_inf(known);
create index organisation_evaluation_versions_organisation on organisation_evaluation_versions (organisation, year);
create trigger organisation_evaluation_versions_append_only
    before update or delete on organisation_evaluation_versions
    for each row execute function only_known_ends();
