-- source: billboard-200
-- title: Weekly US album chart of 200 places
-- unit: rank
-- floor: 200
-- unique: start, value
-- tells: 200 album albums

-- input csv: chart_week, current_week, title, performer
SELECT
    row,
    'album' AS kind,
    coalesce(title, '(untitled)') AS title,
    performer AS maker,
    NULL AS external,
    NULL AS released,
    -- Film music is filed under the performer "Soundtrack", or says so in its title.
    (performer ILIKE 'soundtrack%' OR performer ILIKE '%(original soundtrack)%'
        OR regexp_matches(title, '(?i)[(\[][^)\]]*soundtrack[^)\]]*[)\]]|motion picture|: the soundtrack$')) IS TRUE
        AS soundtrack,
    NULL AS film,
    as_day(chart_week) AS start,
    7 AS days,
    as_rank(current_week, 200)::DOUBLE AS value,
    NULL AS left_out,
    CASE
        WHEN as_day(chart_week) IS NULL THEN wrong('chart_week', chart_week, 'a date (YYYY-MM-DD)')
        WHEN as_rank(current_week, 200) IS NULL THEN wrong('current_week', current_week, 'a place from 1 to 200')
        WHEN performer IS NULL THEN wrong('performer', performer, 'a name')
    END AS problem
FROM input

-- rules
-- From May 1991 to the chart of 2009-12-05 older albums left the chart once they had fallen, whatever
-- they sold. A life that ends so is not known to have ended.
SELECT * FROM (VALUES
    ('censors', DATE '1991-05-25', DATE '1992-12-26',  728,   0, 'older than two years'),
    ('censors', DATE '1993-01-02', DATE '2007-12-29',  728, 100, 'older than two years and below place 100'),
    ('censors', DATE '2008-01-05', DATE '2009-11-28',  546, 100, 'older than 18 months and below place 100'),
    -- A chart's date is a Saturday to come: the week it counts began so many days before. From release
    -- to first chart, albums that sell from their first day show it.
    ('dated',   DATE '1967-01-01', NULL,                19, NULL, 'counts Monday to Sunday'),
    ('dated',   DATE '2015-07-25', NULL,                22, NULL, 'counts Friday to Thursday'),
    ('dated',   DATE '2018-01-03', NULL,                19, NULL, 'one chart between'),
    ('dated',   DATE '2018-01-06', NULL,                15, NULL, 'dated a week earlier'),
    ('counts',  DATE '1991-05-25', NULL,              NULL, NULL, 'sales counted electronically'),
    ('counts',  DATE '2009-12-05', NULL,              NULL, NULL, 'older albums stay on the chart'),
    ('counts',  DATE '2014-12-13', NULL,              NULL, NULL, 'streams counted')
) AS rule(kind, begins, ends, age_days, below_rank, note)
