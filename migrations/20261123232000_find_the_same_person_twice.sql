-- Two people of the book who may be one: the same name without diacritics, and birth dates that may be the same day. Who
-- enters a person is asked about those whom they may see; the others wait here for a committee above both. What is
-- alike no longer, or is not in the book any more, stays, and is not shown.
create table alike (
    person   bigint      not null references people,
    other    bigint      not null references people,
    found_at timestamptz not null,
    primary key (person, other),
    constraint alike_once check (person < other)
);
create index alike_found on alike (found_at, person, other);
create trigger alike_append_only before update or delete on alike
    for each row execute function refuse_change();

-- That they are two.
create table alike_answers (
    person      bigint      not null,
    other       bigint      not null,
    answered_by bigint      not null references accounts,
    answered_at timestamptz not null,
    primary key (person, other),
    foreign key (person, other) references alike (person, other)
);
create trigger alike_answers_append_only before update or delete on alike_answers
    for each row execute function refuse_change();
create trigger alike_answers_revision after insert on alike_answers
    for each statement execute function count_revision();

insert into alike (person, other, found_at)
select one.person, another.person, greatest(lower(one.known), lower(another.known))
  from person_versions as one
  join person_versions as another
    on another.search = one.search and another.person > one.person
   and upper_inf(another.known) and upper_inf(another.valid)
   and (starts_with(another.born_on, one.born_on) or starts_with(one.born_on, another.born_on))
 where upper_inf(one.known) and upper_inf(one.valid);

-- Those of whom it was said when they were entered or changed.
insert into alike_answers (person, other, answered_by, answered_at)
select distinct on (alike.person, alike.other) alike.person, alike.other, said.account, said.at
  from (select events.person, other.value::bigint as other, events.recorded_by as account, events.recorded_at as at
          from events cross join lateral jsonb_array_elements_text(events.details -> 'not_duplicate') as other
         where events.details ? 'not_duplicate'
         union all
        select changes.subject_id, (field.value ->> 'new')::bigint, changes.account, changes.at
          from changes cross join lateral jsonb_array_elements(changes.fields) as field
         where changes.act in ('person_corrected', 'person_changed')
           and changes.fields @> '[{"name": "not_duplicate"}]' and field.value ->> 'name' = 'not_duplicate') as said
  join alike
    on alike.person = least(said.person, said.other) and alike.other = greatest(said.person, said.other)
 where said.account is not null
 order by alike.person, alike.other, said.at;
