-- +goose Up

-- The deputyship in which the receiver of a notice stands in for whom it would be told: it is told no more when that is over.
alter table notice add column deputyship uuid references deputyship;
create index notice_deputyship_idx on notice (deputyship) where deputyship is not null and state = 'live';
