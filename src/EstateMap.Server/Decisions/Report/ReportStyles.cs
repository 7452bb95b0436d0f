namespace EstateMap.Server.Decisions.Report;

/// <summary>How the report looks, on a screen and on paper. Colours have a contrast of at least 4.5 to 1 for text and 3 to 1 for shapes (WCAG 2.2, 1.4.3 and 1.4.11), and never stand alone.</summary>
internal static class ReportStyles
{
    public const string Sheet = """
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
        .small td, .small th { padding-right: .35rem; font-size: .8125rem; }
        @media print {
          @page { margin: 18mm 15mm; } body { font-size: 10.5pt; } main { max-width: none; padding: 0; } .wide { overflow: visible; }
          h2, h3, caption { break-after: avoid; } tr, figure { break-inside: avoid; } thead { display: table-header-group; } .small td, .small th { font-size: 6.5pt; padding-right: .1rem; }
        }

        """;
}
