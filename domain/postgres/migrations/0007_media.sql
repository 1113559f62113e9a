-- +goose Up

-- What a delivery carries beside words: WeCom's type of a picture or a file.
alter table delivery add column media text not null default '' check (media in ('', 'image', 'file'));

-- The pictures and files of deliveries, drawn once, when the notice was claimed; every attempt sends these bytes, whichever
-- process makes it. media_id is WeCom's name for its copy, which lives three days of wall time.
create table attachment (
    delivery    uuid primary key references delivery,
    name        text not null,
    content     bytea not null,
    made_at     timestamptz not null,
    media_id    text,
    uploaded_at timestamptz,
    uploads     int not null default 0
);
-- PNG and xlsx are compressed already.
alter table attachment alter column content set storage external;
create index attachment_made_idx on attachment (made_at);

-- What people agreed to and took back, one row each time; the newest one counts.
create table consent (
    id          uuid primary key,
    person      text not null references staff,
    what        text not null check (what in ('location')),
    given       boolean not null,
    channel     text not null,
    said_at     timestamptz not null,
    recorded_at timestamptz not null
);
create index consent_person_idx on consent (person, what, said_at);

-- Pictures and places that people sent; evidence of a visit, or waiting for one. What belongs to a withdrawn visit is
-- withdrawn with it. Coordinates and label are kept with the person's consent only and go when she takes it back.
create table evidence (
    id          uuid primary key,
    person      text not null references staff,
    kind        text not null check (kind in ('image', 'location')),
    channel     text not null,
    said_at     timestamptz not null,
    recorded_at timestamptz not null,
    visit       uuid references visit,
    attached_at timestamptz,
    media_id    text,
    -- due: to be fetched; kept: in evidence_file; gone: no longer at WeCom; refused: no picture, or too large.
    file        text check (file in ('due', 'kept', 'gone', 'refused')),
    lat         double precision check (lat between -90 and 90),
    lon         double precision check (lon between -180 and 180),
    label       text
);
create index evidence_visit_idx on evidence (visit) where visit is not null;
create index evidence_waiting_idx on evidence (person, said_at) where visit is null;
create index evidence_said_idx on evidence (said_at);
-- What a person takes back her consent to.
create index evidence_place_idx on evidence (person) where lat is not null;

-- The pictures themselves, beside the rows that lists read.
create table evidence_file (
    evidence uuid primary key references evidence,
    type     text not null,
    content  bytea not null,
    sha256   bytea not null,
    kept_at  timestamptz not null
);
alter table evidence_file alter column content set storage external;
create index evidence_file_kept_idx on evidence_file (kept_at);

-- What a person recorded lately is found by when she said it.
create index visit_said_idx on visit (rep, said_at);
