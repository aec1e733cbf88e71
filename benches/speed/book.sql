-- A book of `$people` generated members in `$branches` branches, four of which make a committee, fifty
-- committees a province. Every ledger folds into the spans written here, so that `verify` holds.
set session_replication_role = replica;

create temporary table families as
    select * from unnest(
        array['Nguyễn','Trần','Lê','Phạm','Hoàng','Huỳnh','Phan','Vũ','Võ','Đặng','Bùi','Đỗ','Hồ','Ngô','Dương','Lý','Đinh','Đoàn','Trịnh','Mai'],
        array[38, 11, 9, 7, 3, 3, 4, 2, 2, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2]) as t (name, weight);
create temporary table draws as
    select row_number() over () - 1 as n, name from families, generate_series(1, weight);
create temporary table middles as
    select * from unnest(
        array['Văn','Hữu','Đức','Công','Quang','Minh','Xuân','Ngọc','Thanh','Quốc','Đình','Bá','Gia','Anh','Hoàng','Tuấn','Mạnh','Trọng'],
        array['Thị','Thị','Thị','Thị Ngọc','Thị Thu','Thị Thanh','Thị Kim','Thị Mỹ','Ngọc','Thanh','Thu','Kim','Mỹ','Bích','Phương','Hoài','Thùy','Diệu']) with ordinality as t (man, woman, n);
create temporary table givens as
    select * from unnest(
        array['An','Anh','Ân','Bảo','Bình','Cường','Chiến','Công','Dũng','Duy','Đại','Đạt','Đức','Giang','Hà','Hải','Hậu','Hiếu','Hòa','Hùng','Huy','Khánh','Khoa','Kiên','Lâm','Linh','Long','Lộc','Mạnh','Minh','Nam','Nghĩa','Nhân','Phong','Phú','Phúc','Quân','Quang','Sơn','Tài','Tâm','Thành','Thắng','Thịnh','Tiến','Toàn','Trung','Tuấn','Việt','Vinh'],
        array['An','Anh','Ánh','Bích','Chi','Dung','Duyên','Đào','Giang','Hà','Hạnh','Hằng','Hiền','Hoa','Hòa','Hồng','Huệ','Hương','Khánh','Lan','Liên','Linh','Loan','Ly','Mai','My','Nga','Ngân','Ngọc','Nguyệt','Nhung','Oanh','Phương','Quyên','Quỳnh','Tâm','Thảo','Thu','Thúy','Thủy','Thư','Tiên','Trang','Trâm','Trinh','Tuyết','Uyên','Vân','Vy','Yến']) with ordinality as t (man, woman, n);

insert into organisations (id, kind, created_at) overriding system value
select 1, 'committee', timestamptz '2018-01-01' union all
select 10 + n, 'committee', timestamptz '2018-01-01' from generate_series(0, $branches / 200) as n union all
select 1000 + n, 'committee', timestamptz '2018-01-01' from generate_series(0, $branches / 4) as n union all
select 100000 + n, 'branch', timestamptz '2018-01-01' from generate_series(0, $branches - 1) as n;

insert into organisation_versions (organisation, name, parent, valid, known)
select 1, 'Đảng bộ thử tốc độ', null::bigint, daterange(null, null), tstzrange('2018-01-01', null) union all
select 10 + n, 'Đảng bộ tỉnh số ' || n, 1, daterange(null, null), tstzrange('2018-01-01', null) from generate_series(0, $branches / 200) as n union all
select 1000 + n, 'Đảng bộ cơ sở số ' || n, 10 + n / 50, daterange(null, null), tstzrange('2018-01-01', null) from generate_series(0, $branches / 4) as n union all
select 100000 + n, 'Chi bộ số ' || n, 1000 + n / 4, daterange(null, null), tstzrange('2018-01-01', null) from generate_series(0, $branches - 1) as n;

insert into accounts (id, name, password_hash, roles, organisation, created_at) overriding system value
values (1, 'do', 'none', array['administrator', 'committee'], 1, '2018-01-01');
insert into book (opens_on) values ('2018-01-01');

insert into people (id, created_at) overriding system value
select n, '2018-01-01' from generate_series(1, $people) as n;

