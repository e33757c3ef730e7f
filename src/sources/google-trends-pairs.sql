-- source: google-trends-pairs
-- title: Monthly search interest for a film or series, a song in it and its artist, on one scale of 0 to 100
-- unit: index
-- floor: 1
-- unique: work, start

-- input csv: pair, kind, title, screen_release, song, artist, month, screen_score, song_score, artist_score; optional song_release
WITH observed AS (
    SELECT
        row,
        month,
        as_month(month) AS start,
        unnest([
            {'kind': CASE kind WHEN 'movie' THEN 'film' ELSE 'series' END, 'title': title, 'maker': NULL,
             'external': pair || ':screen', 'released': screen_release, 'film': NULL, 'score': screen_score},
            {'kind': 'song', 'title': song, 'maker': artist,
             'external': pair || ':song', 'released': song_release, 'film': pair || ':screen', 'score': song_score},
            {'kind': 'artist', 'title': artist, 'maker': NULL,
             'external': pair || ':artist', 'released': NULL, 'film': pair || ':screen', 'score': artist_score}
        ], recursive := true)
    FROM input
)

SELECT
    row,
    kind,
    title,
    maker,
    external,
    as_day(released) AS released,
    (kind = 'song') AS soundtrack,
    film,
    start,
    days_in_month(start) AS days,
    as_amount(score) AS value,  -- "<1" lies below the floor and is no number
    NULL AS left_out,
    CASE
        WHEN start IS NULL THEN wrong('month', month, 'a month (YYYY-MM)')
        WHEN title IS NULL THEN wrong('title', title, 'a name')
        WHEN score IS NULL OR (score <> '<1' AND as_amount(score) IS NULL) OR as_amount(score) > 100
            THEN wrong('score', score, 'a number from 0 to 100, nor <1')
    END AS problem
FROM observed

-- catalogue csv: pair, kind, title, screen_release, song, artist, month, screen_score, song_score, artist_score
SELECT
    row,
    title AS film,
    NULL AS external,
    as_day(screen_release) AS released,
    CASE WHEN as_day(screen_release) IS NOT NULL THEN 1 END AS days,
    song AS music,
    artist AS performer,
    'a song of the ' || CASE kind WHEN 'movie' THEN 'film' ELSE 'series' END AS credit,
    NULL AS left_out,
    NULL AS problem
FROM input
