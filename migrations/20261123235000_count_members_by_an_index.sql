-- Who was a member where on a day is counted by the index alone: of a million members with twenty years behind them
-- the rows lie far apart.
drop index spans_began;
create index spans_began on spans (organisation, lower(valid)) include (person, value, valid)
    where track = 'membership' and upper_inf(known);
