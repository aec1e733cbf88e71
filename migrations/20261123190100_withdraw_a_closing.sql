-- A closing is never deleted: one that was a mistake is withdrawn, with who, when and why, and stays readable.
alter table closings
    add column withdrawn_at     timestamptz,
    add column withdrawn_by     bigint references accounts,
    add column withdrawn_reason text,
    add constraint closings_withdrawn
        check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_reason is null)),
    add constraint closings_once exclude using gist (organisation with =, period with &&) where (withdrawn_at is null);

create function refuse_other_closing() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.withdrawn_at is not null
       or (new.id, new.organisation, new.period, new.closed_at, new.closed_by, new.figures)
          is distinct from (old.id, old.organisation, old.period, old.closed_at, old.closed_by, old.figures) then
        raise exception 'a closing is kept: it can only be withdrawn, once';
    end if;
    return new;
end $$;
create trigger closings_kept before update or delete on closings
    for each row execute function refuse_other_closing();
