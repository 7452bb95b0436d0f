-- Which organisation has to do with which current site: owns it, holds or uses a property of it, runs a service or a community asset there. Everybody sees the ties that they may see.
CREATE OR REPLACE FUNCTION organisations_at_sites() RETURNS TABLE (organisation_id bigint, site_id bigint)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT t.organisation_id, t.site_id
    FROM (
        SELECT s.owner_organisation_id, s.id FROM site s WHERE s.owner_organisation_id IS NOT NULL
        UNION
        SELECT n.organisation_id, p.site_id FROM tenure n JOIN property p ON p.id = n.property_id WHERE p.is_current
        UNION
        SELECT u.organisation_id, p.site_id FROM occupation u JOIN property p ON p.id = u.property_id WHERE p.is_current
        UNION
        SELECT v.organisation_id, l.site_id FROM service v JOIN service_at_location l ON l.service_id = v.id WHERE v.is_current
        UNION
        SELECT c.organisation_id, c.site_id FROM community_asset c WHERE c.is_current AND c.site_id IS NOT NULL AND c.organisation_id IS NOT NULL
    ) AS t (organisation_id, site_id)
    JOIN site s ON s.id = t.site_id AND s.is_current
$$;
