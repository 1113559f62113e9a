-- +goose Up

-- A picture that somebody sent goes out again by reference: its bytes stay where they are kept, and go when they are purged there.
alter table attachment alter column content drop not null;
alter table attachment add column evidence uuid references evidence;
alter table attachment add constraint attachment_content_check check ((content is null) = (evidence is not null));
alter table delivery drop constraint delivery_media_check;
alter table delivery add constraint delivery_media_check check (media in ('', 'image', 'file', 'voice'));

-- What is sent with an adverse event or a complaint belongs to its case (report), also from somebody whom the staff does not have: she
-- has no person but the address of her messages. What such a sender sends before she has a case has no file (it is not fetched), and is
-- forgotten when WeCom forgets it.
alter table evidence alter column person drop not null;
alter table evidence add column address text;
alter table evidence add column report uuid references report;
alter table evidence add constraint evidence_sender_check check (person is not null or address is not null);
alter table evidence add constraint evidence_of_check check (visit is null or report is null);
alter table evidence drop constraint evidence_kind_check;
alter table evidence add constraint evidence_kind_check check (kind in ('image', 'location', 'voice', 'video'));
create index evidence_report_idx on evidence (report) where report is not null;
create index evidence_outside_idx on evidence (address, said_at) where person is null;
