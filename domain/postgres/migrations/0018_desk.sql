-- +goose Up

-- What the safety desk works: a case for each adverse event and each product complaint, beside the report that it came from (the
-- same id and number). due_at is statutory: it runs across holidays and nights. The history of a case is its facts.
create table desk_case (
    id          uuid primary key references report,
    number      bigint not null unique,
    kind        text not null check (kind in ('safety', 'complaint')),
    reporter    text not null references staff,
    day0        timestamptz not null,
    due_at      timestamptz not null,
    state       text not null check (state in ('received', 'classified', 'assigned', 'handled', 'called_back', 'reported', 'closed', 'merged')),
    owner       text references staff,
    -- The four elements of an adverse event, as far as they are known; the patient by initials, sex and age only.
    patient     text not null default '',
    source      text not null default '',
    product     text not null default '',
    event       text not null default '',
    seriousness text not null default '' check (seriousness in ('', 'other', 'new', 'serious', 'death')),
    criteria    text[] not null default '{}',
    expected    text not null default '' check (expected in ('', 'expected', 'unexpected')),
    reported_on date,
    reference   text not null default '',
    -- A complaint's steps.
    category    text not null default '' check (category in ('', 'quality', 'packaging', 'delivery', 'service', 'price', 'other')),
    batch       text not null default '',
    handling    text not null default '',
    callback    text not null default '',
    reason      text not null default '',
    merged_into bigint,
    closed_by   text references staff,
    closed_at   timestamptz,
    revision    int not null default 0
);
create index desk_case_open_idx on desk_case (due_at, number) where state not in ('closed', 'merged');
create index desk_case_reporter_idx on desk_case (reporter, number);
create index desk_case_owner_idx on desk_case (owner, number) where owner is not null;
create index desk_case_day0_idx on desk_case (day0);

-- What the desk asked somebody about a case, until she answers.
create table desk_question (
    id          uuid primary key,
    desk_case   uuid not null references desk_case,
    number      bigint not null,
    asked_by    text not null references staff,
    person      text not null references staff,
    text        text not null check (text <> ''),
    asked_at    timestamptz not null,
    answered_at timestamptz
);
create index desk_question_open_idx on desk_question (person, asked_at) where answered_at is null;
create index desk_question_case_idx on desk_question (desk_case, asked_at);

-- What was told before there were cases.
insert into desk_case (id, number, kind, reporter, day0, due_at, state, event)
select id, number, kind, person, said_at, said_at + interval '15 days', 'received', text
from report where kind in ('safety', 'complaint') and state = 'open';
