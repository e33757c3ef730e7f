-- source: box-office-daily
-- title: Daily US gross of every release in cinemas
-- unit: usd
-- unique: work, start

-- input csv: date, release_id, title, daily_usd; optional days, distributor
WITH read AS (
    SELECT
        *,
        as_day(date) AS start,
        try_cast(days AS INTEGER) AS age
    FROM input
),

placed AS (
    SELECT
        *,
        start - lag(start) OVER (PARTITION BY release_id ORDER BY start) AS since,
        lead(start) OVER (PARTITION BY release_id ORDER BY start) - start AS until
    FROM read
)

SELECT
    row,
    'film' AS kind,
    title,
    nullif(distributor, '-') AS maker,
    release_id AS external,
    -- The first day in cinemas: the file tells how many days each release has been running.
    (min(start - (age - 1)) FILTER (WHERE age > 0) OVER (PARTITION BY release_id)) AS released,
    false AS soundtrack,
    NULL AS film,
    start,
    1 AS days,
    as_amount(daily_usd) AS value,
    -- On this day the publisher's page listed releases of other years, with no showing around it.
    CASE
        WHEN start = DATE '2023-12-21' AND coalesce(since, 9999) > 28 AND coalesce(until, 9999) > 28 AND age > 60
            THEN 'a stray day of a release that was not running'
    END AS left_out,
    CASE
        WHEN start IS NULL THEN wrong('date', date, 'a date (YYYY-MM-DD)')
        WHEN release_id IS NULL THEN wrong('release_id', release_id, 'an identifier')
        WHEN title IS NULL THEN wrong('title', title, 'a name')
        WHEN as_amount(daily_usd) IS NULL THEN wrong('daily_usd', daily_usd, 'an amount of 0 or more')
    END AS problem
FROM placed

-- rules
SELECT * FROM (VALUES
    ('counts', DATE '2002-01-01', NULL, NULL, NULL, 'before it, many days and releases are missing'),
    ('counts', DATE '2020-03-20', NULL, NULL, NULL, 'cinemas closed; reports are thin from here on')
) AS rule(kind, begins, ends, age_days, below_rank, note)
