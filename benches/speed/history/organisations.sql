-- $branches branches, four of which make a committee, fifty committees a province. Some were renamed, some
-- committees went to another province.
set session_replication_role = replica;

insert into organisations (id, kind, created_at) overriding system value
select 1, 'committee', timestamptz '2006-01-01' union all
select 10 + n, 'committee', timestamptz '2006-01-01' from generate_series(0, $branches / 200) as n union all
select 1000 + n, 'committee', timestamptz '2006-01-01' from generate_series(0, $branches / 4) as n union all
select 100000 + n, 'branch', timestamptz '2006-01-01' from generate_series(0, $branches - 1) as n;

insert into organisation_versions (organisation, name, parent, valid, known)
select 1, 'Đảng bộ hai mươi năm', null::bigint, daterange(null, null), tstzrange('2006-01-01', null) union all
select 10 + n, 'Đảng bộ tỉnh số ' || n, 1, daterange(null, null), tstzrange('2006-01-01', null)
  from generate_series(0, $branches / 200) as n union all
select 1000 + n, 'Đảng bộ cơ sở số ' || n, 10 + n / 50, daterange(null, case when n % 100 = 99 then date '2015-07-01' end),
       tstzrange('2006-01-01', null)
  from generate_series(0, $branches / 4) as n union all
select 1000 + n, 'Đảng bộ cơ sở số ' || n, 10, daterange('2015-07-01', null), tstzrange('2015-07-01', null)
  from generate_series(0, $branches / 4) as n where n % 100 = 99 union all
select 100000 + n, 'Chi bộ số ' || n, 1000 + n / 4, daterange(null, case when n % 50 = 49 then date '2018-03-01' end),
       tstzrange('2006-01-01', null)
  from generate_series(0, $branches - 1) as n union all
select 100000 + n, 'Chi bộ khu phố ' || n, 1000 + n / 4, daterange('2018-03-01', null), tstzrange('2018-03-01', null)
  from generate_series(0, $branches - 1) as n where n % 50 = 49;

insert into accounts (id, name, password_hash, roles, organisation, created_at) overriding system value
values (1, 'do', 'none', array['administrator', 'committee'], 1, '2006-01-01');
insert into book (opens_on) values ('2006-01-01');
select setval(pg_get_serial_sequence('organisations', 'id'), 1000000),
       setval(pg_get_serial_sequence('accounts', 'id'), 10);
