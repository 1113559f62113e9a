-- +goose Up

-- Doctors whom reps added by message (PRODUCT.md D7) are unverified until their steward, or a file of the company, says that they are
-- right. refused ones are on nobody's list any more; merged ones were the same person as merged_into, to whom everything went.
alter table doctor add column state text not null default 'verified' check (state in ('verified', 'unverified', 'refused', 'merged'));
alter table doctor add column merged_into text references doctor;
alter table doctor add column added_by text references staff;
-- The name of a hospital that the company's files do not have, as it was said; hospital is then the one row that stands for all of
-- those (doctor.Unlisted).
alter table doctor add column hospital_said text not null default '';
alter table doctor add constraint doctor_merged_check check ((state = 'merged') = (merged_into is not null));

-- Two reps who add the same doctor at once end in one. twin tells those apart whom somebody said to be another person of that name.
alter table doctor add column twin int not null default 0;
create unique index doctor_unverified_key on doctor (name, hospital, hospital_said, department, twin) where state = 'unverified';

-- What waits for a steward: a new doctor, or a doctor of the company who came to one more rep (joined).
create table addition (
    id          uuid primary key,
    number      bigint not null unique,
    kind        text not null check (kind in ('new', 'joined')),
    doctor      text not null references doctor,
    rep         text not null references staff,
    state       text not null check (state in ('waiting', 'approved', 'refused', 'merged')),
    decided_by  text references staff,
    decided_at  timestamptz,
    reason      text not null default '',
    channel     text not null,
    said_at     timestamptz not null,
    recorded_at timestamptz not null,
    revision    int not null default 0,
    check (decided_by is null or decided_by <> rep)
);
create index addition_waiting_idx on addition (rep, number) where state = 'waiting';
create index addition_doctor_idx on addition (doctor);

-- What a merge moves is found by its doctor.
create index reminder_doctor_idx on reminder (doctor) where doctor is not null;
create index report_doctor_idx on report (doctor) where doctor is not null;
create index plan_every_doctor_idx on plan (doctor);
