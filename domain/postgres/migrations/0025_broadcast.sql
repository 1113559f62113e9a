-- +goose Up

-- One text that a manager or an admin has told to many (PRODUCT.md M7). audience says who they are; whoever fits it when the telling begins
-- gets a notice of the kind broadcast with this row as its subject, which also holds when she was told and when she confirmed it. told_to and
-- nudged_to are the userids up to which the worker has come with the telling and with the one reminder, made and reminded how many so far.
create table broadcast (
    id           uuid primary key,
    number       bigint not null unique,
    person       text not null references staff,
    for_person   text references staff,
    text         text not null check (text <> ''),
    whom         text not null,
    audience     jsonb not null,
    state        text not null check (state in ('draft', 'confirmed', 'sent', 'withdrawn', 'dropped')),
    channel      text not null,
    said_at      timestamptz not null,
    origin       uuid not null,
    at           timestamptz,
    happens_at   timestamptz,
    due_at       timestamptz,
    receivers    int not null default 0,
    told_to      text not null default '',
    made         int not null default 0,
    sent_at      timestamptz,
    remind_after int not null default 0, -- seconds
    remind_at    timestamptz,
    nudged_to    text not null default '',
    reminded     int not null default 0,
    reminded_at  timestamptz
);
create index broadcast_person_idx on broadcast (person, number);
create index broadcast_due_idx on broadcast (due_at) where due_at is not null;
