-- +goose Up

-- Days of holiday notices that were imported; they stand over those that are built in.
create table holiday (
    date date primary key,
    kind text not null check (kind in ('off', 'work')),
    name text not null default ''
);

-- A rep's whole list, closed assignments included: her short codes are never given to another doctor.
create index assignment_code_idx on assignment (rep, short_code);

-- An assignment that is corrected on the day it was made ends the day before, so that it never counted; its short code
-- stays with the doctor.
alter table assignment drop constraint assignment_check;
alter table assignment add constraint assignment_days_check check (to_date is null or to_date >= from_date - 1);
