using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using EstateMap.Database;
using EstateMap.Import.Phases;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace EstateMap.Server.Imports;

/// <summary>Files that came in one request, in a folder of their own under random names.</summary>
/// <param name="Folder">Only this user may open it.</param>
/// <param name="Paths">In the order they came.</param>
/// <param name="FileNames">What the sender calls them, for people to read: no path, no personal data.</param>
/// <param name="EstimatedRows">Line ends of the first file less its header; null where lines are no rows.</param>
internal sealed partial record Upload(string Folder, IReadOnlyList<string> Paths, IReadOnlyList<string> FileNames, int? EstimatedRows)
{
    private const int mostFiles = 5;
    private const int longestField = 200_000;
    private const UnixFileMode ownFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode ownFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads a multipart/form-data request to its end; files go to disk as they come, fields are short texts.</summary>
    /// <exception cref="ImportRequestError">Not such a request, too large, or no file in it; nothing is left behind.</exception>
    public static async Task<(Upload Upload, IReadOnlyDictionary<string, string> Fields)> ReceiveAsync(HttpRequest request, ImportSettings settings, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 100 } boundary)
            throw new ImportRequestError("Send the file as multipart/form-data.", StatusCodes.Status415UnsupportedMediaType);
        var folder = CreateFolder(settings.Folder);
        try
        {
            var (paths, names, fields) = (new List<string>(), new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal));
            var room = settings.MaxBytes;
            int? rows = null;
            var reader = new MultipartReader(boundary, request.Body);
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part) || part.Name.Length == 0)
                    throw new ImportRequestError("A part of the upload has no name.");
                var name = HeaderUtilities.RemoveQuotes(part.Name).Value!;
                if (name != "file")
                {
                    fields[name] = await ReadFieldAsync(section.Body, name, cancellation);
                    continue;
                }

                if (paths.Count == mostFiles)
                    throw new ImportRequestError($"At most {mostFiles} files belong to one dataset.");
                var shown = ShownName(HeaderUtilities.RemoveQuotes(part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value);
                var path = Path.Combine(folder, Random(16) + Extension().Match(shown.ToLowerInvariant()).Value);
                var (bytes, lineEnds) = await SaveAsync(section.Body, path, room, settings, cancellation);
                room -= bytes;
                rows ??= shown.Contains("json", StringComparison.OrdinalIgnoreCase) ? null : Math.Max(0, lineEnds - 1);
                paths.Add(path);
                names.Add(shown);
            }

            return paths.Count > 0 ? (new Upload(folder, paths, names, rows), fields) : throw new ImportRequestError("No file was chosen.");
        }
        catch (Exception error)
        {
            Directory.Delete(folder, recursive: true);
            throw error switch
            {
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(settings),
                InvalidDataException => new ImportRequestError("The upload is not well-formed multipart/form-data."),
                IOException { HResult: DatabaseFault.FullDisk } => new ImportRequestError("The disk of the server is full: the file was not kept, and nothing was changed.", StatusCodes.Status507InsufficientStorage),
                _ => error,
            };
        }
    }

    /// <summary>Deletes the files; a second time does nothing.</summary>
    public void Delete()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    public static string Random(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    private static string CreateFolder(string parent)
    {
        var folder = Path.Combine(parent, Random(16));
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(folder).FullName;
        Directory.CreateDirectory(parent, ownFolder);
        return Directory.CreateDirectory(folder, ownFolder).FullName;
    }

    private static async Task<(long Bytes, int LineEnds)> SaveAsync(Stream body, string path, long room, ImportSettings settings, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = ownFile;
        await using var file = new FileStream(path, options);
        var buffer = new byte[81_920];
        var (bytes, lineEnds, returns) = (0L, 0, 0);
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
        {
            bytes += read;
            if (bytes > room)
                throw TooLarge(settings);
            lineEnds += buffer.AsSpan(0, read).Count((byte)'\n');
            returns += buffer.AsSpan(0, read).Count((byte)'\r');
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return (bytes, Math.Max(lineEnds, returns));
    }

    private static async Task<string> ReadFieldAsync(Stream body, string name, CancellationToken cancellation)
    {
        using var text = new StreamReader(body);
        var value = new char[longestField + 1];
        var length = await text.ReadBlockAsync(value, cancellation);
        return length <= longestField ? new string(value, 0, length) : throw new ImportRequestError($"The part {name} is longer than {longestField:N0} characters.");
    }

    private static string ShownName(string? given)
    {
        var name = TextCleaning.WithoutControls((given ?? "").Split('/', '\\')[^1]).Trim();
        name = PersonalData.Clear(name, out _);
        return name.Length switch { 0 => "file", <= 120 => name, _ => name[^120..] };
    }

    private static ImportRequestError TooLarge(ImportSettings settings) => new(
        string.Create(CultureInfo.InvariantCulture, $"The upload is larger than {settings.MaxBytes / 1_000_000} MB, the limit of this server (setting EstateMap:MaxUploadMegabytes). Nothing was kept or changed."), StatusCodes.Status413PayloadTooLarge);

    [GeneratedRegex(@"(\.[a-z0-9]{1,8}){1,2}$")]
    private static partial Regex Extension();
}
