-- source: imdb-soundtrack-lists
-- title: Films and the music credited in them, by IMDb identifier

-- catalogue csv: id, Title, Year, Soundtrack
-- The credits of a film are one list, written as Python would but for quotation marks within, which
-- may stand bare: ['You've Got a Friend in Me Written by Randy Newman', 'Misty (1954)']. A credit is a
-- title and, mostly, who did what: words for a part in the making, and "by".
WITH listed AS (
    SELECT
        *,
        unnest(coalesce(nullif(string_split_regex(
            regexp_replace(replace(Soundtrack, '\''', ''''), '^\[[''"]?|[''"]?\]$', '', 'g'), '('', ''|'', "|", ''|", ")'
        ), ['']), [NULL])) AS credit
    FROM input
),

-- The title ends where a part in the making or a note begins. A bare "by" may belong to a title.
cut AS (
    SELECT
        *,
        regexp_extract(credit, '(?i)^(.+?)([,.]?\s+\(?((english|original|additional|traditional)\s+)?' || part() || more_parts() || '\s+by\b.*'
            || '|[,.]?\s+\(?(traditional\b|courtesy of\b|uncredited\b|public domain\b).*|,\s+\(.*)?$', 1) AS before_parts,
        regexp_extract(before_parts, '^(.+?)(,? by \p{Lu}.*|, By .*)?$', 1) AS before_by,
        CASE WHEN before_parts = credit THEN before_by ELSE before_parts END AS before_maker,
        -- A theme keeps what it is the theme from.
        CASE
            WHEN regexp_matches(before_maker, '(?i)\b(theme|suite|music|song|selections?|excerpts?|medley|aria|title|titles),? \(?from ') THEN before_maker
            ELSE regexp_extract(before_maker, '^(.+?)(,? \(?[Ff]rom ["''].*|,? \(?[Ff]rom .*\(\d{4}\)\)?|, [Ff]rom .*| \([Ff]rom .*)?$', 1)
        END AS named,
        regexp_replace(named, '(,? \((\d{4}|uncredited|reprise)\)|[\s,.;]+)*$', '', 'i') AS bare,
        regexp_extract(credit, '(?i)\b(performed|sung|vocals?|played)\b' || more_parts() || '\s+by\s+(.+?)'
            || '(\s*[,;-]?\s*(courtesy of|written|produced|composed|under licen[cs]e|by arrangement)\b.*)?$', 6) AS performed
    FROM listed
)

SELECT
    row,
    Title AS film,
    id AS external,
    year_released(Year) AS released,
    year_days(Year) AS days,
    CASE WHEN bare <> '' THEN regexp_replace(bare, '^(["''])(.*)(["''])$', '\2') END AS music,
    nullif(performed, '') AS performer,
    credit,
    NULL AS left_out,
    CASE
        WHEN id IS NULL THEN wrong('id', id, 'an identifier')
        WHEN Title IS NULL THEN wrong('Title', Title, 'a name')
        WHEN first_year(Year) IS NULL THEN wrong('Year', Year, 'a year (1995) or two (2000–2001)')
        WHEN Soundtrack IS NOT NULL AND NOT regexp_full_match(Soundtrack, '(?s)\[.*\]') THEN wrong('Soundtrack', Soundtrack, 'a list in brackets')
    END AS problem
FROM cut
