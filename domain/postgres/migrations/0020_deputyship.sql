-- +goose Up

-- Who reviews for a manager from one day to another (PRODUCT.md M1). ended_at: it was taken back before it was over.
create table deputyship (
    id        uuid primary key,
    number    bigint not null unique,
    manager   text not null references staff,
    deputy    text not null references staff check (deputy <> manager),
    from_date date not null,
    to_date   date not null check (to_date >= from_date),
    channel   text not null,
    said_at   timestamptz not null,
    origin    uuid not null,
    ended_at  timestamptz
);
create index deputyship_deputy_idx on deputyship (deputy, to_date) where ended_at is null;
create index deputyship_manager_idx on deputyship (manager, to_date) where ended_at is null;

-- Grows whenever another manager's people come within a person's reach, or leave it: her book is then read anew, and nobody else's.
alter table staff add column reach_version bigint not null default 0;

-- For whom who decided on it stood in; null: she decided on her own account.
alter table visit add column decided_for text references staff;
alter table week add column decided_for text references staff;
create index visit_decided_for_idx on visit (decided_for, decided_at) where decided_for is not null;
create index week_decided_for_idx on week (decided_for, decided_at) where decided_for is not null;
