-- +goose Up

-- Who decided on a visit last, when and with what reason; until when a rejected one may be changed by its rep, and since when it
-- waits again (null: since it was recorded). The whole history is in the facts.
alter table visit add column decided_by text references staff;
alter table visit add column decided_at timestamptz;
alter table visit add column decision_reason text not null default '';
alter table visit add column open_until timestamptz;
alter table visit add column reworked_at timestamptz;

-- What waits for review, rep by rep.
create index visit_waiting_idx on visit (rep, number) where status in ('open', 'incomplete');

-- What is said on a record, in the order of the ids: by its manager (comment 评语, suggestion 建议, message 留言) and by its rep
-- (answer). to_person is who is told, and acknowledged by the notice of that subject.
create table comment (
    id        uuid primary key,
    record    uuid not null,
    number    bigint not null,
    kind      text not null check (kind in ('comment', 'suggestion', 'message', 'answer')),
    person    text not null references staff,
    to_person text not null references staff,
    text      text not null check (text <> ''),
    channel   text not null,
    said_at   timestamptz not null
);
create index comment_record_idx on comment (record, id);
create index comment_to_idx on comment (to_person, id);
