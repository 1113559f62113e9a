-- +goose Up

-- Fields that the company adds to its doctors and hospitals (PRODUCT.md D1). A retired field keeps its values and is shown,
-- imported and exported no more; its name may be added again with the same type.
create table field (
    owner      text not null check (owner in ('doctor', 'hospital')),
    name       text not null check (name <> ''),
    type       text not null check (type in ('text', 'number', 'date', 'enum')),
    choices    text[] not null default '{}' check ((type = 'enum') = (choices <> '{}')),
    added_at   timestamptz not null,
    person     text not null,
    retired_at timestamptz,
    primary key (owner, name)
);

-- The values of those fields by their names, each as a file writes it (numbers without commas, days as YYYY-MM-DD). What is
-- empty has no key.
alter table doctor add column custom jsonb not null default '{}';
alter table hospital add column custom jsonb not null default '{}';
