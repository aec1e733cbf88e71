-- Who was a member where on a day is counted by the index alone: of a million members with twenty years behind them
-- the rows lie far apart.
drop index spans_began;
create index spans_began on spans (organisation, lower(valid)) include (person, value, valid)
    where track = 'membership' and upper_inf(known);

-- What became of somebody on a course, as believed at any instant: the index of what is believed now is no way to it.
create index course_participant_versions_participant on course_participant_versions (participant);
create index course_versions_course on course_versions (course);
