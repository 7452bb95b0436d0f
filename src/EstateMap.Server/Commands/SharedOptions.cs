using System.CommandLine;
using EstateMap.Database;

namespace EstateMap.Server.Commands;

/// <summary>Options that mean the same on every verb.</summary>
internal static class SharedOptions
{
    public static Option<string?> Data() => new("--data")
    {
        Description = $"Data folder: the private database and downloaded grids. Default: {DatabaseSettings.DataVariable}, else ./.estatemap",
        HelpName = "FOLDER",
    };

    public static Option<string?> Database() => new("--database")
    {
        Description = $"Connection string of an external PostgreSQL with PostGIS. Default: {DatabaseSettings.DatabaseVariable}, else a private server in the data folder",
        HelpName = "CONNECTION",
    };

    public static Option<bool> Json() => new("--json") { Description = "Write the outcome to standard output as one JSON object." };

    public static Option<int?> Port()
    {
        var port = new Option<int?>("--port") { Description = $"Port on 127.0.0.1. Default: PORT, else {ServeCommand.DefaultPort}", HelpName = "PORT" };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 65535)
                result.AddError("The port must be a number from 0 to 65535.");
        });
        return port;
    }

    public static int ReadPort(int? given)
    {
        if (given is { } chosen)
            return chosen;
        var variable = Environment.GetEnvironmentVariable("PORT");
        if (string.IsNullOrWhiteSpace(variable))
            return ServeCommand.DefaultPort;
        return ushort.TryParse(variable, out var port) ? port : throw new UsageException($"PORT is '{variable}', and must be a number from 0 to 65535.");
    }
}
