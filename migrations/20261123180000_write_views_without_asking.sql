-- The log of views is written at every page. Accounts, organisations and people are never deleted, and
-- the ids come from rows that the same request has just read: to ask for each once more, and to lock
-- it, costs as much as the line itself.
alter table views
    drop constraint views_account_fkey,
    drop constraint views_person_fkey,
    drop constraint views_organisation_fkey;
