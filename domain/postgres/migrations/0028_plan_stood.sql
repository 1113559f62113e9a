-- +goose Up

-- Where a planned visit stood before its rep's time off moved it ({"date", "start", "note"}); it comes back when the time off is taken
-- back. Null once anything else changed it.
alter table plan add column stood jsonb;

create index plan_stood_idx on plan (rep) where stood is not null and state = 'planned';
