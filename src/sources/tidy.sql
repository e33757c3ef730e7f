-- source: tidy
-- title: Any attention over time, one observation a row
-- unit: amount
-- unique: work, start

-- input csv tsv jsonl parquet: work, kind, date, value; optional maker, days, released, id, film_id, soundtrack
WITH read AS (
    SELECT
        *,
        as_day(left(date, 10)) AS start
    FROM input
),

placed AS (
    SELECT
        *,
        lead(start) OVER (PARTITION BY kind, work, maker, id ORDER BY start) - start AS step
    FROM read
)

SELECT
    row,
    kind,
    work AS title,
    maker,
    id AS external,
    as_day(released) AS released,
    (coalesce(lower(soundtrack) IN ('true', '1', 'yes'), false) OR film_id IS NOT NULL) AS soundtrack,
    film_id AS film,
    start,
    -- How long an observation holds: told, or the shortest step of the work's own dates.
    greatest(1, least(366, coalesce(try_cast(days AS INTEGER), min(nullif(step, 0)) OVER (PARTITION BY kind, work, maker, id), 1))) AS days,
    as_amount(value) AS value,  -- a missing value, or "<1", lies below the floor
    NULL AS left_out,
    CASE
        WHEN work IS NULL THEN wrong('work', work, 'a name')
        WHEN kind IS NULL THEN wrong('kind', kind, 'film, series, album, song, artist or another word')
        WHEN start IS NULL THEN wrong('date', date, 'a date (YYYY-MM-DD)')
        WHEN value IS NOT NULL AND value NOT LIKE '<%' AND as_amount(value) IS NULL THEN wrong('value', value, 'a number of 0 or more')
        WHEN released IS NOT NULL AND as_day(released) IS NULL THEN wrong('released', released, 'a date (YYYY-MM-DD)')
    END AS problem
FROM placed
