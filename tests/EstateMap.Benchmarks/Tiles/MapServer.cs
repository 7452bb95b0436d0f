using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace EstateMap.Benchmarks.Tiles;

/// <summary>
/// Debian's MapServer behind lighttpd as FastCGI, one worker for each core, each with its connection kept open. It reads a table that is made for drawing: in the tiles' own coordinates, indexed, public rows alone, nothing to join.
/// </summary>
internal sealed class MapServer : IDisposable
{
    private readonly Process _lighttpd;
    private readonly string _folder;

    private MapServer(Process lighttpd, string folder, Uri address) => (_lighttpd, _folder, Address) = (lighttpd, folder, address);

    public Uri Address { get; }

    public int Pid => _lighttpd.Id;

    public static string Path(TileAddress tile) => $"mapserv?mode=tile&tilemode=gmap&layers=sites&tile={tile.Column}+{tile.Row}+{tile.Zoom}";

    /// <summary>Null, with the reason, when it is not installed or does not answer.</summary>
    public static async Task<(MapServer? Server, string? Why)> StartAsync(string connection, TileAddress probe)
    {
        if (Find("mapserv") is not { } mapserv || Find("lighttpd") is not { } lighttpd)
            return (null, "cgi-mapserver and lighttpd are not installed; `make bench-tiles` installs them on Debian");
        var folder = Directory.CreateTempSubdirectory("estatemap-mapserver-").FullName;
        var port = Graph.Peers.FreePort();
        await WriteAsync(folder, mapserv, port, new NpgsqlConnectionStringBuilder(connection));
        var process = Process.Start(new ProcessStartInfo(lighttpd, ["-D", "-f", System.IO.Path.Combine(folder, "lighttpd.conf")]) { RedirectStandardError = true })!;
        var complaints = new System.Text.StringBuilder();
        process.ErrorDataReceived += (_, line) => { lock (complaints) complaints.AppendLine(line.Data); };
        process.BeginErrorReadLine();
        var server = new MapServer(process, folder, new Uri($"http://127.0.0.1:{port}/"));
        using var http = new HttpClient { BaseAddress = server.Address };
        var said = "";
        for (var tries = 0; tries < 40 && !process.HasExited; tries++)
        {
            try
            {
                using var answer = await http.GetAsync(Path(probe));
                if (answer is { IsSuccessStatusCode: true, Content.Headers.ContentType.MediaType: "application/vnd.mapbox-vector-tile" or "application/x-protobuf" })
                    return (server, null);
                said = $"it answers {(int)answer.StatusCode}, {await answer.Content.ReadAsStringAsync()}";
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(250);
        }
        lock (complaints)
            said += complaints.ToString();
        server.Dispose();
        // Its pages begin with what it was built with, and end with what is wrong.
        return (null, said[^Math.Min(said.Length, 300)..].ReplaceLineEndings(" "));
    }

    public void Dispose()
    {
        // With its workers, which outlive it when it is asked to end.
        if (!_lighttpd.HasExited)
            _lighttpd.Kill(entireProcessTree: true);
        _lighttpd.WaitForExit();
        _lighttpd.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task WriteAsync(string folder, string mapserv, int port, NpgsqlConnectionStringBuilder database)
    {
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder, "mapserver.conf"), $"CONFIG\n  ENV\n    MS_MAP_PATTERN \"^{folder}\"\n    MS_MAPFILE \"{folder}/sites.map\"\n  END\nEND\n");
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder, "sites.map"),
            $"""
            MAP
              NAME "sites"
              EXTENT -20037508 -20037508 20037508 20037508
              SIZE 256 256
              PROJECTION "init=epsg:3857" END
              OUTPUTFORMAT
                NAME "mvt"
                DRIVER MVT
                FORMATOPTION "EXTENT={TilesBench.Extent}"
                FORMATOPTION "EDGE_BUFFER={TilesBench.Buffer}"
              END
              IMAGETYPE "mvt"
              WEB METADATA "ows_title" "sites" "ows_enable_request" "*" END END
              LAYER
                NAME "sites"
                TYPE POINT
                STATUS ON
                PROJECTION "init=epsg:3857" END
                CONNECTIONTYPE POSTGIS
                CONNECTION "host={database.Host} port={database.Port} user={database.Username} dbname={database.Database}"
                PROCESSING "CLOSE_CONNECTION=DEFER"
                DATA "geom FROM (SELECT id, name, themes, geom FROM peer.drawn) AS drawn USING UNIQUE id USING SRID=3857"
                METADATA "gml_include_items" "name,themes" "gml_featureid" "id" END
              END
            END
            """);
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder, "lighttpd.conf"),
            $"""
            server.modules = ("mod_fastcgi")
            server.document-root = "{folder}"
            server.bind = "127.0.0.1"
            server.port = {port.ToString(CultureInfo.InvariantCulture)}
            server.max-keep-alive-requests = 1000000
            server.errorlog = "{folder}/errors.log"
            fastcgi.server = ("/mapserv" => ((
              "socket" => "{folder}/mapserv.socket",
              "bin-path" => "{mapserv}",
              "check-local" => "disable",
              "max-procs" => {Environment.ProcessorCount},
              "bin-environment" => ("MAPSERVER_CONFIG_FILE" => "{folder}/mapserver.conf")
            )))
            """);
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/usr/lib/cgi-bin").Select(folder => System.IO.Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
