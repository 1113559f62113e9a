-- +goose Up

-- The company's own words, in small letters, and the one standard value that each leads to: the code of a product or a
-- hospital, the standard name of a department, the code of a purpose or a result.
create table word (
    word     text primary key check (word <> '' and word = lower(word)),
    kind     text not null check (kind in ('product', 'hospital', 'department', 'purpose', 'result')),
    standard text not null check (standard <> '')
);

-- What doctors said of our products and of us during a visit, without what would tell who a patient is. It lives and is
-- withdrawn with its visit. products is empty where the remark names none: then those of the visit are meant.
create table visit_feedback (
    visit    uuid not null references visit,
    item     int not null check (item > 0),
    kind     text not null check (kind in ('efficacy', 'dosage', 'supply', 'price', 'competitor', 'service')),
    products text[] not null default '{}',
    text     text not null check (text <> ''),
    said_at  timestamptz not null,
    primary key (visit, item)
);
