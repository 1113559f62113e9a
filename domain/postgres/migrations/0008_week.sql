-- +goose Up

-- When a hospital receives reps, as its file says it: 周三, 周三上午, 心血管内科:周五下午. None: on every workday.
alter table hospital add column reception text[] not null default '{}';

-- One rep's plan of one week. Its stops are the plans of those days; plan.week says which week they were planned in.
create table week (
    id           uuid primary key,
    number       bigint not null unique,
    rep          text not null references staff,
    monday       date not null check (extract(isodow from monday) = 1),
    state        text not null check (state in ('draft', 'submitted', 'approved', 'sent_back')),
    submitted_at timestamptz,
    decided_at   timestamptz,
    decided_by   text references staff,
    reason       text not null default '',
    channel      text not null,
    said_at      timestamptz not null,
    recorded_at  timestamptz not null,
    origin       uuid not null,
    revision     int not null default 0
);
create unique index week_rep_key on week (rep, monday);
create index week_waiting_idx on week (rep) where state = 'submitted';

-- What falls due of all reps' plans: the end of a day, a holiday that was imported.
create index plan_due_idx on plan (date) where state = 'planned';
-- What was missed and may still be told late.
create index plan_missed_idx on plan (rep, doctor, date) where state = 'missed';
create index plan_week_idx on plan (week) where week is not null;
