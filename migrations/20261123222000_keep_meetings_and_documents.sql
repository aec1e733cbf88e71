-- Meetings, who attended them, and documents made known. A record is a number and its versions: the last whose `known`
-- is open is what the book says now. Nothing is changed but the end of `known`, and nothing is deleted; what was wrong
-- is withdrawn, with who, when and why.

create table meetings (
    id         bigint generated always as identity primary key,
    created_at timestamptz not null
);

create table meeting_versions (
    id                   bigint generated always as identity primary key,
    meeting              bigint not null references meetings,
    kind                 text not null constraint meeting_versions_kind
                         check (kind in ('regular', 'thematic', 'committee', 'flag', 'other')),
    organisation         bigint not null references organisations,
    held_on              date not null,
    starts_at            text not null default '' constraint meeting_versions_starts_at
                         check (starts_at ~ '^(([01][0-9]|2[0-3]):[0-5][0-9])?$'),
    for_month            date not null constraint meeting_versions_for_month check (extract(day from for_month) = 1),
    topic                text not null default '',
    minutes_number       text not null default '',
    resolution_number    text not null default '',
    content              text not null default '',
    official_present     integer,
    official_of          integer,
    probationary_present integer,
    probationary_of      integer,
    guests               integer,
    excused              integer,
    unexcused            integer,
    known                tstzrange not null,
    recorded_by          bigint not null references accounts,
    constraint meeting_versions_official
        check ((official_present is null) = (official_of is null) and official_present between 0 and official_of),
    constraint meeting_versions_probationary
        check ((probationary_present is null) = (probationary_of is null)
               and probationary_present between 0 and probationary_of),
    constraint meeting_versions_counts check (guests >= 0 and excused >= 0 and unexcused >= 0)
);
comment on column meeting_versions.for_month is 'the first day of the month for which it was held';
comment on column meeting_versions.official_present is 'of a committee meeting: the committee members';
create unique index meeting_versions_open on meeting_versions (meeting) where upper_inf(known);
create unique index meeting_versions_regular on meeting_versions (organisation, for_month)
    where kind = 'regular' and upper_inf(known);
create index meeting_versions_month on meeting_versions (for_month, organisation);
create index meeting_versions_organisation on meeting_versions (organisation, for_month);
create index meeting_versions_meeting on meeting_versions (meeting);
create trigger meeting_versions_kept before update or delete on meeting_versions
    for each row execute function only_known_ends();

-- Who came, by person. The capacity is that of the day, as the book said when it was marked.
create table meeting_attendance (
    id          bigint generated always as identity primary key,
    meeting     bigint not null references meetings,
    person      bigint not null references people,
    capacity    text not null constraint meeting_attendance_capacity
                check (capacity in ('official', 'probationary', 'guest')),
    mark        text not null constraint meeting_attendance_mark check (mark in ('present', 'excused', 'unexcused')),
    known       tstzrange not null,
    recorded_by bigint not null references accounts
);
create unique index meeting_attendance_open on meeting_attendance (meeting, person) where upper_inf(known);
create index meeting_attendance_meeting on meeting_attendance (meeting);
create index meeting_attendance_person on meeting_attendance (person, meeting);
create trigger meeting_attendance_kept before update or delete on meeting_attendance
    for each row execute function only_known_ends();

create table meeting_withdrawals (
    meeting      bigint primary key references meetings,
    reason       text not null constraint meeting_withdrawals_reason check (reason <> ''),
    withdrawn_by bigint not null references accounts,
    withdrawn_at timestamptz not null
);
create trigger meeting_withdrawals_append_only before update or delete on meeting_withdrawals
    for each row execute function refuse_change();

create table documents (
    id         bigint generated always as identity primary key,
    created_at timestamptz not null
);

create table document_versions (
    id          bigint generated always as identity primary key,
    document    bigint not null references documents,
    kept_by     bigint not null references organisations,
    kind        text not null constraint document_versions_kind
                check (kind in ('resolution', 'directive', 'conclusion', 'regulation', 'guide', 'plan', 'law', 'other')),
    number      text not null constraint document_versions_number check (number <> ''),
    issued_on   date not null,
    body        text not null constraint document_versions_body check (body <> ''),
    title       text not null constraint document_versions_title check (title <> ''),
    known       tstzrange not null,
    recorded_by bigint not null references accounts
);
comment on column document_versions.kept_by is 'who entered it: seen by it, by those above and by all below it';
create unique index document_versions_open on document_versions (document) where upper_inf(known);
create unique index document_versions_once on document_versions (kept_by, fold(number), fold(body), issued_on)
    where upper_inf(known);
create index document_versions_document on document_versions (document);
create index document_versions_kept_by on document_versions (kept_by, issued_on);
create trigger document_versions_kept before update or delete on document_versions
    for each row execute function only_known_ends();

create table document_withdrawals (
    document     bigint primary key references documents,
    reason       text not null constraint document_withdrawals_reason check (reason <> ''),
    withdrawn_by bigint not null references accounts,
    withdrawn_at timestamptz not null
);
create trigger document_withdrawals_append_only before update or delete on document_withdrawals
    for each row execute function refuse_change();

create table document_sessions (
    id         bigint generated always as identity primary key,
    document   bigint not null references documents,
    created_at timestamptz not null
);
create index document_sessions_document on document_sessions (document);

create table document_session_versions (
    id                bigint generated always as identity primary key,
    session           bigint not null references document_sessions,
    organisation      bigint not null references organisations,
    held_on           date not null,
    members_present   integer not null,
    members_should    integer not null,
    outsiders_present integer not null,
    outsiders_should  integer not null,
    catch_up          boolean not null,
    note              text not null default '',
    known             tstzrange not null,
    recorded_by       bigint not null references accounts,
    constraint document_session_versions_members check (members_present between 0 and members_should),
    constraint document_session_versions_outsiders check (outsiders_present between 0 and outsiders_should)
);
comment on column document_session_versions.catch_up is
    'for those who had missed an earlier one: who came is added, who should have come is counted there already';
create unique index document_session_versions_open on document_session_versions (session) where upper_inf(known);
create index document_session_versions_session on document_session_versions (session);
create index document_session_versions_held_on on document_session_versions (held_on, organisation);
create trigger document_session_versions_kept before update or delete on document_session_versions
    for each row execute function only_known_ends();

create table document_session_withdrawals (
    session      bigint primary key references document_sessions,
    reason       text not null constraint document_session_withdrawals_reason check (reason <> ''),
    withdrawn_by bigint not null references accounts,
    withdrawn_at timestamptz not null
);
create trigger document_session_withdrawals_append_only before update or delete on document_session_withdrawals
    for each row execute function refuse_change();
