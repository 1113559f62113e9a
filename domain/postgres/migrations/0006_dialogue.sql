-- +goose Up

-- A person's own words for doctors (张主任), as package phrase keeps them. They stand beside the conversation because a turn
-- locks and reads that row anyway, and reads its newest version after the lock.
alter table conversation add column phrases jsonb not null default '[]';

-- What a near-copy is found by: the words of the note without names, places, times and numbers; and what was found
-- (PRODUCT.md V6). Both are for the reviewer.
alter table visit add column gist text not null default '';
alter table visit add column near_copy_of uuid;
alter table visit add column similarity real check (similarity between 0 and 1);
alter table visit add constraint visit_copy_check check ((near_copy_of is null) = (similarity is null));

-- A phone that somebody wants to bind and whose code was not sent back yet (绑定 138…), one a person.
create table binding (
    person     text primary key references staff,
    mobile     text not null check (mobile ~ '^1[3-9][0-9]{9}$'),
    code       text not null check (code ~ '^[0-9]{6}$'),
    asked_at   timestamptz not null,
    -- Wrong codes that came from that phone; how many codes she asked for on the day of asked_at.
    tries      int not null default 0,
    asked      int not null default 1,
    done_at    timestamptz
);
create index binding_mobile_idx on binding (mobile) where done_at is null;

-- The number of the last import: an import changes the number that a person has bound herself only when it brings another one.
alter table staff add column imported_mobile text;
