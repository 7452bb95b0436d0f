using Npgsql;

namespace EstateMap.Server.Graph.Plan;

/// <summary>The rows of one level as text, and how they belong to their parents.</summary>
internal sealed class LevelRows(Level level, RunState state, AnswerBudget budget) : IDisposable
{
    /// <summary>A run of text, and behind it the list of a child level for a row; -1 where none follows.</summary>
    private readonly record struct Part(int Start, int End, int Child, long Key);

    private readonly record struct Range(int First, int Count);

    // pg_type.dat
    private const uint TextOid = 25, BigintOid = 20;

    private readonly JsonText _text = new();
    private readonly List<Part> _parts = [];

    // For each row and each text of it: where its parts begin; they end where the next begin.
    private readonly List<int> _starts = [];
    private readonly List<object?[]> _cursors = [];
    private readonly Dictionary<long, Range> _byParent = [];
    private readonly Dictionary<long, int> _totals = [];
    private readonly HashSet<long>?[] _parentsOf = new HashSet<long>?[level.Children.Count];
    private readonly Dictionary<GeometryStep, int> _crs = new(ReferenceEqualityComparer.Instance);
    private PageRequest _page = new(0, false, null);
    private int _keys;
    private int _rows;
    private Range _root;
    private int _open;

    public void Dispose() => _text.Dispose();

    public IReadOnlyCollection<long> ParentsOf(int child) => _parentsOf[child] ?? [];

    public void Begin(PageRequest page, int keys) => (_page, _keys) = (page, keys);

    public void ReadTotal(NpgsqlDataReader reader)
    {
        if (level.IsNested) _totals[reader.GetInt64(0)] = reader.GetInt32(1);
        else _totals[0] = reader.GetInt32(0);
    }

    public void ReadRow(NpgsqlDataReader reader)
    {
        var parent = level.IsNested ? reader.GetInt64(0) : 0;
        var range = level.IsNested ? _byParent.GetValueOrDefault(parent, new Range(_rows, 0)) : _root;
        if (range.First + range.Count != _rows) throw new PlanAbandonedException("The rows of a parent came apart.");
        range = range with { Count = range.Count + 1 };
        if (level.IsNested) _byParent[parent] = range;
        else _root = range;
        _rows++;
        var before = _text.Length;
        foreach (var row in level.Rows)
        {
            _starts.Add(_parts.Count);
            _open = _text.Length;
            // The row beyond the page only tells that there is one.
            if (range.Count <= _page.Take) WriteSteps(row, reader);
            _parts.Add(new Part(_open, _text.Length, -1, 0));
        }

        budget.Spend(_text.Length - before);
        if (_keys == 0) return;
        var keys = new object?[_keys];
        for (var n = 0; n < _keys; n++) keys[n] = reader.IsDBNull(reader.FieldCount - _keys + n) ? null : reader.GetValue(reader.FieldCount - _keys + n);
        _cursors.Add(keys);
    }

