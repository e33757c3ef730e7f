-- source: musicbrainz-soundtracks
-- title: Films and their soundtrack albums by IMDb and MusicBrainz identifiers

-- catalogue csv: film_title, film_imdb_id, film_release_date, album_title, soundtrack_type
SELECT
    row,
    film_title AS film,
    film_imdb_id AS external,
    as_day(film_release_date) AS released,
    CASE WHEN film_release_date IS NOT NULL THEN 1 END AS days,
    album_title AS music,
    NULL AS performer,
    'soundtrack album' || CASE WHEN soundtrack_type IN ('score', 'songs') THEN ' of ' || replace(soundtrack_type, 'score', 'the score') ELSE '' END AS credit,
    NULL AS left_out,
    CASE
        WHEN film_title IS NULL THEN wrong('film_title', film_title, 'a name')
        WHEN film_release_date IS NOT NULL AND as_day(film_release_date) IS NULL
            THEN wrong('film_release_date', film_release_date, 'a date (YYYY-MM-DD)')
    END AS problem
FROM input
