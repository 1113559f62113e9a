-- +goose Up

-- The facts are the audit log (package audit). seq is their order in its chain: a transaction takes its own id before it takes a
-- number, so that whoever saw the number knows which transactions must have ended before nothing can come in below it. channel and
-- message say which message a fact came of: wecom or sms and the message's id, cli for a command of an operator, empty for what
-- happens by the calendar.
create sequence fact_seq;
alter table fact add column seq bigint not null
    default nextval(case when pg_current_xact_id() is not null then 'fact_seq'::regclass end);
alter table fact add column channel text not null default '';
alter table fact add column message text not null default '';
create index fact_seq_idx on fact (seq);
create index fact_person_idx on fact (person, at);

-- The chain: each row seals the facts with first <= seq <= last, all of them and in that order, and the row before it.
create table audit_seal (
    number   bigint primary key check (number >= 1),
    at       timestamptz not null,
    first    bigint not null,
    last     bigint not null check (last >= first),
    facts    int not null check (facts >= 0),
    root     bytea not null check (length(root) = 32),
    previous bytea not null check (length(previous) = 32),
    hash     bytea not null check (length(hash) = 32)
);

-- How far the next seal may reach: facts up to seq were numbered by transactions older than xact.
create table audit_horizon (
    only_row boolean primary key default true check (only_row),
    seq      bigint not null,
    xact     xid8 not null
);
insert into audit_horizon (seq, xact) values (0, '0');

-- What is written stays: neither the program nor its role may change or remove a fact or a seal. (Who owns the database can still
-- take these triggers away; that is what the chain is for.)
-- +goose StatementBegin
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
-- +goose StatementEnd
create trigger fact_stays before update or delete on fact for each row execute function refuse_change();
create trigger fact_is_kept before truncate on fact for each statement execute function refuse_change();
create trigger fact_rest_is_kept before truncate on fact_rest for each statement execute function refuse_change();
create trigger audit_seal_stays before update or delete on audit_seal for each row execute function refuse_change();
create trigger audit_seal_is_kept before truncate on audit_seal for each statement execute function refuse_change();
revoke update, delete, truncate on fact, fact_rest, audit_seal from public, current_user;