    private void WriteSteps(RowPlan row, NpgsqlDataReader reader)
    {
        foreach (var step in row.Steps)
        {
            switch (step)
            {
                case LiteralStep literal:
                    _text.Raw(literal.Text);
                    break;
                case ValueStep value:
                    WriteValue(reader, value.Scope.Offset + value.Column, value.Kind, value.IsRequired);
                    break;
                case IdStep { IsText: false } id:
                    _text.GlobalId(id.Prefix, reader.GetInt64(id.Scope.KeyAt));
                    break;
                case IdStep id:
                    _text.Text(GlobalId.Write(id.Type, reader.GetString(id.Scope.KeyAt)));
                    break;
                case KeyStep own:
                    _text.Integer(reader.GetInt64(own.Scope.KeyAt));
                    break;
                case FeatureGeometryStep feature when reader.IsDBNull(feature.Scope.Offset + feature.Column):
                    _text.Rewind(_open);
                    return;
                case FeatureGeometryStep feature:
                    _text.Raw(_text.Bytes(reader, feature.Scope.Offset + feature.Column));
                    break;
                case OneOfStep several:
                    var end = several.Ends.FirstOrDefault(one => !reader.IsDBNull(one.Key.Offset + one.Column)).One;
                    if (end is null || reader.IsDBNull(end.Scope.KeyAt)) Missing(several.IsRequired);
                    else WriteSteps(end.Row, reader);
                    break;
                case GeometryStep geometry:
                    WriteGeometry(reader, geometry.Scope.Offset + geometry.Column, geometry.Plan, CrsOf(geometry), geometry.IsRequired);
                    break;
                case ComputedStep computed:
                    WriteComputed(reader, computed);
                    break;
                case ToOneStep one when reader.IsDBNull(one.Scope.KeyAt):
                    if (one.IsRequired) throw new PlanAbandonedException("A row that is promised cannot be seen.");
                    _text.Null();
                    break;
                case ToOneStep one:
                    WriteSteps(one.Row, reader);
                    break;
                case HoleStep hole:
                    var key = reader.GetInt64(hole.Scope.KeyAt);
                    (_parentsOf[hole.Child] ??= []).Add(key);
                    _parts.Add(new Part(_open, _text.Length, hole.Child, key));
                    _open = _text.Length;
                    break;
            }
        }
    }

    private void WriteValue(NpgsqlDataReader reader, int at, ValueKind kind, bool isRequired)
    {
        if (reader.IsDBNull(at))
        {
            Missing(isRequired);
            return;
        }

        switch (kind)
        {
            case ValueKind.Text:
                if (reader.GetDataTypeOID(at) == TextOid) _text.Text(reader, at);
                else _text.Text(reader.GetString(at));
                break;
            case ValueKind.Integer:
                _text.Integer(reader.GetDataTypeOID(at) == BigintOid ? reader.GetInt64(at) : reader.GetInt32(at));
                break;
            case ValueKind.Number:
                WriteNumber(reader.GetDouble(at));
                break;
            case ValueKind.Boolean:
                _text.Boolean(reader.GetBoolean(at));
                break;
            case ValueKind.Day:
                _text.Day(reader.GetFieldValue<DateOnly>(at));
                break;
            case ValueKind.Instant:
                _text.Instant(reader.GetDateTime(at));
                break;
            default:
                WriteObject(reader.GetValue(at));
                break;
        }
    }

    private void Missing(bool isRequired)
    {
        if (isRequired) throw new PlanAbandonedException("A value that is promised is missing.");
        _text.Null();
    }

    private void WriteNumber(double value)
    {
        if (!double.IsFinite(value)) throw new PlanAbandonedException("A number that JSON has no word for.");
        _text.Number(value);
    }

