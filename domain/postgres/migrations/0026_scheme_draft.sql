-- +goose Up

-- Versions of the grading scheme that an admin wants and that wait for her yes (PRODUCT.md D3). body is null where the imported grades
-- would stand again; back is the version that it goes back to. effect is what it would do, once that is worked out.
create table scheme_draft (
    id         uuid primary key,
    number     bigint not null unique,
    person     text not null references staff,
    channel    text not null,
    said_at    timestamptz not null,
    base       int not null,
    body       jsonb,
    back       int,
    changes    jsonb not null,
    state      text not null check (state in ('weighing', 'ready', 'applying', 'applied', 'dropped', 'stale')),
    effect     jsonb,
    version    int references grading_scheme,
    decided_by text references staff
);

-- What an admin changed of a doctor by message: one field, in the form of its stored value. It can be taken back while nobody has
-- changed the field since.
create table doctor_change (
    id        uuid primary key,
    number    bigint not null unique,
    doctor    text not null references doctor,
    field     text not null,
    was       text not null,
    became    text not null,
    person    text not null references staff,
    channel   text not null,
    said_at   timestamptz not null,
    state     text not null check (state in ('done', 'undone')),
    undone_by text references staff
);

-- A doctor is found by her name among all of the company.
create index doctor_name_idx on doctor (name);
