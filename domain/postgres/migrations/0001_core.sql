-- +goose Up

-- One row: how far business time runs ahead of the machine's clock. Only the sandbox ever changes it, and only upwards.
create table clock (
    only_row  boolean primary key default true check (only_row),
    ahead_ms  bigint not null default 0 check (ahead_ms >= 0)
);
insert into clock default values;

-- One row: grows with every change of staff, hospitals, doctors or products, so that each process knows when its
-- gazetteers are old.
create table world (
    only_row boolean primary key default true check (only_row),
    version  bigint not null default 1
);
insert into world default values;

create table staff (
    userid     text primary key check (userid <> ''),
    name       text not null check (name <> ''),
    role       text not null check (role in ('rep', 'manager', 'director', 'safety', 'compliance', 'admin')),
    manager    text references staff deferrable initially deferred,
    mobile     text not null check (mobile ~ '^1[3-9][0-9]{9}$'),
    from_date  date not null,
    to_date    date,
    lines      text[] not null default '{}',
    channel    text not null default 'auto' check (channel in ('auto', 'wecom', 'sms')),
    deputy     text references staff deferrable initially deferred,
    -- What she set herself (「用短信」); it stands over the import's channel.
    prefers    text check (prefers in ('auto', 'wecom', 'sms')),
    sms_stopped_at timestamptz,
    greeted_at timestamptz,
    check (to_date is null or to_date >= from_date)
);
-- A person is known by the userid without regard to case and by the mobile number, unique among those who have not left.
create unique index staff_userid_key on staff (lower(userid));
create unique index staff_mobile_key on staff (mobile) where to_date is null;
create index staff_manager_idx on staff (manager) where manager is not null;

create table hospital (
    code    text primary key check (code <> ''),
    name    text not null check (name <> ''),
    level   text not null default '',
    aliases text[] not null default '{}',
    lat     double precision check (lat between -90 and 90),
    lon     double precision check (lon between -180 and 180)
);

create table doctor (
    code        text primary key check (code <> ''),
    name        text not null check (name <> ''),
    hospital    text not null references hospital,
    department  text not null check (department <> ''),
    title       text not null default '',
    post        text not null default '',
    grade       text not null default '' check (grade in ('', 'A', 'B', 'C', 'D')),
    outpatients int check (outpatients >= 0),
    beds        int check (beds >= 0),
    needs       text[] not null default '{}'
);
create index doctor_hospital_idx on doctor (hospital);

create table product (
    code    text primary key check (code <> ''),
    brand   text not null check (brand <> ''),
    generic text not null default '',
    aliases text[] not null default '{}',
    area    text not null default ''
);

-- Which rep sees which doctor, from when to when (to is the last day, null while it lasts). line '' means every line.
-- short_code is the doctor's code in that rep's list (Z1); it stays for ever.
create table assignment (
    doctor     text not null references doctor,
    rep        text not null references staff,
    line       text not null default '',
    from_date  date not null,
    to_date    date,
    short_code text not null,
    primary key (doctor, rep, line, from_date),
    check (to_date is null or to_date >= from_date)
);
create unique index assignment_open_key on assignment (doctor, rep, line) where to_date is null;
create index assignment_rep_idx on assignment (rep) where to_date is null;

-- The keys of what reached us. They are never partitioned: a repeat must find its row whatever month it comes in.
-- state: stored (taken in, its turn follows), answered, dead (its turn failed by a bug; alerted, kept).
create table inbox_seen (
    channel     text not null,
    message_id  text not null,
    at          timestamptz not null,
    received_at timestamptz not null,
    person      text,
    -- Who sent a message whose turn follows: her short messages are answered in their order.
    sender      text,
    state       text not null check (state in ('stored', 'answered', 'dead')),
    answer      jsonb,
    primary key (channel, message_id)
);
create index inbox_seen_stored_idx on inbox_seen (sender, at) where state = 'stored';
create index inbox_seen_at_idx on inbox_seen (at);

