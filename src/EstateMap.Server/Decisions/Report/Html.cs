using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace EstateMap.Server.Decisions.Report;

/// <summary>Writes HTML. Whatever is text or the value of an attribute is encoded here and nowhere else, so nothing that people wrote can become markup.</summary>
internal sealed class Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    // A table of so many rows is not broken over two pages.
    private const int FewRows = 12;

    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <summary>Begins an element.</summary>
    public Html Begin(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes).Append('>');
        _open.Push(element);
        return this;
    }

    /// <summary>Ends the element that was begun last.</summary>
    public Html End()
    {
        _text.Append("</").Append(_open.Pop()).Append(">\n");
        return this;
    }

    /// <summary>An element with text in it.</summary>
    public Html Element(string element, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes).Append('>').Append(Encoder.Encode(text)).Append("</").Append(element).Append(">\n");
        return this;
    }

    /// <summary>An element that has no content, such as a shape of a picture.</summary>
    public Html Empty(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes).Append("/>\n");
        return this;
    }

    public Html Text(string text)
    {
        _text.Append(Encoder.Encode(text));
        return this;
    }

    /// <summary>A link to a part of the same page: the only kind there is, for a report leads nowhere else.</summary>
    public Html Link(string id, string text)
    {
        Tag("a", [("href", "#" + id)]).Append('>').Append(Encoder.Encode(text)).Append("</a>");
        return this;
    }

    /// <summary>Text in paragraphs, one for each of its lines.</summary>
    public Html Paragraphs(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Element("p", line);
        return this;
    }

    /// <summary>A list; nothing where there are no items.</summary>
    public Html Items(string list, IEnumerable<string> items)
    {
        var all = items.ToList();
        if (all.Count == 0) return this;
        Begin(list);
        foreach (var item in all) Element("li", item);
        return End();
    }

    /// <summary>A table whose first column heads its rows. Wide ones scroll in their own place, which the keyboard reaches.</summary>
    public Html Table(string caption, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        Begin("div", ("class", all.Count <= FewRows ? "wide few" : "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption)).Begin("table").Element("caption", caption).Begin("thead").Begin("tr");
        foreach (var head in heads) Element("th", head, ("scope", "col"));
        End().End().Begin("tbody");
        foreach (var row in all)
        {
            Begin("tr").Element("th", row[0], ("scope", "row"));
            foreach (var cell in row.Skip(1)) Element("td", cell);
            End();
        }

        return End().End().End();
    }

    /// <summary>Our own style sheet: the one thing that goes out as it is.</summary>
    public Html Style(string css)
    {
        _text.Append("<style>\n").Append(css).Append("</style>\n");
        return this;
    }

    public override string ToString() => "<!doctype html>\n" + _text;

    private StringBuilder Tag(string element, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _text.Append('<').Append(element);
        foreach (var (name, value) in attributes) _text.Append(' ').Append(name).Append("=\"").Append(Encoder.Encode(value)).Append('"');
        return _text;
    }
}