    private void WriteObject(object? value)
    {
        switch (value)
        {
            case null:
                _text.Null();
                break;
            case string text:
                _text.Text(text);
                break;
            case bool flag:
                _text.Boolean(flag);
                break;
            case int or long:
                _text.Integer(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case double number:
                WriteNumber(number);
                break;
            case Array items:
                _text.Raw("["u8);
                for (var n = 0; n < items.Length; n++)
                {
                    if (n > 0) _text.Raw(","u8);
                    WriteObject(items.GetValue(n));
                }

                _text.Raw("]"u8);
                break;
            default:
                throw new PlanAbandonedException($"A value of type {value.GetType().Name}.");
        }
    }

    private void WriteComputed(NpgsqlDataReader reader, ComputedStep step)
    {
        var values = new Dictionary<string, object?>(step.Names.Length);
        for (var n = 0; n < step.Names.Length; n++)
        {
            var at = step.Scope.Offset + step.Columns[n];
            values[step.Names[n]] = reader.IsDBNull(at) ? null : reader.GetValue(at);
        }

        var value = step.Compute(new Row(step.Scope.Entity, 0L, values));
        if (value is null) Missing(step.IsRequired);
        else if (value is GeoJson geometry) WriteGeometry(geometry, step.Geometry!);
        else WriteObject(value);
    }

    private void WriteGeometry(NpgsqlDataReader reader, int at, GeometryPlan plan, int crs, bool isRequired)
    {
        if (reader.IsDBNull(at)) Missing(isRequired);
        else WriteGeometry(_text.Bytes(reader, at), plan, crs);
    }

    private int CrsOf(GeometryStep step)
    {
        if (!_crs.TryGetValue(step, out var crs)) _crs[step] = crs = step.Crs(state);
        return crs;
    }

    /// <summary>As PostGIS writes it: <c>{"type":"Point","coordinates":[1,2]}</c>; the coordinates go out as they are.</summary>
    private void WriteGeometry(ReadOnlySpan<byte> text, GeometryPlan plan, int crs)
    {
        var beginning = "{\"type\":\""u8;
        var middle = "\",\"coordinates\":"u8;
        var known = -1;
        if (text.StartsWith(beginning))
            for (var n = 0; known < 0 && n < plan.ByType.Length; n++)
                if (text[beginning.Length..].StartsWith(plan.ByType[n].Utf8) && text[(beginning.Length + plan.ByType[n].Utf8.Length)..].StartsWith(middle)) known = n;
        if (known < 0) throw new PlanAbandonedException("A geometry of an unknown type.");
        var (name, type, members) = plan.ByType[known];
        var coordinates = text[(beginning.Length + name.Length + middle.Length)..^1];
        double[]? box = null;
        if (members.Length == 0) _text.Raw("{"u8);
        foreach (var (opening, member) in members)
        {
            _text.Raw(opening);
            if (member == GeometryMember.Coordinates) _text.Raw(coordinates);
            else if (member == GeometryMember.Bbox) WriteObject(box ??= GeoJson.Read(System.Text.Encoding.UTF8.GetString(text), crs)!.Bbox);
            else WriteMember(member, type, crs);
        }

        _text.Raw("}"u8);
    }

    private void WriteGeometry(GeoJson geometry, GeometryPlan plan)
    {
        if (plan.Members[geometry.Type].Length == 0) _text.Raw("{"u8);
        foreach (var (name, member) in plan.Members[geometry.Type])
        {
            _text.Raw(name);
            if (member == GeometryMember.Coordinates) WriteObject(geometry.Coordinates);
            else if (member == GeometryMember.Bbox) WriteObject(geometry.Bbox);
            else WriteMember(member, geometry.Type, geometry.Crs);
        }

        _text.Raw("}"u8);
    }

    private void WriteMember(GeometryMember member, string type, int crs)
    {
        switch (member)
        {
            case GeometryMember.TypeName:
                _text.Text($"GeoJSON{type}Type");
                break;
            case GeometryMember.Type:
                _text.Text(type);
                break;
            default:
                _text.Integer(crs);
                break;
        }
    }

    /// <summary>The level's text for one parent, with the lists of its rows in their places.</summary>
    public void Write(JsonText answer, long? parent, IReadOnlyDictionary<Level, LevelRows> all)
    {
        var range = parent is { } key ? _byParent.GetValueOrDefault(key) : _root;
        var count = Math.Min(range.Count, _page.Take);
        switch (level.Kind)
        {
            case LevelKind.Rows:
                WriteRows(answer, range, count, 0, all);
                break;
            case LevelKind.ById or LevelKind.First:
                if (count > 0) WriteRow(answer, range.First, 0, all);
                else answer.Null();
                break;
            default:
                WriteConnection(answer, parent, range, count, all);
                break;
        }
    }

    private void WriteConnection(JsonText answer, long? parent, Range range, int count, IReadOnlyDictionary<Level, LevelRows> all)
    {
        foreach (var member in level.Members!)
        {
            answer.Raw(member.Name);
            switch (member.Kind)
            {
                case ConnectionMemberKind.TypeName:
                    answer.Raw(member.TypeName);
                    break;
                case ConnectionMemberKind.Nodes:
                    WriteRows(answer, range, count, member.Rows, all);
                    break;
                case ConnectionMemberKind.Edges:
                    answer.Raw("["u8);
                    for (var n = 0; n < count; n++)
                    {
                        if (n > 0) answer.Raw(","u8);
                        foreach (var inner in member.Inner)
                        {
                            answer.Raw(inner.Name);
                            if (inner.Kind == InnerKind.Cursor) answer.Text(Cursor(range, count, n));
                            else if (inner.Kind == InnerKind.Node) WriteRow(answer, At(range, count, n), inner.Rows, all);
                            else answer.Raw(inner.TypeName);
                        }

                        answer.Raw("}"u8);
                    }

                    answer.Raw("]"u8);
                    break;
                case ConnectionMemberKind.PageInfo:
                    foreach (var inner in member.Inner) WritePageInfo(answer, inner, parent is not null && range.Count == 0, range, count);
                    answer.Raw("}"u8);
                    break;
                case ConnectionMemberKind.Features:
                    answer.Raw("{\"type\":\"FeatureCollection\",\"features\":"u8);
                    WriteRows(answer, range, count, member.Rows, all);
                    answer.Raw("}"u8);
                    break;
                default:
                    answer.Integer(_totals.GetValueOrDefault(parent ?? 0));
                    break;
            }
        }

        answer.Raw("}"u8);
    }

    private void WritePageInfo(JsonText answer, InnerMember inner, bool isNothing, Range range, int count)
    {
        answer.Raw(inner.Name);
        var hasMore = range.Count > _page.Take;
        switch (inner.Kind)
        {
            case InnerKind.HasNextPage:
                answer.Boolean(!isNothing && (_page.Reversed ? _page.Cursor is not null : hasMore));
                break;
            case InnerKind.HasPreviousPage:
                answer.Boolean(!isNothing && (_page.Reversed ? hasMore : _page.Cursor is not null));
                break;
            case InnerKind.StartCursor or InnerKind.EndCursor when count == 0:
                answer.Null();
                break;
            case InnerKind.StartCursor:
                answer.Text(Cursor(range, count, 0));
                break;
            case InnerKind.EndCursor:
                answer.Text(Cursor(range, count, count - 1));
                break;
            default:
                answer.Raw(inner.TypeName);
                break;
        }
    }

    private void WriteRows(JsonText answer, Range range, int count, int text, IReadOnlyDictionary<Level, LevelRows> all)
    {
        answer.Raw("["u8);
        var isFirst = true;
        for (var n = 0; n < count; n++)
        {
            var row = At(range, count, n);
            if (IsEmpty(row, text)) continue;
            if (!isFirst) answer.Raw(","u8);
            isFirst = false;
            WriteRow(answer, row, text, all);
        }

        answer.Raw("]"u8);
    }

    /// <summary>True for a row that has no text: no Feature without a geometry.</summary>
    private bool IsEmpty(int row, int text)
    {
        var part = _parts[_starts[row * level.Rows.Count + text]];
        return part.Start == part.End && part.Child < 0;
    }

    private void WriteRow(JsonText answer, int row, int text, IReadOnlyDictionary<Level, LevelRows> all)
    {
        var at = row * level.Rows.Count + text;
        var end = at + 1 < _starts.Count ? _starts[at + 1] : _parts.Count;
        for (var n = _starts[at]; n < end; n++)
        {
            var part = _parts[n];
            answer.Copy(_text, part.Start, part.End);
            if (part.Child >= 0) all[level.Children[part.Child]].Write(answer, part.Key, all);
        }
    }

    /// <summary>Pages that were read from the end are turned round.</summary>
    private int At(Range range, int count, int n) => range.First + (_page.Reversed ? count - 1 - n : n);

    private string Cursor(Range range, int count, int n) => Keyset.Write(_cursors[At(range, count, n)]);
}