-- The bodies, masked by the screen, by the message's own time (equal in every redelivery).
create table inbox_body (
    at         timestamptz not null,
    channel    text not null,
    message_id text not null,
    body       jsonb not null
) partition by range (at);
create table inbox_body_rest partition of inbox_body default;
create index inbox_body_idx on inbox_body (channel, message_id);

-- One row a person; the turn locks it, so that her messages are taken one after the other.
create table conversation (
    person        text primary key references staff,
    state         jsonb not null default '{}',
    last_wecom_at timestamptz,
    last_sms_at   timestamptz
);

-- People who wrote and whom the import does not know: told once a day over WeCom, only counted over SMS.
create table stranger (
    channel text not null,
    address text not null,
    day     date not null,
    count   int not null default 1,
    primary key (channel, address, day)
);

-- The company-wide numbers of whatever a person can name. A number is never given twice.
create sequence record_number start 1001;
create table record (
    number bigint primary key,
    kind   text not null,
    id     uuid not null
);

create table visit (
    id          uuid primary key,
    number      bigint not null unique,
    rep         text not null references staff,
    doctor      text not null references doctor,
    date        date not null,
    start       text check (start ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
    minutes     int check (minutes > 0),
    products    text[] not null default '{}',
    purpose     text,
    result      text,
    joint       text references staff,
    next_date   date,
    next_start  text,
    note        text not null default '',
    channel     text not null,
    said_at     timestamptz not null,
    recorded_at timestamptz not null,
    -- The recording: everything that one message made carries the same origin, so that one 撤销 takes it all back.
    origin      uuid not null,
    score       int not null,
    scheme      int not null,
    effective   boolean not null,
    status      text not null check (status in ('incomplete', 'open', 'approved', 'rejected', 'withdrawn')),
    plan        uuid,
    revision    int not null default 0
);
create index visit_rep_idx on visit (rep, date);
create index visit_doctor_idx on visit (doctor, rep, date);
create index visit_origin_idx on visit (origin);
create index visit_date_idx on visit (date);

create table plan (
    id          uuid primary key,
    number      bigint not null unique,
    rep         text not null references staff,
    doctor      text not null references doctor,
    date        date,
    start       text check (start ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
    products    text[] not null default '{}',
    purpose     text,
    remind      int check (remind > 0),
    state       text not null check (state in ('planned', 'done', 'cancelled', 'moved', 'missed')),
    visit       uuid,
    week        uuid,
    note        text not null default '',
    channel     text not null,
    said_at     timestamptz not null,
    recorded_at timestamptz not null,
    origin      uuid not null,
    revision    int not null default 0
);
create index plan_rep_idx on plan (rep, date);
create index plan_doctor_idx on plan (doctor, rep, date) where state = 'planned';
create index plan_origin_idx on plan (origin);

create table reminder (
    id          uuid primary key,
    number      bigint not null unique,
    person      text not null references staff,
    at          timestamptz not null,
    subject     text not null,
    doctor      text references doctor,
    state       text not null check (state in ('set', 'cancelled', 'told')),
    channel     text not null,
    said_at     timestamptz not null,
    recorded_at timestamptz not null,
    origin      uuid not null,
    revision    int not null default 0
);
create index reminder_person_idx on reminder (person, at) where state = 'set';
create index reminder_origin_idx on reminder (origin);

-- What people said that has no table of its own yet, or that another desk works: adverse events, complaints, events,
-- time off. Kept whole with its number, so that nothing said is lost.
create table report (
    id          uuid primary key,
    number      bigint not null unique,
    kind        text not null check (kind in ('safety', 'complaint', 'event', 'timeoff')),
    person      text not null references staff,
    doctor      text references doctor,
    products    text[] not null default '{}',
    body        jsonb not null,
    text        text not null,
    state       text not null check (state in ('open', 'withdrawn', 'closed')),
    channel     text not null,
    said_at     timestamptz not null,
    recorded_at timestamptz not null,
    origin      uuid not null
);
create index report_kind_idx on report (kind, recorded_at);
create index report_origin_idx on report (origin);
create index report_person_idx on report (person, kind);

-- What happened, in the past tense; the history of a record is its facts: who, when, before and after.
create table fact (
    id      uuid not null,
    at      timestamptz not null,
    kind    text not null,
    person  text not null,
    subject uuid not null,
    number  bigint,
    before  jsonb,
    after   jsonb
) partition by range (at);
create table fact_rest partition of fact default;
create index fact_subject_idx on fact (subject, at);

-- What deserves telling whom, when. One live notice a key; withdrawn ones are kept.
-- state: live (not told yet), told (a delivery was claimed), withdrawn (the truth changed), expired (came too late).
create table notice (
    id         uuid primary key,
    kind       text not null,
    key        text not null,
    person     text not null references staff,
    subject    uuid,
    number     bigint,
    revision   int not null default 0,
    args       jsonb,
    due_at     timestamptz not null,
    created_at timestamptz not null,
    state      text not null default 'live' check (state in ('live', 'told', 'withdrawn', 'expired')),
    told_at    timestamptz,
    acked_at   timestamptz
);
create unique index notice_key_key on notice (key) where state <> 'withdrawn';
create index notice_subject_idx on notice (subject) where subject is not null;
create index notice_waiting_idx on notice (person, told_at) where state = 'told' and acked_at is null;

-- What must happen after a transaction. due_at is business time; run_after, queued_at and lease_until are wall time.
create table outbox (
    id          uuid primary key,
    topic       text not null,
    ref         text not null,
    due_at      timestamptz not null,
    run_after   timestamptz,
    queued_at   timestamptz,
    lease_until timestamptz,
    attempt     int not null default 0,
    done_at     timestamptz,
    dead_at     timestamptz,
    last_error  text
);
create index outbox_due_idx on outbox (due_at) where queued_at is null and done_at is null and dead_at is null;
create index outbox_queued_idx on outbox (queued_at) where queued_at is not null and done_at is null and dead_at is null;
create index outbox_done_idx on outbox (done_at) where done_at is not null;
create index outbox_dead_idx on outbox (dead_at) where dead_at is not null;

-- One notice on its way over one channel. body is what every attempt sends, byte for byte.
create table delivery (
    id            uuid primary key,
    key           text not null unique,
    notice        uuid not null references notice,
    person        text not null,
    address       text not null,
    kind          text not null,
    channel       text not null,
    state         text not null check (state in ('claimed', 'sent', 'delivered', 'acknowledged', 'refused', 'unknown')),
    body          bytea not null,
    text          text not null,
    task_id       text,
    provider_id   text,
    response_code text,
    code          text,
    attempts      int not null default 0,
    due_at        timestamptz not null,
    claimed_at    timestamptz not null,
    sent_at       timestamptz,
    settled_at    timestamptz,
    -- Wall time of the first attempt and of the last: the gateways' duplicate windows run on it.
    first_try_at  timestamptz,
    last_try_at   timestamptz
);
create index delivery_notice_idx on delivery (notice);
create index delivery_person_idx on delivery (person, claimed_at);
create index delivery_provider_idx on delivery (provider_id) where provider_id is not null;
create index delivery_task_idx on delivery (task_id) where task_id is not null;
create index delivery_due_idx on delivery (due_at);

create table delivery_attempt (
    delivery uuid not null,
    attempt  int not null,
    at       timestamptz not null,
    outcome  text not null,
    code     text
) partition by range (at);
create table delivery_attempt_rest partition of delivery_attempt default;
create index delivery_attempt_idx on delivery_attempt (delivery);

-- Who leads a cadence: the holder's lease is wall time.
create table lease (
    name   text primary key,
    holder uuid not null,
    until  timestamptz not null
);

-- Every occurrence of a cadence that was run: (kind, slot) once, whoever ran it.
create table cadence_run (
    kind text not null,
    slot timestamptz not null,
    at   timestamptz not null,
    primary key (kind, slot)
);
