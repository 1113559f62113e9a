-- +goose Up

-- Who wrote a short message: one number may be that of somebody who leaves and of the one who gets it next.
create index staff_mobile_idx on staff (mobile, from_date);
