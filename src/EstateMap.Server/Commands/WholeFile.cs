using EstateMap.Database;

namespace EstateMap.Server.Commands;

/// <summary>A file that stands beside its final name until it is whole, so that a failed export leaves an earlier one as it was.</summary>
internal static class WholeFile
{
    /// <exception cref="UsageException">It cannot be written there.</exception>
    public static async Task WriteAsync(string file, Func<Stream, Task> write)
    {
        var unfinished = file + ".part";
        try
        {
            await using (var output = File.Create(unfinished))
                await write(output);
            File.Move(unfinished, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be written: {error.Message}", error);
        }
        finally
        {
            if (File.Exists(unfinished))
                File.Delete(unfinished);
        }
    }
}
