-- The logs are read by scope, the newest first: a branch with few lines among millions is not looked for
-- line by line.
create index changes_organisation on changes (organisation, id);
create index views_organisation on views (organisation, id);
