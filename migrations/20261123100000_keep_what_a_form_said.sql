-- A key that comes again with other content is another form, not the same one twice: a keyed digest of
-- what was sent stands beside it. Rows from before have none, and are answered as the same.
alter table submissions add column content bytea;
-- Old keys are deleted, the oldest first.
create index submissions_at on submissions (at);
