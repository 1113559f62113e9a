-- +goose Up

-- How doctors are graded (PRODUCT.md D3), version by version; the newest one is in force. A version without a body means that no
-- scheme is in force: the grades of the import stand. No version is ever changed; going back makes a new one.
create table grading_scheme (
    version    int primary key check (version >= 1),
    body       jsonb,
    applied_at timestamptz not null,
    person     text not null,
    note       text not null default ''
);

-- The grade that the import gave, kept while a scheme grades.
alter table doctor add column given text not null default '' check (given in ('', 'A', 'B', 'C', 'D'));
update doctor set given = grade where grade <> '';
