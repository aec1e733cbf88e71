-- What a committee records of its years, from seven years before $year until today, of every member and branch of the
-- book of book.sql: recorded as the days went by, each thing once.
set session_replication_role = replica;

create temporary table members as
    select person, organisation as branch, value, row_number() over (order by person) as n,
           row_number() over (partition by organisation order by person) as place
      from spans where track = 'membership' and upper_inf(valid) and upper_inf(known);
create unique index on members (n);
analyze members;
create temporary table years as select y::smallint as year from generate_series($year - 7, $year) as y;
create temporary table branches as
    select id, row_number() over (order by id) as n from organisations where kind = 'branch';

-- Courses: forty a year, twenty-five people on each; a fifth of them are not members yet.
insert into candidates (created_at) select timestamptz '2024-01-05' from generate_series(1, 1000);
insert into candidate_versions (candidate, known, recorded_by, branch, since, full_name, given_name, family_name,
                                middle_name, gender, born_on)
select c.id, tstzrange('2024-01-05', null), 1, 100000 + c.id % 200, date '2024-01-01',
       'Nguyễn Văn ' || chr(64 + (c.id % 26)::int) || c.id, chr(64 + (c.id % 26)::int) || c.id, 'Nguyễn', 'Văn',
       case when c.id % 3 = 0 then 'female' else 'male' end, (date '1995-01-01' + (c.id % 3000)::int)::text
  from candidates as c;
insert into courses (created_at) select make_timestamptz(year, 1, 5, 8, 0, 0) from years, generate_series(1, 40);
insert into course_versions (course, known, recorded_by, organisation, kind, name, place, organiser, from_on, to_on)
select c.id, tstzrange(c.created_at, null), 1, 1,
       (array['awareness', 'new_member', 'elementary', 'intermediate', 'other'])[1 + c.id % 5],
       'Lớp bồi dưỡng số ' || c.id, 'Hội trường', 'Trung tâm chính trị',
       (c.created_at::date + (c.id % 40 * 7)::int), (c.created_at::date + (c.id % 40 * 7)::int + 4)
  from courses as c;
insert into course_participants (course, person, candidate)
select c.id, case when p % 5 > 0 then m.person end, case when p % 5 = 0 then 1 + (c.id * 25 + p) % 1000 end
  from courses as c cross join generate_series(1, 25) as p
  join members as m on m.n = 1 + (c.id * 251 + p * 7) % (select count(*) from members)
on conflict do nothing;
insert into course_participant_versions (participant, known, recorded_by, branch, result, certificate_number, certificate_on)
select p.id, tstzrange(c.created_at, null), 1, coalesce(m.branch, 100000 + p.candidate % 200), 'passed', 'GCN-' || p.id,
       c.created_at::date + (c.id % 40 * 7)::int + 10
  from course_participants as p join courses as c on c.id = p.course left join members as m on m.person = p.person;

-- Contact with the place of residence: nearly everybody was introduced; this year a part has a comment.
insert into residence_contact_versions (person, since, introduced_on, reason, place, organisation, known, recorded_by)
select person, '2018-01-01', case when n % 20 > 0 then '2018-01' else '' end, case when n % 20 = 0 then 'same_branch' end,
       'Chi bộ khu dân cư số ' || n % 90, branch, tstzrange('2018-02-01', null), 1
  from members;
insert into residence_comment_versions (person, year, received_on, grade, organisation, known, recorded_by)
select m.person, y.year, make_date(y.year, 11, 1 + (m.n % 20)::int), (array['good', 'good', 'good', 'fair'])[1 + m.n % 4],
       m.branch, tstzrange(make_timestamptz(y.year, 11, 21, 8, 0, 0), null), 1
  from members as m, years as y where m.n % 20 > 0 and (y.year < $year or m.n % 10 < 6);

-- Evaluations: of everybody until last year, of half this year.
insert into evaluation_versions (person, year, grade, reason, decision_number, decided_on, organisation, known, recorded_by)
select m.person, y.year,
       case when m.n % 50 = 0 then null when m.n % 20 = 1 then 'excellent' else (array['excellent', 'good', 'good', 'good', 'good', 'completed'])[1 + (m.n + y.year) % 6] end,
       case when m.n % 50 = 0 then 'exempt' end, 'QĐ-' || m.branch, make_date(y.year, 11, 20), m.branch,
       tstzrange(make_timestamptz(y.year, 11, 22, 8, 0, 0), null), 1
  from members as m, years as y where y.year < $year or m.n % 2 = 0;
insert into organisation_evaluation_versions (organisation, year, grade, decision_number, decided_on, known, recorded_by)
select b.id, y.year, (array['good', 'good', 'completed'])[1 + b.n % 3], 'QĐ-' || b.id, make_date(y.year, 11, 20),
       tstzrange(make_timestamptz(y.year, 11, 22, 8, 0, 0), null), 1
  from branches as b, years as y where y.year < $year or b.n % 2 = 0;

-- A regular meeting a month in every branch, a thematic one a quarter; the marks of the last two years.
create temporary table held as
    select row_number() over (order by m.day, b.id, k.kind) as id, b.id as branch, m.day::date as month, k.kind
      from generate_series(make_date($year - 7, 1, 1)::timestamp, now() - interval '1 month', interval '1 month') as m (day)
     cross join branches as b
      join (values ('regular', 1), ('thematic', 3)) as k (kind, every) on extract(month from m.day)::int % k.every = 0;
