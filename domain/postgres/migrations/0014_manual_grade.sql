-- +goose Up

-- Grades that people gave by hand (PRODUCT.md D6), one row each that was asked for. second is who decides on it, the next person
-- above; an approved one stands over the scheme from from_date to until, both included. ended: until is past, and the scheme's grade
-- counts again; replaced: another one was approved in its place.
create table manual_grade (
    id          uuid primary key,
    number      bigint not null unique,
    doctor      text not null references doctor,
    grade       text not null check (grade in ('A', 'B', 'C', 'D')),
    -- What she had when it was asked for.
    was         text not null check (was in ('', 'A', 'B', 'C', 'D')),
    reason      text not null check (reason <> ''),
    until       date not null,
    asked_by    text not null references staff,
    second      text not null references staff,
    channel     text not null,
    asked_at    timestamptz not null,
    state       text not null check (state in ('waiting', 'approved', 'refused', 'ended', 'replaced')),
    decided_by  text references staff,
    decided_at  timestamptz,
    decision_reason text not null default '',
    from_date   date,
    revision    int not null default 0,
    check (asked_by <> second),
    check (decided_by is null or decided_by <> asked_by)
);
create unique index manual_grade_approved_key on manual_grade (doctor) where state = 'approved';
create unique index manual_grade_waiting_key on manual_grade (doctor) where state = 'waiting';
create index manual_grade_second_idx on manual_grade (second) where state = 'waiting';
create index manual_grade_until_idx on manual_grade (until) where state = 'approved';
