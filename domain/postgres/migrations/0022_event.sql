-- +goose Up

-- Group events (PRODUCT.md E1–E5): planned, approved, held, reviewed. date, start and the rest may be missing only in a draft.
-- held_origin is the recording that first told that it was held, undone that of the last undo.
create table event (
    id           uuid primary key,
    number       bigint not null unique,
    rep          text not null references staff,
    kind         text not null,
    date         date,
    start        text check (start ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
    minutes      int check (minutes > 0),
    hospital     text references hospital,
    department   text not null default '',
    place        text not null default '',
    products     text[] not null default '{}',
    budget       int check (budget >= 0),
    speaker      text not null default '',
    materials    text not null default '',
    expected     int check (expected > 0),
    headcount    int check (headcount > 0),
    result       text,
    state        text not null check (state in ('planned', 'held', 'cancelled', 'withdrawn')),
    approval     text not null check (approval in ('draft', 'none', 'waiting', 'approved', 'sent_back')),
    reviewed     text check (reviewed in ('open', 'approved', 'rejected')),
    code         text not null,
    satisfaction int check (satisfaction between 1 and 5),
    useful       int check (useful between 1 and 5),
    again        boolean,
    words        text not null default '',
    decided_by   text references staff,
    decided_for  text references staff,
    decided_at   timestamptz,
    reason       text not null default '',
    channel      text not null,
    said_at      timestamptz not null,
    recorded_at  timestamptz not null,
    origin       uuid not null,
    held_origin  uuid,
    held_at      timestamptz,
    undone       uuid,
    revision     int not null default 0,
    check (date is not null or approval = 'draft')
);
create index event_rep_idx on event (rep, date);
create index event_code_idx on event (code, date);
create index event_origin_idx on event (origin);
create index event_held_idx on event (held_origin) where held_origin is not null;
create index event_undone_idx on event (undone) where undone is not null;
create index event_waiting_idx on event (rep, number) where state = 'planned' and approval = 'waiting' or state = 'held' and reviewed = 'open';

-- Which event a visit is one of; of_event: the event made it (otherwise it stood before and was tied). A doctor has one visit of an
-- event, whoever signed her in, and one a month by events of one rep.
alter table visit add column event uuid references event;
alter table visit add column of_event boolean not null default false;
create unique index visit_event_key on visit (event, doctor) where event is not null and status <> 'withdrawn';
create unique index visit_event_month_key on visit (rep, doctor, (extract(year from date)), (extract(month from date)))
    where event is not null and status <> 'withdrawn';

-- Who came to an event: a doctor by her code, or a name that is on nobody's list. removed_by is the recording that took her off.
create table event_attendee (
    id         uuid primary key,
    event      uuid not null references event,
    doctor     text references doctor,
    name       text not null check (name <> ''),
    by_rep     text not null references staff,
    credit     text not null check (credit in ('visit', 'tied', 'capped', 'none')),
    visit      uuid references visit,
    origin     uuid not null,
    removed_by uuid
);
create unique index event_attendee_doctor_key on event_attendee (event, doctor) where doctor is not null and removed_by is null;
create unique index event_attendee_name_key on event_attendee (event, name) where doctor is null and removed_by is null;
create index event_attendee_event_idx on event_attendee (event, id);
create index event_attendee_origin_idx on event_attendee (origin);
create index event_attendee_removed_idx on event_attendee (removed_by) where removed_by is not null;
