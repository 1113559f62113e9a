-- +goose Up

-- A visit that a team is shown, without its doctor (PRODUCT.md M4). text is what they read, made once. team are who was told. One that
-- was taken back stays, so that what a team learnt from can be followed.
create table share (
    id        uuid primary key,
    number    bigint not null unique,
    visit     uuid not null references visit,
    rep       text not null references staff,
    person    text not null references staff,
    shared_by text references staff,
    state     text not null check (state in ('proposed', 'shared', 'withdrawn')),
    text      text not null check (text <> ''),
    team      text[] not null default '{}',
    channel   text not null,
    said_at   timestamptz not null,
    origin    uuid not null,
    shared_at timestamptz
);
create unique index share_visit_key on share (visit) where state <> 'withdrawn';
create index share_month_idx on share (shared_at) where state = 'shared';

create table share_like (
    share  uuid not null references share,
    person text not null references staff,
    at     timestamptz not null,
    primary key (share, person)
);
