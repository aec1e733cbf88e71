-- "Chi bộ thôn 2" comes before "Chi bộ thôn 10", wherever organisations are ordered by name.
create collation vietnamese_numbered (provider = icu, locale = 'vi-u-kn');
alter table organisation_versions alter column name type text collate vietnamese_numbered;
