using System.Globalization;
using EstateMap.Database;

namespace EstateMap.Server.Imports;

/// <summary>What may be uploaded, by whom, and where it waits.</summary>
internal sealed record ImportSettings
{
    public const string Accounts = "accounts";
    public const string Local = "local";
    public const string Off = "off";

    /// <summary>Who may change anything: accounts (whoever signs in, as their rights say), local (whoever sits at this computer may everything) or off. Setting EstateMap:Editing.</summary>
    public string Editing { get; init; } = Accounts;

    /// <summary>All files of an upload together. Setting EstateMap:MaxUploadMegabytes.</summary>
    public long MaxBytes { get; init; } = 500_000_000;

    /// <summary>Uploads wait here, each in a folder of its own that only this user may open.</summary>
    public required string Folder { get; init; }

    /// <summary>An upload that nobody decided on goes after so long.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Problems that one address may report in an hour; 0 takes no reports. Setting EstateMap:ReportsPerHour.</summary>
    public int ReportsPerHour { get; init; } = 20;

    /// <summary>Uploads that may wait for the one that is being read.</summary>
    public int MaxWaiting { get; init; } = 5;

    /// <exception cref="UsageException">A setting has a value that it cannot have.</exception>
    public static ImportSettings From(IConfiguration configuration, string dataFolder)
    {
        var editing = configuration["EstateMap:Editing"] ?? Accounts;
        if (editing is not (Accounts or Local or Off))
            throw new UsageException($"The setting EstateMap:Editing is '{editing}'; it may be accounts, local or off.");
        var megabytes = configuration["EstateMap:MaxUploadMegabytes"] ?? "500";
        if (!int.TryParse(megabytes, NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most is < 1 or > 100_000)
            throw new UsageException($"The setting EstateMap:MaxUploadMegabytes is '{megabytes}'; it may be a number from 1 to 100000.");
        var hourly = configuration["EstateMap:ReportsPerHour"] ?? "20";
        if (!int.TryParse(hourly, NumberStyles.None, CultureInfo.InvariantCulture, out var reports) || reports > 10_000)
            throw new UsageException($"The setting EstateMap:ReportsPerHour is '{hourly}'; it may be a number from 0 to 10000.");
        return new ImportSettings { Editing = editing, MaxBytes = most * 1_000_000L, ReportsPerHour = reports, Folder = Path.Combine(dataFolder, "uploads") };
    }
}

/// <summary>The asker's fault: a sentence that names what is wrong and what was kept, and the HTTP status it is answered with.</summary>
internal sealed class ImportRequestError(string sentence, int status = StatusCodes.Status400BadRequest) : Exception(sentence)
{
    public int Status { get; } = status;
}
