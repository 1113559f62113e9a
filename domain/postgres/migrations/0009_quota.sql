-- +goose Up

-- How visits are scored and judged (PRODUCT.md Q4, Q5), version by version. What is recorded on or after valid_from is scored by
-- the newest version that holds then; the version stays with the visit. No version is ever changed.
create table quality_scheme (
    version    int primary key check (version >= 1),
    body       jsonb not null,
    valid_from date not null,
    applied_at timestamptz,
    -- Who applied it; empty for the one that Yaoban brings.
    person     text not null,
    note       text not null default ''
);
insert into quality_scheme (version, body, valid_from, person, note) values (1, '{
  "version": 1,
  "weights": {"purpose": 20, "result": 30, "products": 20, "minutes": 15, "next": 15},
  "purpose": {"detailing": 100, "academic": 100, "followup": 100, "invite": 80, "relationship": 30, "access": 0},
  "result": {"agreed": 100, "interested": 100, "objection": 90, "neutral": 50, "refused": 20, "absent": 0},
  "minutes": [{"up_to": 1, "coefficient": 40}, {"up_to": 5, "coefficient": 80}, {"up_to": 30, "coefficient": 100}, {"coefficient": 80}],
  "threshold": 60, "min_gap_days": 3, "required": ["products", "result"]
}', '1900-01-01', '', 'default');

-- How often doctors are seen (PRODUCT.md Q1), version by version, each from the first of a month on.
create table quota_scheme (
    version    int primary key check (version >= 1),
    body       jsonb not null,
    valid_from date not null check (extract(day from valid_from) = 1),
    applied_at timestamptz,
    person     text not null,
    note       text not null default ''
);
insert into quota_scheme (version, body, valid_from, person, note) values (1, '{
  "version": 1,
  "lines": {"": {"A": 4, "B": 2, "C": 1, "D": 0}},
  "gap": {"A": 10, "B": 20, "C": 40},
  "capacity": 8
}', '1900-01-01', '', 'default');

-- Which grade a doctor had from which day on; quotas are prorated by it. line '' is her grade in every line that has none of its
-- own. A doctor without rows has had the grade of her own row ever since: whoever changes doctor.grade first keeps what it was
-- (from 1900-01-01) and then what it is from the day of the change.
create table doctor_grade (
    doctor    text not null references doctor,
    line      text not null default '',
    grade     text not null check (grade in ('', 'A', 'B', 'C', 'D')),
    from_date date not null,
    primary key (doctor, line, from_date)
);

-- A rep's whole month, assignments that ended in it included.
create index assignment_month_idx on assignment (rep, from_date);

-- Days off that stand, by person.
create index report_timeoff_idx on report (person) where kind = 'timeoff' and state = 'open';
