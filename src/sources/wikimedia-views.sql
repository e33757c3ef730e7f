-- source: wikimedia-views
-- title: Views of Wikipedia articles, a month or a day at a time
-- unit: views
-- unique: work, start, days

-- input csv: article, month, views
SELECT
    row,
    'film' AS kind,
    article_title(article) AS title,
    NULL AS maker,
    article_id(article) AS external,
    article_released(article) AS released,
    false AS soundtrack,
    NULL AS film,
    as_month(month) AS start,
    days_in_month(as_month(month)) AS days,
    as_amount(views) AS value,
    NULL AS left_out,
    CASE
        WHEN article IS NULL THEN wrong('article', article, 'a name')
        WHEN as_month(month) IS NULL THEN wrong('month', month, 'a month (YYYY-MM)')
        WHEN as_amount(views) IS NULL THEN wrong('views', views, 'a count of 0 or more')
    END AS problem
FROM input

-- input json: items
-- The answer of Wikimedia's REST interface (metrics/pageviews/per-article), as it comes.
WITH item AS (
    SELECT
        unnest(range(1, json_array_length(items)::BIGINT + 1)) AS row,  -- of the list
        unnest(from_json(items, '[{"project":"VARCHAR","article":"VARCHAR","timestamp":"VARCHAR","granularity":"VARCHAR","views":"VARCHAR"}]'), recursive := true)
    FROM input
    WHERE json_type(items) = 'ARRAY'
),

read AS (
    SELECT
        *,
        as_day(left(timestamp, 4) || '-' || timestamp[5:6] || '-' || timestamp[7:8]) AS start
    FROM item
)

SELECT
    row,
    'film' AS kind,
    article_title(article) AS title,
    NULL AS maker,
    CASE WHEN coalesce(project, 'en.wikipedia') = 'en.wikipedia' THEN '' ELSE project || ':' END || article_id(article) AS external,
    article_released(article) AS released,
    false AS soundtrack,
    NULL AS film,
    start,
    CASE granularity WHEN 'monthly' THEN days_in_month(start) ELSE 1 END AS days,
    as_amount(views) AS value,
    NULL AS left_out,
    CASE
        WHEN article IS NULL THEN wrong('article', article, 'a name')
        WHEN start IS NULL THEN wrong('timestamp', timestamp, 'a day (YYYYMMDDHH)')
        WHEN granularity IS NULL OR granularity NOT IN ('monthly', 'daily') THEN wrong('granularity', granularity, 'monthly or daily')
        WHEN as_amount(views) IS NULL THEN wrong('views', views, 'a count of 0 or more')
    END AS problem
FROM read

-- input lines: [a-z][-a-z0-9.]* \S+ (\d+|null) (desktop|mobile-web|mobile-app) \d+( \S*)?
-- A daily dump of pageview_complete: wiki, article, page, access, views of the day, views by the hour.
-- The day stands in the file's name; an article's kinds of access are added up.
WITH read AS (
    SELECT
        row,
        string_split(line, ' ') AS field,
        nullif(regexp_extract(file, '(\d{8})', 1), '') AS stamp
    FROM input
    WHERE trim(line, chr(13)) <> ''
)

SELECT
    min(row) AS row,
    'film' AS kind,
    article_title(field[2]) AS title,
    NULL AS maker,
    CASE WHEN field[1] = 'en.wikipedia' THEN field[2] ELSE field[1] || ':' || field[2] END AS external,
    article_released(field[2]) AS released,
    false AS soundtrack,
    NULL AS film,
    as_day(left(stamp, 4) || '-' || stamp[5:6] || '-' || stamp[7:8]) AS start,
    1 AS days,
    sum(as_amount(field[5])) AS value,
    NULL AS left_out,
    min(CASE
        WHEN len(field) < 5 OR as_amount(field[5]) IS NULL OR field[4] NOT IN ('desktop', 'mobile-web', 'mobile-app')
            THEN 'the line is not ''wiki article page access views hours'''
        WHEN as_day(left(stamp, 4) || '-' || stamp[5:6] || '-' || stamp[7:8]) IS NULL
            THEN 'the file''s name does not tell the day (as in pageviews-20210131-user.gz)'
    END) AS problem
FROM read
GROUP BY ALL
