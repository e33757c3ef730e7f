-- source: hot-100
-- title: Weekly US song chart of 100 places
-- unit: rank
-- floor: 100
-- unique: start, value
-- tells: 100 song songs hot

-- input csv: chart_week, current_week, title, performer
SELECT
    row,
    'song' AS kind,
    coalesce(title, '(untitled)') AS title,
    performer AS maker,
    NULL AS external,
    NULL AS released,
    false AS soundtrack,
    NULL AS film,
    as_day(chart_week) AS start,
    7 AS days,
    as_rank(current_week, 100)::DOUBLE AS value,
    NULL AS left_out,
    CASE
        WHEN as_day(chart_week) IS NULL THEN wrong('chart_week', chart_week, 'a date (YYYY-MM-DD)')
        WHEN as_rank(current_week, 100) IS NULL THEN wrong('current_week', current_week, 'a place from 1 to 100')
        WHEN performer IS NULL THEN wrong('performer', performer, 'a name')
    END AS problem
FROM input

-- rules
-- Older songs leave the chart once they have fallen, whatever they are played (the "recurrent" rule).
-- Its two steps show in the chart itself: from 1992 hardly a song stays below place 50 after twenty
-- weeks, from the end of 2015 hardly one below place 25 after a year.
SELECT * FROM (VALUES
    ('censors', DATE '1992-01-04', NULL::DATE, 140, 50, 'on the chart for 20 weeks and below place 50'),
    ('censors', DATE '2015-12-05', NULL::DATE, 364, 25, 'on the chart for a year and below place 25')
) AS rule(kind, begins, ends, age_days, below_rank, note)
