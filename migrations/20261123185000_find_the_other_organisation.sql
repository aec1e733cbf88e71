-- The other organisation of an event: those that have one are few.
create index events_counterpart on events (counterpart) where counterpart is not null;
