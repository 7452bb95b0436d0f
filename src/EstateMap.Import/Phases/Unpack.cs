using System.IO.Compression;
using EstateMap.Database;

namespace EstateMap.Import.Phases;

/// <summary>Opens files, packed ones too, and trusts none of them: no folder or device, no path out of an archive, no archive in an archive, and no more bytes than a real file would unpack to.</summary>
internal static class Unpack
{
    /// <summary>Text of places packs to between a third and a fiftieth of its size.</summary>
    private const int mostTimes = 300;

    /// <summary>Below this no ratio is suspicious: an empty column packs to nothing.</summary>
    private const long harmlessBytes = 100_000_000;

    private const long mostBytes = 50_000_000_000;

    // An entry takes at least 46 bytes of the directory, which is read into memory whole.
    private const long largestDirectory = 4_000_000;
    private const int mostEntries = 1_000;

    /// <summary>Opens a regular file to be read from front to back; anything else is a <see cref="UsageException"/>.</summary>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path))
            throw new UsageException($"{path} is a folder; give the file in it.");
        FileStream? file = null;
        try
        {
            file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0, Share = FileShare.ReadWrite });
            // A device has no length, yet never ends.
            if (file.CanSeek && (file.Length > 0 || file.ReadByte() < 0))
                return file;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            file?.Dispose();
            throw new UsageException($"The file {path} cannot be read: {fault.Message}", fault);
        }

        file.Dispose();
        throw new UsageException($"{path} is a device or a pipe, not a file; save what it gives to a file first.");
    }

    /// <summary>The content of a text format (csv, geojson): the file itself, what a gzip holds, or the one such file that a zip holds.</summary>
    public static Stream Text(string path, string format)
    {
        var name = Path.GetFileName(path);
        Stream content = Peekable.Over(Open(path));
        try
        {
            if (((Peekable)content).Head.IsEmpty)
                throw new UsageException(format == "csv" ? "The file is empty: not even a row of column names." : $"The file is empty: not even the braces of {FileKinds.Expected(format)}.");
            var kind = FileKinds.Of(((Peekable)content).Head);
            if (kind == FileKind.Gzip)
            {
                content = Peekable.Over(Gzip(content, path));
            }
            else if (kind == FileKind.Zip)
            {
                content.Dispose();
                content = Peekable.Over(OnlyEntry(path, format == "csv" ? [".csv", ".txt"] : [".geojson", ".json"]));
            }

            if (((Peekable)content).Head.IsEmpty)
                throw new UsageException($"{name} holds an empty file.");
            FileKinds.Demand(format, FileKinds.Of(((Peekable)content).Head), name);
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>The archive, every name in it looked at.</summary>
    public static ZipArchive Zip(string path)
    {
        var name = Path.GetFileName(path);
        var file = Open(path);
        try
        {
            DemandSmallDirectory(file, name);
            var archive = new ZipArchive(file, ZipArchiveMode.Read);
            if (archive.Entries.Count > mostEntries)
                throw new UsageException($"{name} holds {archive.Entries.Count} files, more than any dataset has.");
            if (archive.Entries.FirstOrDefault(e => Leaves(e.FullName)) is { } leaving)
                throw new UsageException($"{name} holds a file whose name leads out of the archive ({PersonalData.Clear(Shown(leaving.FullName), out _)}). It was not opened: ask whoever sent it.");
            if (archive.Entries.Any(e => e.FullName == "[Content_Types].xml"))
                throw new UsageException($"{name} is an Excel workbook or another Office document. Save the sheet as CSV and give that.");
            return archive;
        }
        catch (InvalidDataException fault)
        {
            file.Dispose();
            throw new UsageException($"{name} is no whole zip archive: it is damaged or was cut short. Fetch it again.", fault);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Files of a zip with one of the endings, without what macOS adds of its own.</summary>
    public static List<ZipArchiveEntry> Entries(ZipArchive archive, params string[] endings) =>
        archive.Entries.Where(e => endings.Any(ending => e.FullName.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal) && !e.Name.StartsWith("._", StringComparison.Ordinal)).ToList();

    public static Stream OpenEntry(ZipArchiveEntry entry, string name)
    {
        try
        {
            return new BoundedStream(entry.Open(), entry.CompressedLength, name);
        }
        catch (Exception fault) when (fault is InvalidDataException or NotSupportedException or IOException)
        {
            throw new UsageException($"{entry.Name} in {name} cannot be unpacked: {fault.Message}", fault);
        }
    }

    /// <summary>A copy of a packed file on disk, for formats that must be read here and there; null when the file is not packed. The caller deletes it.</summary>
    public static string? ToTemporaryFile(string path, string ending)
    {
        var name = Path.GetFileName(path);
        FileKind kind;
        using (var head = Peekable.Over(Open(path)))
            kind = FileKinds.Of(head.Head);
        if (kind is not (FileKind.Gzip or FileKind.Zip))
            return null;
        using Stream content = kind == FileKind.Gzip ? Gzip(Open(path), path) : OnlyEntry(path, [ending]);
        var copy = Path.Combine(Path.GetTempPath(), $"estatemap-{Guid.NewGuid():N}{ending}");
        try
        {
            // For nobody else's eyes: what is wrong or personal in it has not been taken out yet.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var to = new FileStream(copy, options);
            content.CopyTo(to);
            return copy;
        }
        catch
        {
            File.Delete(copy);
            throw;
        }
    }

    private static BoundedStream Gzip(Stream packed, string path)
    {
        // RFC 1952, 2.3.1: the last four bytes are the length of what was packed; a file that was cut ends in other bytes, which mean some gigabytes.
        var end = new byte[4];
        using (var file = Open(path))
        {
            file.Position = Math.Max(0, file.Length - end.Length);
            file.ReadAtLeast(end, end.Length, throwOnEndOfStream: false);
        }

        return new BoundedStream(new GZipStream(packed, CompressionMode.Decompress), new FileInfo(path).Length, Path.GetFileName(path), BitConverter.ToUInt32(end));
    }

    private static Owning OnlyEntry(string path, string[] endings)
    {
        var name = Path.GetFileName(path);
        var archive = Zip(path);
        try
        {
            var fitting = Entries(archive, endings);
            if (fitting.Count != 1)
                throw new UsageException(fitting.Count == 0
                    ? $"{name} holds no {string.Join(" or ", endings)} file{(Entries(archive, ".zip", ".gz").Count > 0 ? "; archives inside it are not opened: unpack it and give the file itself" : "")}. It holds: {Listed(archive.Entries)}."
                    : $"{name} holds {fitting.Count} {string.Join(" or ", endings)} files ({Listed(fitting)}); unpack it and give the one that is meant.");
            return new Owning(OpenEntry(fitting[0], name), archive);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    private static string Listed(IReadOnlyList<ZipArchiveEntry> entries) => entries.Count == 0 ? "nothing" : PersonalData.Clear(string.Join(", ", entries.Take(10).Select(e => Shown(e.FullName))), out _);

    private static string Shown(string name) => TextCleaning.WithoutControls(name.Length > 80 ? name[..80] + "…" : name);

    private static bool Leaves(string name) => name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) && name.Contains("..", StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
        || name.Split('/', '\\').Contains("..");

    // APPNOTE.TXT 4.3.16: the end record lies in the last 65,557 bytes and says where the directory starts.
    private static void DemandSmallDirectory(FileStream file, string name)
    {
        var tail = new byte[Math.Min(file.Length, 65_557)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        file.Position = 0;
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || end + 20 > tail.Length)
            throw new UsageException($"{name} is no whole zip archive: it is damaged or was cut short. Fetch it again.");
        var start = BitConverter.ToUInt32(tail, end + 16);
        // All ones mean "see the record for large archives" (4.4.1.4), where anything may stand.
        if (start == uint.MaxValue || BitConverter.ToUInt16(tail, end + 10) == ushort.MaxValue || file.Length - start > largestDirectory)
            throw new UsageException($"{name} is a zip archive of very many files or of a kind for files beyond 4 GB, which are not read. Unpack it and give the file itself.");
    }

    /// <summary>Bytes out of an archive: counted against a bomb, and damage said in a sentence.</summary>
    private sealed class BoundedStream(Stream inner, long packedBytes, string name, uint statedBytes = 0) : ReadOnlyStream(inner)
    {
        private long total;

        public override int Read(Span<byte> buffer)
        {
            try
            {
                var read = inner.Read(buffer);
                total += read;
                // Several gzips one after another state the length of the last alone.
                if (read == 0 && buffer.Length > 0 && total < statedBytes)
                    throw new InvalidDataException($"{total} bytes came out of it and {statedBytes} went in.");
                if (total > mostBytes || total > harmlessBytes && total / mostTimes > packedBytes)
                    throw new UsageException($"{name} unpacks to more than {mostTimes} times its size, as no real dataset does; it was not read further. If it is what it should be, unpack it and give the file itself.");
                return read;
            }
            catch (Exception fault) when (fault is InvalidDataException or IOException and not { HResult: DatabaseFault.FullDisk })
            {
                throw new UsageException($"{name} is damaged or was cut short: it cannot be unpacked to its end. Fetch it again.", fault);
            }
        }
    }

    private sealed class Owning(Stream inner, IDisposable owner) : ReadOnlyStream(inner, owner)
    {
        public override int Read(Span<byte> buffer) => inner.Read(buffer);
    }
}

/// <summary>A stream that shows its beginning before it is read.</summary>
internal sealed class Peekable : ReadOnlyStream
{
    private readonly Stream inner;
    private readonly byte[] head = new byte[FileKinds.HeadBytes];
    private readonly int headLength;
    private int at;

    private Peekable(Stream inner) : base(inner)
    {
        this.inner = inner;
        headLength = inner.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
    }

    public ReadOnlySpan<byte> Head => head.AsSpan(0, headLength);

    /// <summary>Takes the stream over: it is closed with this one, and at once when it cannot be read.</summary>
    public static Peekable Over(Stream inner)
    {
        try
        {
            return inner as Peekable ?? new Peekable(inner);
        }
        catch
        {
            inner.Dispose();
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (at == headLength)
            return inner.Read(buffer);
        var length = Math.Min(buffer.Length, headLength - at);
        head.AsSpan(at, length).CopyTo(buffer);
        at += length;
        return length;
    }
}

/// <summary>What every stream that is only read from front to back has in common.</summary>
/// <param name="owned">Closed with it, in this order.</param>
internal abstract class ReadOnlyStream(params IDisposable[] owned) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        foreach (var one in owned)
            one.Dispose();
        base.Dispose(disposing);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
