using EstateMap.Database;
using EstateMap.Import.Phases;
using Npgsql;

namespace EstateMap.Import;

/// <summary>People's word on whether a record is the same place as a site. It takes effect at once, every later import honours it, and the last word counts.</summary>
public static class MatchReview
{
    /// <summary>
    /// Same: the record's site and the other become one, the other; all that stood on the record's site moves with it. Not the same: the record leaves the other site, if it is on it, for one of its own.
    /// An unknown record or site is a <see cref="UsageException"/>. <paramref name="role"/> is a role, never a person.
    /// </summary>
    public static async Task DecideAsync(NpgsqlDataSource writer, string datasetId, string recordKey, long siteId, bool isSame, string why, string role, CancellationToken cancellation = default)
    {
        var reason = TextCleaning.SingleSpaced(PersonalData.Clear(TextCleaning.WithoutControls(why), out _));
        if (reason.Length == 0)
            throw new UsageException("Say why: a decision without a reason cannot be judged later.");
        await using var connection = await writer.OpenConnectionAsync(cancellation);
        await using var transaction = await Importer.BeginAsync(connection, cancellation);
        var ownSite = await OneAsync(connection, "SELECT site_id FROM source_record WHERE dataset_id = $1 AND record_key = $2 AND missing_since_run_id IS NULL AND site_id IS NOT NULL", cancellation, datasetId, recordKey)
            ?? throw new UsageException($"The dataset {datasetId} has no record {recordKey} that is a place.");
        _ = await OneAsync(connection, "SELECT id FROM site WHERE id = $1", cancellation, siteId) ?? throw new UsageException($"There is no site {siteId}.");
        await Staging.RunAsync(connection, Decide, cancellation, datasetId, recordKey, siteId, isSame, role, reason);
        if (isSame && ownSite != siteId)
            await Staging.RunAsync(connection, Merge, cancellation, ownSite, siteId, role, reason);
        else if (!isSame && ownSite == siteId)
            await Staging.RunAsync(connection, Split, cancellation, datasetId, recordKey, siteId);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<long?> OneAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private const string Decide =
        """
        INSERT INTO match_decision (dataset_id, record_key, site_id, is_same, score, decided_by, why)
        SELECT $1::text, $2::text, $3::bigint, $4::boolean,
               (SELECT c.score FROM match_candidate c WHERE c.dataset_id = $1::text AND c.record_key = $2::text AND c.site_id = $3::bigint), $5::text, $6::text
        ON CONFLICT (dataset_id, record_key, site_id) DO UPDATE
        SET is_same = excluded.is_same, decided_by = excluded.decided_by, decided_at = now(), why = excluded.why;

        DELETE FROM match_candidate WHERE dataset_id = $1::text AND record_key = $2::text AND site_id = $3::bigint;

        -- The same question asked from the other side is answered too.
        DELETE FROM match_candidate c
        USING source_record own, source_record r
        WHERE own.dataset_id = $1::text AND own.record_key = $2::text AND r.site_id = $3::bigint
          AND c.dataset_id = r.dataset_id AND c.record_key = r.record_key AND c.site_id = own.site_id
        """;

    // $1 the site that ends, $2 the site that stays, $3 role, $4 why. Words that kept records of the two apart would contradict the new one, so they go.
    private const string Merge =
        """
        INSERT INTO match_decision (dataset_id, record_key, site_id, is_same, decided_by, why)
        SELECT dataset_id, record_key, $2::bigint, true, $3::text, $4::text
        FROM source_record
        WHERE site_id = $1::bigint
        ON CONFLICT (dataset_id, record_key, site_id) DO UPDATE
        SET is_same = true, decided_by = excluded.decided_by, decided_at = now(), why = excluded.why
        WHERE NOT match_decision.is_same;

        -- What was decided about other records and the site that ends is true of the one that stays.
        UPDATE match_decision d SET site_id = $2::bigint
        WHERE d.site_id = $1::bigint AND NOT EXISTS (SELECT FROM match_decision k WHERE k.dataset_id = d.dataset_id AND k.record_key = d.record_key AND k.site_id = $2::bigint);

        DELETE FROM match_decision WHERE site_id = $1::bigint;

        UPDATE source_record SET site_id = $2::bigint WHERE site_id = $1::bigint;

        DELETE FROM match_candidate c
        USING source_record r
        WHERE r.dataset_id = c.dataset_id AND r.record_key = c.record_key AND r.site_id = $2::bigint AND c.site_id IN ($1::bigint, $2::bigint);

        UPDATE match_candidate c SET site_id = $2::bigint
        WHERE c.site_id = $1::bigint AND NOT EXISTS (SELECT FROM match_candidate k WHERE k.dataset_id = c.dataset_id AND k.record_key = c.record_key AND k.site_id = $2::bigint);

        UPDATE property SET site_id = $2::bigint WHERE site_id = $1::bigint;

        UPDATE service_at_location l SET site_id = $2::bigint
        WHERE site_id = $1::bigint AND NOT EXISTS (SELECT FROM service_at_location k WHERE k.service_id = l.service_id AND k.site_id = $2::bigint);

        DELETE FROM service_at_location WHERE site_id = $1::bigint;

        UPDATE site_use SET site_id = $2::bigint WHERE site_id = $1::bigint;

        UPDATE site_designation SET site_id = $2::bigint WHERE site_id = $1::bigint;

        UPDATE site_access_point p SET site_id = $2::bigint
        WHERE site_id = $1::bigint AND NOT EXISTS (SELECT FROM site_access_point k WHERE k.site_id = $2::bigint AND k.dataset_id = p.dataset_id AND k.record_key = p.record_key);

        DELETE FROM site_access_point WHERE site_id = $1::bigint;

        UPDATE community_asset SET site_id = $2::bigint WHERE site_id = $1::bigint;

        UPDATE link SET from_site_id = $2::bigint WHERE from_site_id = $1::bigint;

        UPDATE link SET to_site_id = $2::bigint WHERE to_site_id = $1::bigint;

        CREATE TEMP TABLE touched_site ON COMMIT DROP AS SELECT id FROM unnest(ARRAY[$1::bigint, $2::bigint]) id;

        """ + LoadSites.Refresh;

    // $1 dataset, $2 record, $3 the site it leaves. What says that it belongs to the record goes with it.
    private const string Split =
        """
        CREATE TEMP TABLE own_site ON COMMIT DROP AS SELECT nextval('site_id_seq') AS id;

        INSERT INTO site (id, name) OVERRIDING SYSTEM VALUE SELECT id, '' FROM own_site;

        UPDATE source_record SET site_id = (SELECT id FROM own_site) WHERE dataset_id = $1::text AND record_key = $2::text;

        UPDATE property SET site_id = (SELECT id FROM own_site) WHERE dataset_id = $1::text AND asset_code = $2::text;

        UPDATE service_at_location l SET site_id = (SELECT id FROM own_site)
        FROM service v
        WHERE v.id = l.service_id AND v.dataset_id = $1::text AND v.record_key = $2::text AND l.site_id = $3::bigint;

        UPDATE site_use SET site_id = (SELECT id FROM own_site) WHERE dataset_id = $1::text AND record_key = $2::text AND site_id = $3::bigint;

        UPDATE site_designation SET site_id = (SELECT id FROM own_site) WHERE dataset_id = $1::text AND record_key = $2::text AND site_id = $3::bigint;

        -- Ways in are found by the outline that they lie on the edge of: the record's own, if it has one.
        UPDATE site_access_point p SET site_id = (SELECT id FROM own_site)
        FROM source_record r, dataset d
        WHERE r.dataset_id = $1::text AND r.record_key = $2::text AND d.id = p.dataset_id AND d.manifest->>'accessTo' = $1::text AND p.site_id = $3::bigint AND ST_DWithin(r.outline::geography, p.geom::geography, 2);

        UPDATE community_asset c SET site_id = (SELECT id FROM own_site)
        FROM source_record r
        WHERE r.dataset_id = c.dataset_id AND r.record_key = c.record_key AND r.content->>'site_ref' = $1::text || '/' || $2::text AND c.site_id = $3::bigint;

        UPDATE link k SET from_site_id = (SELECT id FROM own_site)
        FROM source_record r
        WHERE r.dataset_id = k.dataset_id AND r.record_key = k.record_key AND r.content->>'from_type' = 'site' AND r.content->>'from_key' = $1::text || '/' || $2::text AND k.from_site_id = $3::bigint;

        UPDATE link k SET to_site_id = (SELECT id FROM own_site)
        FROM source_record r
        WHERE r.dataset_id = k.dataset_id AND r.record_key = k.record_key AND r.content->>'to_type' = 'site' AND r.content->>'to_key' = $1::text || '/' || $2::text AND k.to_site_id = $3::bigint;

        CREATE TEMP TABLE touched_site ON COMMIT DROP AS SELECT $3::bigint AS id UNION SELECT id FROM own_site;

        """ + LoadSites.Refresh;
}
