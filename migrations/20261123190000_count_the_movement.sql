-- The movement of a period: who is counted in which column, and the way to what began or ended within it.

-- Of an ethnic minority: what is not known is not counted.
create function is_minority(ethnicity text) returns boolean
    language sql immutable parallel safe
    return lower(btrim(ethnicity)) not in ('', 'kinh', 'việt');

-- Of a religion: what is not known is not counted.
create function is_religious(religion text) returns boolean
    language sql immutable parallel safe
    return lower(btrim(religion)) not in ('', '-', '0', 'không', 'không có', 'không theo', 'không tôn giáo');

-- What began and what ended in an organisation between two days.
create index spans_began on spans (organisation, lower(valid))
    where track = 'membership' and upper_inf(known);
create index spans_ended on spans (organisation, upper(valid))
    where track = 'membership' and upper_inf(known) and not upper_inf(valid);
-- What changed in anyone from a day on; nobody's first facts begin on a day.
create index person_versions_changed on person_versions (lower(valid), person)
    where upper_inf(known) and not lower_inf(valid);
-- The recognitions decided within a period, however long before their members are official.
create index events_recognised on events (organisation, decided_on) where kind = 'recognised';