-- hashint8 draws evenly, and the same every time
create temporary table drawn as
select n as person, abs(hashint8extended(n, 1) % 1000) as chance, abs(hashint8extended(n, 2) % 91) as family,
       1 + abs(hashint8extended(n, 3) % 18) as middle, 1 + abs(hashint8extended(n, 4) % 50) as given,
       abs(hashint8extended(n, 5) % 100) < 38 as is_woman, date '1950-01-01' + abs(hashint8extended(n, 6) % 19000)::int as born,
       date '1980-01-01' + abs(hashint8extended(n, 7) % 13000)::int as admitted, n % $branches as branch
  from generate_series(1, $people) as n;

insert into person_versions (person, valid, known, full_name, given_name, family_name, middle_name, gender, born_on, card_number)
select person, daterange(null, null), tstzrange('2018-01-01', null),
       concat_ws(' ', draws.name, case when is_woman then middles.woman else middles.man end, case when is_woman then givens.woman else givens.man end),
       case when is_woman then givens.woman else givens.man end, draws.name, case when is_woman then middles.woman else middles.man end,
       case when is_woman then 'female' else 'male' end, born::text, lpad(person::text, 8, '0')
  from drawn join draws on draws.n = family join middles on middles.n = middle join givens on givens.n = given;

-- 3 % probationary, 85 % official, 12 % transferred out; 1 % away, 0.3 % besides are guests
insert into events (id, person, kind, effective_on, organisation, standing, admitted_on, official_on, recorded_by, recorded_at) overriding system value
select person * 4, person, case when chance < 30 then 'admitted' else 'opening_balance' end,
       case when chance < 30 then date '2026-01-01' + chance::int else date '2018-01-01' end, 100000 + branch,
       case when chance < 30 then null else 'official' end,
       case when chance < 30 then (date '2026-01-01' + chance::int)::text else admitted::text end,
       case when chance < 30 then null else (admitted + interval '12 months')::date::text end, 1, timestamptz '2018-01-01'
  from drawn;
insert into spans (person, track, value, organisation, valid, known, event, admitted_on, official_on)
select person, 'membership', case when chance < 30 then 'probationary' else 'official' end, 100000 + branch,
       daterange(case when chance < 30 then date '2026-01-01' + chance::int else date '2018-01-01' end,
                 case when chance >= 880 then date '2019-01-01' + (chance - 880)::int * 20 end),
       tstzrange('2018-01-01', null), person * 4,
       case when chance < 30 then (date '2026-01-01' + chance::int)::text else admitted::text end,
       case when chance < 30 then null else (admitted + interval '12 months')::date::text end
  from drawn;
insert into events (id, person, kind, effective_on, organisation, recorded_by, recorded_at) overriding system value
select person * 4 + 1, person, 'transferred_out', date '2019-01-01' + (chance - 880)::int * 20, 100000 + branch, 1, '2018-01-01'
  from drawn where chance >= 880;
insert into events (id, person, kind, effective_on, organisation, due_on, recorded_by, recorded_at) overriding system value
select person * 4 + 2, person, 'temporary_out', '2026-06-01', 100000 + branch, '2027-03-01', 1, '2018-01-01'
  from drawn where chance between 100 and 109;
insert into spans (person, track, value, organisation, valid, known, event, due_on)
select person, 'away', 'away', 100000 + branch, daterange('2026-06-01', null), tstzrange('2018-01-01', null), person * 4 + 2, '2027-03-01'
  from drawn where chance between 100 and 109;
insert into events (id, person, kind, effective_on, organisation, due_on, recorded_by, recorded_at) overriding system value
select person * 4 + 3, person, 'temporary_in', '2026-06-01', 100000 + (branch + 1) % $branches, '2027-03-01', 1, '2018-01-01'
  from drawn where chance between 997 and 999;
insert into spans (person, track, value, organisation, valid, known, event, due_on)
select person, 'guest', 'guest', 100000 + (branch + 1) % $branches, daterange('2026-06-01', null), tstzrange('2018-01-01', null), person * 4 + 3, '2027-03-01'
  from drawn where chance between 997 and 999;

select setval(pg_get_serial_sequence('people', 'id'), $people + 1),
       setval(pg_get_serial_sequence('events', 'id'), $people * 4 + 10),
       setval(pg_get_serial_sequence('organisations', 'id'), 1000000),
       setval(pg_get_serial_sequence('accounts', 'id'), 10);
