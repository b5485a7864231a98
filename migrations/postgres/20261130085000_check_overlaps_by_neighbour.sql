-- Only SQLite's triggers change: PostgreSQL's exclusion constraints look overlaps up in an index of ranges.
SELECT 1;
