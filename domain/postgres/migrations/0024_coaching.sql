-- +goose Up

-- Whether a manager who was named on a visit came along (PRODUCT.md V9). Without a row she has said nothing, and the rep's word stands.
create table joint_answer (
    visit   uuid not null references visit,
    manager text not null references staff,
    came    boolean not null,
    said_at timestamptz not null,
    primary key (visit, manager)
);

-- How a manager rates a rep at work (PRODUCT.md M9): after a joint visit, or on a day in the field (visit is null). coach is whose coaching
-- it is, typed_by her deputy, if she kept it.
create table coaching (
    id          uuid primary key,
    number      bigint not null unique,
    coach       text not null references staff,
    typed_by    text references staff,
    rep         text not null references staff check (rep <> coach),
    date        date not null,
    visit       uuid references visit,
    prepare     smallint not null check (prepare between 1 and 5),
    opening     smallint not null check (opening between 1 and 5),
    message     smallint not null check (message between 1 and 5),
    objection   smallint not null check (objection between 1 and 5),
    closing     smallint not null check (closing between 1 and 5),
    strengths   text not null default '',
    advice      text not null default '',
    state       text not null check (state in ('standing', 'withdrawn')),
    channel     text not null,
    said_at     timestamptz not null,
    recorded_at timestamptz not null,
    origin      uuid not null,
    revision    int not null default 0
);
create unique index coaching_visit_key on coaching (visit) where visit is not null and state = 'standing';
create unique index coaching_day_key on coaching (coach, rep, date) where visit is null and state = 'standing';
create index coaching_rep_idx on coaching (rep, date);

-- What the rep does about it until a day.
create table coaching_task (
    id         uuid primary key,
    number     bigint not null unique,
    coaching   uuid not null references coaching,
    text       text not null check (text <> ''),
    due        date not null,
    state      text not null check (state in ('open', 'done', 'confirmed', 'withdrawn')),
    note       text not null default '',
    done_at    timestamptz,
    decided_by text references staff,
    decided_at timestamptz,
    reason     text not null default '',
    revision   int not null default 0
);
create index coaching_task_coaching_idx on coaching_task (coaching, number);
create index coaching_task_due_idx on coaching_task (due) where state <> 'withdrawn';
