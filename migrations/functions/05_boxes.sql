-- Under row-level security a condition reaches an index only where its function is leakproof: where nothing but its result says anything of the row. Comparing bounding boxes is that; whether shapes touch is not, since it may fail and say at which place.
-- With this every spatial filter, which tests boxes first, finds by the index instead of reading every row. Only a superuser may say it: elsewhere the answers are the same and slower, until one does.
DO $$
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF;
    END IF;
END $$;

-- A box in WGS84 degrees that holds whatever is at most so many metres from a shape; never too small. A degree of latitude has 110,574 m at least, one of longitude cos(latitude) of that;
-- where the box would come to a pole or to the 180th meridian it goes round the world.
CREATE OR REPLACE FUNCTION box_around(shape geometry, metres double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN north < 89 AND ST_XMin(shape) - north_m / cos(radians(north)) > -180 AND ST_XMax(shape) + north_m / cos(radians(north)) < 180
                THEN ST_Expand(ST_Envelope(shape), north_m / cos(radians(north)), north_m)
                ELSE ST_MakeEnvelope(-180, -90, 180, 90, 4326) END
    FROM (SELECT metres / 110000 AS north_m, greatest(abs(ST_YMin(shape)), abs(ST_YMax(shape))) + metres / 110000 AS north) AS b
$$;