insert into meetings (id, created_at) overriding system value select id, month + interval '6 days' from held;
insert into meeting_versions (meeting, kind, organisation, held_on, for_month, topic, minutes_number, official_present,
                              official_of, known, recorded_by)
select id, kind, branch, month + 4, month, case kind when 'thematic' then 'Học tập và làm theo' else '' end, 'BB-' || id,
       45, 48, tstzrange(month + interval '6 days', null), 1
  from held;
insert into meeting_attendance (meeting, person, capacity, mark, known, recorded_by)
select held.id, m.person, m.value, (array['present', 'present', 'present', 'present', 'excused'])[1 + (held.id + m.n) % 5],
       tstzrange(held.month + interval '6 days', null), 1
  from held join members as m on m.branch = held.branch
 where held.month >= make_date($year - 1, 1, 1);

-- Thirty documents a year, made known in every branch.
insert into documents (created_at)
select make_timestamptz(year, 2, 1, 8, 0, 0) + make_interval(days => n * 8) from years, generate_series(1, 30) as n;
insert into document_versions (document, kept_by, kind, number, issued_on, body, title, known, recorded_by)
select id, 1, (array['resolution', 'directive', 'conclusion'])[1 + id % 3], id || '-NQ/TW', created_at::date,
       'Ban Chấp hành Trung ương', 'Về công tác xây dựng tổ chức cơ sở số ' || id, tstzrange(created_at, null), 1
  from documents;
create temporary table sessions_held as
    select row_number() over () as id, d.id as document, b.id as branch, d.created_at + interval '2 days' as at
      from documents as d cross join branches as b;
insert into document_sessions (id, document, created_at) overriding system value
    select id, document, at from sessions_held;
insert into document_session_versions (session, organisation, held_on, members_present, members_should,
                                       outsiders_present, outsiders_should, catch_up, known, recorded_by)
select id, branch, at::date, 46, 50, 0, 0, false, tstzrange(at, null), 1 from sessions_held;

-- Two hundred commendations a year: of a member, or of a branch.
insert into commendations (organisation) select 1 from years, generate_series(1, 200);
insert into commendation_versions (commendation, form, issuing_body, decision_number, decided_on, year, merit, known, recorded_by)
select c.id, (array['certificate', 'merit_certificate', 'title', 'praise'])[1 + c.id % 4], 'Đảng ủy', 'QĐ-' || c.id,
       make_date(y.year, 10, 20), y.year, 'Hoàn thành xuất sắc nhiệm vụ năm ' || y.year,
       tstzrange(make_timestamptz(y.year, 10, 21, 8, 0, 0), null), 1
  from commendations as c join (select year, row_number() over (order by year) as n from years) as y on y.n = 1 + (c.id - 1) / 200;
insert into commendation_recipients (version, person, organisation)
select v.id, case when v.id % 5 > 0 then m.person end, m.branch
  from commendation_versions as v join members as m on m.n = 1 + v.id * 31 % (select count(*) from members);

-- A term of every branch and committee, a secretary and two more of each branch, fifteen of each committee.
insert into terms (organisation) select id from organisations;
insert into term_versions (term, congress, from_year, to_year, held_on, known, recorded_by)
select id, 'III', $year - 1, $year + 1, make_date($year - 1, 3, 1), tstzrange(make_timestamptz($year - 1, 3, 5, 8, 0, 0), null), 1
  from terms;
insert into posts (organisation, person) select branch, person from members where place <= 3;
insert into posts (organisation, person)
select o.id, m.person from organisations as o
 cross join generate_series(1, 15) as k
  join members as m on m.n = 1 + (o.id * 17 + k * 3) % (select count(*) from members) where o.kind = 'committee';
insert into post_versions (post, kind, term, held, known, recorded_by)
select p.id, case when o.kind = 'branch' then (case m.place when 1 then 'secretary' when 2 then 'deputy_secretary' else
       'branch_committee_member' end) else 'committee_member' end, t.id, daterange(make_date($year - 1, 3, 1), null),
       tstzrange(make_timestamptz($year - 1, 3, 5, 8, 0, 0), null), 1
  from posts as p join organisations as o on o.id = p.organisation join members as m on m.person = p.person
  join terms as t on t.organisation = p.organisation;

-- Four targets a year of every organisation: typed in the branches, read from the records in the committees.
insert into targets (organisation, year) select o.id, y.year from organisations as o, years as y, generate_series(1, 4);
insert into target_versions (target, place, name, unit, aim, source, actual_part, known, recorded_by)
select t.id, 1 + t.id % 4, 'Chỉ tiêu số ' || t.id % 4, case when derived and t.id % 4 < 2 then 'percent' else 'number' end,
       case when derived then 800 else 3 end,
       case when derived then (array['evaluated_good', 'residence_comments', 'admissions', 'regular_meetings'])[1 + t.id % 4]
       else 'typed' end,
       case when not derived and year < $year then 3 end, tstzrange(make_timestamptz(year, 1, 10, 8, 0, 0), null), 1
  from targets as t join organisations as o on o.id = t.organisation
 cross join lateral (select o.kind = 'committee' as derived) as d;

select setval(pg_get_serial_sequence('meetings', 'id'), (select max(id) from meetings)),
       setval(pg_get_serial_sequence('document_sessions', 'id'), (select max(id) from document_sessions));
drop table members, years, branches, held, sessions_held;
