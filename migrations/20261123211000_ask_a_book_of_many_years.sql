-- A book of many years is asked for any day, and for what it said at any instant: as fast as for today.

-- The orders of the roster are walked on any day and as believed at any instant.
drop index person_versions_name;
create index person_versions_name on person_versions (given_name, family_name, middle_name, person);
drop index person_versions_born_on;
create index person_versions_born_on on person_versions (born_on, person);
drop index spans_admitted_on;
create index spans_admitted_on on spans ((coalesce(admitted_on, '')), person) where track = 'membership';

-- Whether somebody is a woman, and whether somebody was a member on a day, is counted without a look at the rows.
drop index person_versions_person;
create index person_versions_person on person_versions (person) include (gender, valid, known);
drop index spans_person;
create index spans_person on spans (person, track) include (valid) where upper_inf(known);

-- The few who are not simply official: on any day as is believed now, and as was believed at any instant.
create index spans_aside on spans using gist (track, value, valid) include (person)
    where upper_inf(known) and (track <> 'membership' or value = 'probationary');
create index spans_aside_believed on spans (track, value, person) include (valid, known)
    where track <> 'membership' or value = 'probationary';

-- Who was where, as believed at any instant.
create index spans_place on spans (organisation, track);
