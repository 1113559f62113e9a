-- +goose Up

-- An adverse event may be told by somebody whom the staff does not have: a patient, a colleague who was not imported yet. Its report
-- has no person but the address that it came from (a WeCom userid, a phone number), which the desk needs to ask back and reads in the
-- case's file only; everywhere else the teller is named by desk_case.outsider, in which a phone number is masked.
alter table report alter column person drop not null;
alter table report add column address text;
alter table report add constraint report_teller_check check (person is not null or kind = 'safety' and address is not null);
create index report_outsider_idx on report (channel, address, recorded_at) where person is null;
create index report_outsider_day_idx on report (recorded_at) where person is null;

alter table desk_case alter column reporter drop not null;
alter table desk_case add column outsider text not null default '';
alter table desk_case add constraint desk_case_teller_check check (reporter is not null or outsider <> '');
