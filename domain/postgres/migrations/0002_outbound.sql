-- +goose Up

-- How many attempts of a row count towards its death; a gateway that is held or busy does not count.
alter table outbox add column failures int not null default 0;

-- The digest that told a notice together with others.
alter table notice add column part_of uuid references notice;

-- What waits for the same instant for one person is told as one message.
create index notice_live_idx on notice (person, due_at) where state = 'live';

-- WeCom does not show the same bytes twice within four hours; texts that would repeat are found by this.
create index delivery_try_idx on delivery (person, first_try_at);
