-- A password that an administrator hands over is good until then, and for choosing one's own alone.
alter table accounts add column password_expires_at timestamptz;
comment on column accounts.password_expires_at is 'null: the password is the account''s own';
