-- The list of all events is walked by day, the newest first, within some organisations or in the whole book; with a kind.
create index events_day on events (effective_on desc, id desc) where voids is null;
create index events_kind_day on events (kind, effective_on desc, id desc) where voids is null;
-- Who was in the book once, by the day on which their last stay ended: walked from the newest.
create index spans_left on spans (upper(valid), person) where upper_inf(known) and not upper_inf(valid);
-- What is written after a closing is written at a later instant.
create index closings_closed_at on closings (closed_at);
