-- A calendar to subscribe to: found by the hash of its address, which is made again of the nonce and the key file for
-- its owner alone. An account has one at a time.
create table calendar_feeds (
    id           bigint generated always as identity primary key,
    account      bigint not null references accounts,
    nonce        text not null constraint calendar_feeds_nonce check (nonce ~ '^[0-9a-f]{64}$'),
    token_hash   bytea not null constraint calendar_feeds_token_unique unique,
    created_at   timestamptz not null,
    revoked_at   timestamptz,
    last_read_at timestamptz
);
create unique index calendar_feeds_one_an_account on calendar_feeds (account) where revoked_at is null;
