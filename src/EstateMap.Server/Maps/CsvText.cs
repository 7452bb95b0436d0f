using System.Buffers;
using System.Globalization;
using System.Text;

namespace EstateMap.Server.Maps;

/// <summary>CSV rows (RFC 4180) that a spreadsheet opens without running anything from them.</summary>
internal sealed class CsvText(Stream output, bool withBom) : IAsyncDisposable
{
    public const string ContentType = "text/csv; charset=utf-8; header=present";

    // A cell that begins with one of these, or its full-width twin, is taken for a formula: https://owasp.org/www-community/attacks/CSV_Injection
    private const string FormulaStarts = "=+-@|\uFF1D\uFF0B\uFF0D\uFF20";
    private static readonly SearchValues<char> Special = SearchValues.Create(",;\"\r\n\t");
    private readonly StreamWriter _writer = new(output, new UTF8Encoding(withBom), 32 * 1024, leaveOpen: true);
    private readonly StringBuilder _row = new();
    private bool _isRowBegun;

    /// <summary>Text of a source: quoted where needed, and led by an apostrophe where a spreadsheet would calculate it.</summary>
    public CsvText Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return Cell("");
        var isFormula = text[0] is '\t' or '\r' or '\n' || text.AsSpan().TrimStart() is { Length: > 0 } seen && FormulaStarts.Contains(seen[0], StringComparison.Ordinal);
        return Cell(isFormula ? "'" + text : text);
    }

    /// <summary>Several in one cell, apart by semicolons.</summary>
    public CsvText Words(string[] words) => Text(string.Join("; ", words));

    public CsvText Number(double? number) => Cell(number?.ToString(CultureInfo.InvariantCulture) ?? "");

    /// <summary>A number that is written already.</summary>
    public CsvText Plain(string number) => Cell(number);

    public CsvText Flag(bool value) => Cell(value ? "true" : "false");

    public async Task EndRowAsync(CancellationToken cancellationToken)
    {
        _row.Append("\r\n");
        await _writer.WriteAsync(_row, cancellationToken);
        _row.Clear();
        _isRowBegun = false;
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private CsvText Cell(string text)
    {
        if (_isRowBegun)
            _row.Append(',');
        _isRowBegun = true;
        if (text.AsSpan().IndexOfAny(Special) < 0 && text.AsSpan().Trim().Length == text.Length)
            _row.Append(text);
        else
            _row.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        return this;
    }
}
