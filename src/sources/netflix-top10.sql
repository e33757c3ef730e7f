-- source: netflix-top10
-- title: Weekly hours of the ten most watched films and series on Netflix
-- unit: hours
-- unique: work, start

-- input tsv: week, category, weekly_rank, show_title, season_title, weekly_hours_viewed
SELECT
    row,
    CASE WHEN category LIKE 'Films%' THEN 'film' ELSE 'series' END AS kind,
    show_title || CASE WHEN coalesce(season_title, 'N/A') IN ('N/A', show_title) THEN '' ELSE ' / ' || season_title END AS title,
    category AS maker,
    NULL AS external,
    NULL AS released,
    false AS soundtrack,
    NULL AS film,
    as_day(week) - 6 AS start,  -- the file gives the week's last day
    7 AS days,
    as_amount(weekly_hours_viewed) AS value,
    NULL AS left_out,
    CASE
        WHEN as_day(week) IS NULL THEN wrong('week', week, 'a date (YYYY-MM-DD)')
        WHEN show_title IS NULL THEN wrong('show_title', show_title, 'a name')
        WHEN as_rank(weekly_rank, 10) IS NULL THEN wrong('weekly_rank', weekly_rank, 'a place from 1 to 10')
        WHEN as_amount(weekly_hours_viewed) IS NULL THEN wrong('weekly_hours_viewed', weekly_hours_viewed, 'an amount of 0 or more')
    END AS problem
FROM input
