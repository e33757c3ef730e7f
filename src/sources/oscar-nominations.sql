-- source: oscar-nominations
-- title: Nominations for the Academy Awards: films, and the songs nominated in them

-- catalogue short tsv: Year, CanonicalCategory, Film, FilmId, Name, Detail
-- A nomination of several films names them, and their identifiers, in one order with "|" between. The
-- year is the one that the award was given for, in which its rules want the film to have been shown.
WITH read AS (
    SELECT
        row,
        Year,
        CASE WHEN CanonicalCategory = 'MUSIC (Original Song)' THEN nullif(split_part(Detail, '|', 1), '') END AS song,
        Name,
        unnest(coalesce(string_split(Film, '|'), [NULL])) AS film,
        unnest(coalesce(string_split(FilmId, '|'), [NULL])) AS external
    FROM input
)

SELECT
    row,
    film,
    nullif(external, '') AS external,
    year_released(Year) AS released,
    year_days(Year) AS days,
    song AS music,
    NULL AS performer,
    'nominated for an Academy Award: ' || coalesce(Name, 'original song') AS credit,
    CASE WHEN film IS NULL THEN 'a nomination of no film' END AS left_out,
    CASE
        WHEN first_year(Year) IS NULL THEN wrong('Year', Year, 'a year (1934) or two (1927/28)')
    END AS problem
FROM read
