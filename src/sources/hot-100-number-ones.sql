-- source: hot-100-number-ones
-- title: Songs that led the US song chart, and which were written for a film or for television

-- catalogue csv: song, artist, date, written_for_a_film, written_for_a_t_v_show
-- The list does not name the film.
SELECT
    row,
    NULL AS film,
    NULL AS external,
    NULL AS released,
    NULL AS days,
    song AS music,
    artist AS performer,
    CASE WHEN written_for_a_film = '1' THEN 'written for a film' ELSE 'written for television' END AS credit,
    CASE
        WHEN written_for_a_film = '0' AND written_for_a_t_v_show = '0' THEN 'not written for the screen'
    END AS left_out,
    CASE
        WHEN song IS NULL THEN wrong('song', song, 'a name')
        WHEN written_for_a_film IS NULL OR written_for_a_film NOT IN ('0', '1')
            THEN wrong('written_for_a_film', written_for_a_film, '0 or 1')
        WHEN written_for_a_t_v_show IS NULL OR written_for_a_t_v_show NOT IN ('0', '1')
            THEN wrong('written_for_a_t_v_show', written_for_a_t_v_show, '0 or 1')
    END AS problem
FROM input
