-- What the sources' files share. Every column of a file is text until one of these has read it.

-- A date written YYYY-MM-DD, or NULL.
CREATE OR REPLACE TEMP MACRO as_day(text) AS
    CASE WHEN length(text) = 10 AND text[5] = '-' AND text[8] = '-' THEN try_cast(text AS DATE) END;

-- The first day of a month written YYYY-MM, or NULL.
CREATE OR REPLACE TEMP MACRO as_month(text) AS
    CASE WHEN length(text) = 7 AND text[5] = '-' THEN try_cast(text || '-01' AS DATE) END;

-- A finite number, or NULL.
CREATE OR REPLACE TEMP MACRO as_number(text) AS
    CASE WHEN isfinite(try_cast(text AS DOUBLE)) THEN try_cast(text AS DOUBLE) END;

-- A count or an amount: a finite number that is not negative, or NULL.
CREATE OR REPLACE TEMP MACRO as_amount(text) AS
    CASE WHEN as_number(text) >= 0 THEN as_number(text) END;

-- A place in a chart of so many places: a whole number from 1, or NULL.
CREATE OR REPLACE TEMP MACRO as_rank(text, places) AS
    CASE
        WHEN try_cast(text AS DOUBLE) BETWEEN 1 AND places AND try_cast(text AS DOUBLE) % 1 = 0
            THEN try_cast(text AS DOUBLE)::INTEGER
    END;

-- What is wrong with a cell, as a sentence.
CREATE OR REPLACE TEMP MACRO wrong(name, text, wanted) AS
    CASE
        WHEN text IS NULL THEN name || ' is missing; it should be ' || wanted
        ELSE name || ' ''' || left(text, 40) || ''' is not ' || wanted
    END;

-- When a film was first shown that belongs to a year, or to years: 1995, 1927/28, 2000–2001. The first
-- day, and the number of days that it may have been; NULL for what is no year of the cinema.
CREATE OR REPLACE TEMP MACRO first_year(text) AS
    CASE
        WHEN regexp_full_match(text, '\d{4}([/–-](\d{2}|\d{4})?)?') AND left(text, 4)::INTEGER BETWEEN 1874 AND 2100
            THEN left(text, 4)::INTEGER
    END;

CREATE OR REPLACE TEMP MACRO last_year(text) AS
    CASE
        WHEN length(text) = 7
            THEN first_year(text) + (right(text, 2)::INTEGER - first_year(text) % 100 + 100) % 100
        WHEN length(text) = 9 AND right(text, 4) > left(text, 4) THEN right(text, 4)::INTEGER
        ELSE first_year(text)
    END;

CREATE OR REPLACE TEMP MACRO year_released(text) AS make_date(first_year(text), 1, 1);

CREATE OR REPLACE TEMP MACRO year_days(text) AS
    make_date(last_year(text) + 1, 1, 1) - make_date(first_year(text), 1, 1);

-- Patterns for a part in the making of music, and for further ones: "written", ", and performed".
CREATE OR REPLACE TEMP MACRO part() AS
    '(written|performed|composed|produced|arranged|adapted|music|lyrics?|words|vocals?|sung|devised|played|recorded|remixed|orchestrat\w+)';

CREATE OR REPLACE TEMP MACRO more_parts() AS '((\s*[,/&]\s*|\s+)(and\s+|&\s+)?' || part() || ')*';

-- A Wikipedia article's identifier, title and year: articles are written with spaces or underscores,
-- and "(1992 film)" tells a film from what else bears its name.
CREATE OR REPLACE TEMP MACRO article_id(article) AS replace(article, ' ', '_');

CREATE OR REPLACE TEMP MACRO article_title(article) AS
    regexp_replace(replace(article, '_', ' '), ' \((\d{4} )?(film|movie)\)$', '');

CREATE OR REPLACE TEMP MACRO article_released(article) AS
    try_cast(nullif(regexp_extract(article, '\((\d{4})[ _](film|movie)\)$', 1), '') || '-01-01' AS DATE);

CREATE OR REPLACE TEMP MACRO days_in_month(day) AS
    date_diff('day', day, (day + INTERVAL 1 MONTH)::DATE);
