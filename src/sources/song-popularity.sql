-- source: song-popularity
-- title: Popularity of charted songs on one day, by the day on which each first charted
-- unit: index
-- unique: work, start

-- input csv: Date, Song, Artist, CurrentPopularity, age
-- The day on which all were counted is not told: it lies `age` years after `Date`, in days since 1970.
WITH read AS (
    SELECT
        *,
        as_number(Date) AS charted,
        as_number(age) AS years
    FROM input
)

SELECT
    row,
    'song' AS kind,
    Song AS title,
    Artist AS maker,
    NULL AS external,
    DATE '1970-01-01' + charted::INTEGER AS released,
    false AS soundtrack,
    NULL AS film,
    DATE '1970-01-01' + round(charted + 365.25 * years)::INTEGER AS start,
    1 AS days,
    as_amount(CurrentPopularity) AS value,
    NULL AS left_out,
    CASE
        WHEN Song IS NULL THEN wrong('Song', Song, 'a name')
        WHEN charted IS NULL OR abs(charted) > 1e5 THEN wrong('Date', Date, 'days since 1970-01-01')
        WHEN years IS NULL OR years < 0 OR years > 200 THEN wrong('age', age, 'a number of years')
        WHEN as_amount(CurrentPopularity) IS NULL THEN wrong('CurrentPopularity', CurrentPopularity, 'a number of 0 or more')
    END AS problem
FROM read
