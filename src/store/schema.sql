-- The whole of an Outlive store. The version goes up with every change that an older program cannot
-- read; a program refuses a store of a later version than its own. All of it is run again on a store
-- of an earlier version that is opened to be changed, and adds what is not there.

CREATE TABLE IF NOT EXISTS store (
    schema_version INTEGER NOT NULL
);

-- A file that was read. A file is known by its source and its place, and unchanged as long as its
-- fingerprint is; a source holds no fingerprint twice.
CREATE TABLE IF NOT EXISTS file (
    id          INTEGER PRIMARY KEY,
    turn        INTEGER NOT NULL,           -- files were read in this order
    source      VARCHAR NOT NULL,
    name        VARCHAR NOT NULL,           -- the file's name without its folder
    path        VARCHAR NOT NULL,           -- absolute, and without links
    fingerprint VARCHAR NOT NULL,           -- XXH3, 128 bits, of the bytes as they lie
    rows        BIGINT  NOT NULL            -- observations it gave; a catalogue gives none
);

-- What attention is paid to: a film, an album, a song, an artist, a series. Put together from
-- `description`: what the file read last tells, and the earliest release of all.
CREATE TABLE IF NOT EXISTS work (
    id         UBIGINT NOT NULL,            -- the low half of the MD5 of what tells the work apart
    kind       VARCHAR NOT NULL,            -- film, series, album, song, artist or another word
    title      VARCHAR NOT NULL,
    maker      VARCHAR,                     -- performer of music, distributor of a film
    external   VARCHAR,                     -- the source's own identifier, if it has one
    released   DATE,                        -- first public showing, where the source tells
    soundtrack BOOLEAN NOT NULL,            -- the source calls it film music
    film       VARCHAR                      -- the external identifier of the film it belongs to
);

-- What each file tells of its works, so that a file that is corrected or removed takes its words
-- with it.
CREATE TABLE IF NOT EXISTS description (
    file       INTEGER NOT NULL,
    work       UBIGINT NOT NULL,
    kind       VARCHAR NOT NULL,
    title      VARCHAR NOT NULL,
    maker      VARCHAR,
    external   VARCHAR,
    released   DATE,
    soundtrack BOOLEAN NOT NULL,
    film       VARCHAR
);

-- One row: so much attention for a work in a period, as a file tells it. Missing values lie below
-- the floor.
CREATE TABLE IF NOT EXISTS attention (
    work    UBIGINT  NOT NULL,
    source  VARCHAR  NOT NULL,
    file    INTEGER  NOT NULL,
    start   DATE     NOT NULL,              -- first day of the period
    days    SMALLINT NOT NULL,              -- length of the period
    value   DOUBLE                          -- in the source's unit; NULL: below the source's floor
);

-- Where files of one source speak of the same work and period, the one read last counts. The others'
-- rows stay, and count again when that file goes.
CREATE VIEW IF NOT EXISTS attention_that_counts AS
SELECT attention.*
FROM attention
JOIN file ON file.id = attention.file
QUALIFY row_number() OVER (
    PARTITION BY attention.source, work, start, days ORDER BY file.turn DESC
) = 1;

-- What a person said of a link between a film and its music.
CREATE TABLE IF NOT EXISTS link_decision (
    film          VARCHAR NOT NULL,
    film_released DATE,
    music         VARCHAR NOT NULL,
    performer     VARCHAR NOT NULL,
    accepted      BOOLEAN NOT NULL
);

-- A film that a catalogue tells of. Catalogues know it under one identifier, so several files may tell
-- of one film.
CREATE TABLE IF NOT EXISTS film (
    file     INTEGER NOT NULL,
    id       UBIGINT NOT NULL,              -- the low half of the MD5 of what tells the film apart
    title    VARCHAR NOT NULL,
    external VARCHAR,                       -- IMDb's identifier
    released DATE,                          -- first shown on this day ...
    days     INTEGER                        -- ... or one of so many from it on: 365 for a year
);

-- Music that was used in a film.
CREATE TABLE IF NOT EXISTS credit (
    file      INTEGER NOT NULL,
    film      UBIGINT,                      -- NULL: a film that the file does not name
    music     VARCHAR NOT NULL,
    performer VARCHAR,                      -- where the file tells
    credit    VARCHAR NOT NULL              -- what the file says of the use
);
