-- The whole of an Outlive store. The version goes up with every change that an older program cannot
-- read; a program refuses a store of a later version than its own.

CREATE TABLE store (
    schema_version INTEGER NOT NULL
);

-- A file that was read. A file is known by its source and its name, and unchanged as long as its
-- fingerprint is.
CREATE TABLE file (
    id          INTEGER PRIMARY KEY,
    source      VARCHAR NOT NULL,
    name        VARCHAR NOT NULL,           -- the file's name without its folder
    fingerprint VARCHAR NOT NULL,           -- XXH3, 128 bits, of the bytes as they lie
    rows        BIGINT  NOT NULL            -- observations it gave
);

-- What attention is paid to: a film, an album, a song, an artist, a series.
CREATE TABLE work (
    id         UBIGINT NOT NULL,            -- the low half of the MD5 of what tells the work apart
    kind       VARCHAR NOT NULL,            -- film, series, album, song, artist or another word
    title      VARCHAR NOT NULL,
    maker      VARCHAR,                     -- performer of music, distributor of a film
    external   VARCHAR,                     -- the source's own identifier, if it has one
    released   DATE,                        -- first public showing, where the source tells
    soundtrack BOOLEAN NOT NULL,            -- the source calls it film music
    film       VARCHAR                      -- the external identifier of the film it belongs to
);

-- One row: so much attention for a work in a period. Missing values lie below the floor.
CREATE TABLE attention (
    work    UBIGINT  NOT NULL,
    source  VARCHAR  NOT NULL,
    file    INTEGER  NOT NULL,
    start   DATE     NOT NULL,              -- first day of the period
    days    SMALLINT NOT NULL,              -- length of the period
    value   DOUBLE                          -- in the source's unit; NULL: below the source's floor
);

-- What a person said of a link between a film and its music.
CREATE TABLE link_decision (
    film          VARCHAR NOT NULL,
    film_released DATE,
    music         VARCHAR NOT NULL,
    performer     VARCHAR NOT NULL,
    accepted      BOOLEAN NOT NULL
);
