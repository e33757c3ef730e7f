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

-- A Wikipedia article's identifier, title and year: articles are written with spaces or underscores,
-- and "(1992 film)" tells a film from what else bears its name.
CREATE OR REPLACE TEMP MACRO article_id(article) AS replace(article, ' ', '_');

CREATE OR REPLACE TEMP MACRO article_title(article) AS
    regexp_replace(replace(article, '_', ' '), ' \((\d{4} )?(film|movie)\)$', '');

CREATE OR REPLACE TEMP MACRO article_released(article) AS
    try_cast(nullif(regexp_extract(article, '\((\d{4})[ _](film|movie)\)$', 1), '') || '-01-01' AS DATE);

CREATE OR REPLACE TEMP MACRO days_in_month(day) AS
    date_diff('day', day, (day + INTERVAL 1 MONTH)::DATE);
