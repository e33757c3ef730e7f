-- The statements by which a file comes into the store; src/sources/ingest.cc runs them by name.
-- `staged` is a temporary table of the file's observations, `staged_catalogue` one of what it tells of
-- films, and $1, $2 ... are parameters.

-- name: staged
-- What stands in braces is filled in: the file, the source's own query, and the source's name. Without
-- an identifier of the publisher's, a work is its kind, title and maker.
CREATE TEMP TABLE staged AS
WITH input AS ({input}),

observation(
    row, kind, title, maker, external, released, soundtrack, film, start, days, value, left_out, problem
) AS ({query})

SELECT
    row::BIGINT AS row,
    kind::VARCHAR AS kind,
    title::VARCHAR AS title,
    maker::VARCHAR AS maker,
    external::VARCHAR AS external,
    released::DATE AS released,
    soundtrack::BOOLEAN AS soundtrack,
    film::VARCHAR AS film,
    start::DATE AS start,
    days::INTEGER AS days,
    value::DOUBLE AS value,
    left_out::VARCHAR AS left_out,
    problem::VARCHAR AS problem,
    md5_number_lower(CASE
        WHEN external IS NULL THEN concat_ws(chr(31), kind, title, coalesce(maker::VARCHAR, ''))
        ELSE concat_ws(chr(31), kind, {source}, external)
    END) AS id
FROM observation

-- name: staged_catalogue
-- Without an identifier a film is its title and when it was first shown.
CREATE TEMP TABLE staged_catalogue AS
WITH input AS ({input}),

told(
    row, film, external, released, days, music, performer, credit, left_out, problem
) AS ({query})

SELECT
    row::BIGINT AS row,
    film::VARCHAR AS film,
    external::VARCHAR AS external,
    released::DATE AS released,
    days::INTEGER AS days,
    music::VARCHAR AS music,
    performer::VARCHAR AS performer,
    credit::VARCHAR AS credit,
    left_out::VARCHAR AS left_out,
    problem::VARCHAR AS problem,
    CASE
        WHEN film IS NOT NULL
            THEN md5_number_lower(coalesce(external::VARCHAR, concat_ws(chr(31), film, released, days)))
    END AS id
FROM told

-- name: problem
-- The first row that the source's query refuses.
SELECT row, problem
FROM {table}
WHERE problem IS NOT NULL
ORDER BY row
LIMIT 1

-- name: left_out
SELECT left_out, count(*)
FROM {table}
WHERE left_out IS NOT NULL
GROUP BY left_out

-- name: duplicate
-- The first row that says again what another says; what must hold once is filled in.
SELECT row, first_row
FROM (
    SELECT max(row) AS row, min(row) AS first_row
    FROM staged
    GROUP BY {key}
    HAVING count(*) > 1
)
ORDER BY row
LIMIT 1

-- name: far_date
-- A date that stands more than so many years ($1) from all on one side of it: of the two shores of
-- the gap, the one that fewer rows stand on; and the date on the other shore.
WITH dated AS (
    SELECT start, count(*) AS told, min(row) AS row
    FROM staged
    GROUP BY start
),

gap AS (
    SELECT
        start,
        lead(start) OVER (ORDER BY start) AS next,
        sum(told) OVER (ORDER BY start) AS before,
        sum(told) OVER () - before AS after
    FROM dated
    QUALIFY next > start + to_years($1::INTEGER)
),

shore AS (
    SELECT
        before < after AS early,
        CASE WHEN early THEN start ELSE next END AS near,
        CASE WHEN early THEN next ELSE start END AS far,
        least(before, after) AS few
    FROM gap
)

SELECT dated.row, near, far, early
FROM shore
JOIN dated ON dated.start = near
ORDER BY few, near
LIMIT 1

-- name: observe
-- Where a file names a work twice in one period (two recordings of one name), the lower value stays.
INSERT INTO attention
SELECT id, $1, $2, start, days::SMALLINT, min(value)
FROM staged
GROUP BY id, start, days
ORDER BY id, start, days

-- name: describe
-- What the file tells of its works: in each column, the first row that tells it.
INSERT INTO description
SELECT
    $1, id, arg_min(kind, row), arg_min(title, row), arg_min(maker, row), arg_min(external, row),
    min(released), bool_or(soundtrack), arg_min(film, row)
FROM staged
GROUP BY id

-- name: keep_films
-- Of two dates for one film, the narrower.
INSERT INTO film
SELECT
    $1, id, arg_min(film, row), arg_min(external, row), arg_min(released, (days, released)), min(days)
FROM staged_catalogue
WHERE id IS NOT NULL
GROUP BY id

-- name: keep_credits
INSERT INTO credit
SELECT $1, id, music, performer, credit
FROM staged_catalogue
WHERE music IS NOT NULL
GROUP BY ALL
ORDER BY min(row), music, credit

-- name: forget_works
-- With describe_works: the works that the files $1 and $2 speak of are described anew, and $1 has no
-- say in it any more. A work that no other file knows is gone.
DELETE FROM work
WHERE id IN (SELECT work FROM description WHERE file IN ($1, $2))

-- name: describe_works
INSERT INTO work
SELECT
    work, arg_max(kind, turn), arg_max(title, turn), arg_max(maker, turn), arg_max(external, turn),
    min(released), arg_max(soundtrack, turn), arg_max(film, turn)
FROM description
JOIN file ON file.id = description.file
WHERE
    file.id <> $1
    AND work IN (SELECT work FROM description WHERE file IN ($1, $2))
GROUP BY work
