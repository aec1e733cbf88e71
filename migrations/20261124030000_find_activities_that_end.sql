-- An exemption or a suspension that ends is as near as a stay that ends: one index finds all of them by the day.
drop index spans_due;
create index spans_due on spans (due_on, organisation)
    where track in ('away', 'guest', 'activity') and upper_inf(known) and upper_inf(valid);
