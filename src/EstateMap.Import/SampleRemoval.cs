using EstateMap.Import.Phases;
using Npgsql;

namespace EstateMap.Import;

/// <summary>Takes the sample out again, all of it and at once: made-up rows never stand among real ones.</summary>
public static class SampleRemoval
{
    public static async Task RunAsync(NpgsqlDataSource writer, CancellationToken cancellation = default)
    {
        await using var connection = await writer.OpenConnectionAsync(cancellation);
        await using var transaction = await Importer.BeginAsync(connection, cancellation);
        await Staging.RunAsync(connection,
            """
            CREATE TEMP TABLE sample ON COMMIT DROP AS SELECT id FROM dataset WHERE is_sample;

            UPDATE dataset SET active_run_id = NULL WHERE is_sample;

            DELETE FROM link WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM community_asset WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM service WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM property WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM site_designation WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM site_access_point WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM site_use WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM record_version WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM match_decision WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM source_record WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM indicator_value WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM demand_weight WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM demand_point p WHERE NOT EXISTS (SELECT FROM demand_weight w WHERE w.demand_point_id = p.id);

            DELETE FROM postcode WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM area WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM site s
            WHERE EXISTS (SELECT FROM sample)
              AND NOT EXISTS (SELECT FROM source_record r WHERE r.site_id = s.id)
              AND NOT EXISTS (SELECT FROM property p WHERE p.site_id = s.id)
              AND NOT EXISTS (SELECT FROM community_asset c WHERE c.site_id = s.id)
              AND NOT EXISTS (SELECT FROM service_at_location l WHERE l.site_id = s.id);

            -- Runs know the run they began from.
            UPDATE import_run SET base_run_id = NULL WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM import_run WHERE dataset_id IN (SELECT id FROM sample);

            DELETE FROM dataset WHERE id IN (SELECT id FROM sample);

            -- Organisations that only the sample spoke of.
            DELETE FROM organisation o
            WHERE EXISTS (SELECT FROM sample)
              AND NOT EXISTS (SELECT FROM service v WHERE v.organisation_id = o.id)
              AND NOT EXISTS (SELECT FROM tenure t WHERE t.organisation_id = o.id)
              AND NOT EXISTS (SELECT FROM community_asset c WHERE c.organisation_id = o.id)
              AND NOT EXISTS (SELECT FROM occupation u WHERE u.organisation_id = o.id)
              AND NOT EXISTS (SELECT FROM link l WHERE o.id IN (l.from_organisation_id, l.to_organisation_id))
              AND NOT EXISTS (SELECT FROM site s WHERE s.owner_organisation_id = o.id)
            """, cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
