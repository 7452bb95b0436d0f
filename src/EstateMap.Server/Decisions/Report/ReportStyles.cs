using System.Text;

namespace EstateMap.Server.Decisions.Report;

/// <summary>How the report looks, on a screen and on paper. Colours have a contrast of at least 4.5 to 1 for text and 3 to 1 for shapes (WCAG 2.2, 1.4.3 and 1.4.11), and never stand alone.</summary>
internal static class ReportStyles
{
    // Characters of a title that fit the foot of a page beside its number.
    private const int MostFoot = 90;

    private const string Sheet = """
        :root { color-scheme: light; }
        body { margin: 0; background: #fff; color: #0b0c0c; font: 1.0625rem/1.5 system-ui, Arial, sans-serif; }
        main { max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 2rem; line-height: 1.2; } h2 { font-size: 1.5rem; margin-top: 2.5rem; border-top: 2px solid #0b0c0c; padding-top: .75rem; } h3 { font-size: 1.1875rem; margin-top: 1.75rem; }
        .draft { border: 3px solid #942514; padding: 0 1rem; } .answer { border-left: 6px solid #1d70b8; padding-left: 1rem; }
        .wide { overflow-x: auto; margin: 1rem 0; } .wide:focus-visible { outline: 3px solid #0b0c0c; }
        table { border-collapse: collapse; min-width: 100%; } caption { text-align: left; font-weight: bold; padding: .25rem 0; }
        th, td { border-bottom: 1px solid #b1b4b6; padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top; } td { font-variant-numeric: tabular-nums; }
        svg { max-width: 100%; height: auto; } svg text { font: 13px system-ui, Arial, sans-serif; fill: #0b0c0c; }
        figure { margin: 1rem 0; } figcaption { font-size: .9375rem; } code { overflow-wrap: anywhere; }
        .columns ul { columns: 16rem; } .columns li { break-inside: avoid; } .lines { font-size: .9375rem; margin: .35rem 0; } nav ul { columns: 18rem; padding-left: 1.25rem; } nav h2 { font-size: 1.1875rem; margin-top: 2rem; border: 0; padding: 0; }
        a { color: #1d4f91; } a:focus-visible { outline: 3px solid #0b0c0c; outline-offset: 2px; }
        @media print {
          body { font-size: 10pt; line-height: 1.35; } main { max-width: none; padding: 0; } .wide { overflow: visible; margin: .5rem 0; } a { color: inherit; text-decoration: none; }
          h1 { font-size: 20pt; margin-top: 0; } h2 { font-size: 15pt; margin-top: 1.5rem; } h3 { font-size: 12pt; margin: 1rem 0 .35rem; } p { margin: .35rem 0; orphans: 3; widows: 3; }
          table { width: 100%; font-size: 8.5pt; } th, td { padding: .15rem .4rem .15rem 0; } figcaption, .lines { font-size: 9pt; }
          h2, h3, caption { break-after: avoid; } tr, figure, .answer, .draft, .few, nav { break-inside: avoid; } thead { display: table-header-group; } svg { max-height: 165mm; }
          .part:not(.appendix) + .appendix, #sheets { break-before: page; }
        }

        """;

    /// <summary>The style sheet of a report. On paper the foot of each page has the title and the number of the page.</summary>
    public static string Of(string title) => $$"""
        {{Sheet}}
        @page { size: A4; margin: 18mm 15mm 20mm; @bottom-left { content: {{Quoted(title)}}; font: 8pt Arial, sans-serif; } @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt Arial, sans-serif; } }

        """;

    // All but plain letters, digits and blanks as CSS escapes (CSS Syntax Level 3, 4.3.7): nothing that people wrote can end the string, or the style.
    private static string Quoted(string text)
    {
        var runes = text.EnumerateRunes().ToList();
        var shown = runes.Count > MostFoot ? [.. runes.Take(MostFoot), new Rune('…')] : runes;
        return $"\"{string.Concat(shown.Select(rune => rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == ' ') ? rune.ToString() : $"\\{rune.Value:x} "))}\"";
    }
}
