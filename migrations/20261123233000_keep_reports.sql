-- The reports of a year: what a committee wrote of a section, and the report as it was closed. Nothing is updated but
-- the end of `known`, and nothing is deleted.

create table report_texts (
    id           bigint generated always as identity primary key,
    organisation bigint not null references organisations,
    year         smallint not null constraint report_texts_year check (year between 1976 and 2100),
    part         text not null constraint report_texts_part
                 check (part in ('size', 'work', 'evaluation', 'targets', 'next', 'remarks')),
    paragraphs   jsonb not null,
    -- What the records told when it was written: figure by figure.
    derived      jsonb not null,
    known        tstzrange not null constraint report_texts_known check (not isempty(known)),
    recorded_by  bigint not null references accounts,
    ended_by     bigint references accounts
);
comment on column report_texts.ended_by is 'who went back to the words of the book';
create unique index report_texts_believed on report_texts (organisation, year, part) where upper_inf(known);
create trigger report_texts_kept before update or delete on report_texts
    for each row execute function only_known_ends('ended_by');

create table closed_reports (
    id               bigint generated always as identity primary key,
    organisation     bigint not null references organisations,
    year             smallint not null constraint closed_reports_year check (year between 1976 and 2100),
    -- Text and figures as they stood.
    document         jsonb not null,
    -- Whether the closing of the period was made with it, and goes with it.
    closed_period    boolean not null,
    known            tstzrange not null constraint closed_reports_known check (not isempty(known)),
    recorded_by      bigint not null references accounts,
    withdrawn_by     bigint references accounts,
    withdrawn_reason text,
    constraint closed_reports_withdrawn
        check ((withdrawn_by is null) = (withdrawn_reason is null) and (withdrawn_by is null) = upper_inf(known))
);
create unique index closed_reports_believed on closed_reports (organisation, year) where upper_inf(known);
create index closed_reports_of on closed_reports (organisation, year, id);
create trigger closed_reports_kept before update or delete on closed_reports
    for each row execute function only_known_ends('withdrawn_by', 'withdrawn_reason');
