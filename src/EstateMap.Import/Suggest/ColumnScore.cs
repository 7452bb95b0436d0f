using EstateMap.Import.Datasets;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Suggest;

/// <summary>
/// How sure it is that a column means a field, from its header and from its values.
/// <code>
/// confidence = k · (1 − (1 − 0.97 h) · (1 − d · s))
/// h  header: 1 the field's own name, 0.99 − 0.001 i its i-th synonym, 0.95 either but for a unit at the end, else 0.8 times Dice's coefficient of the words where that is 0.45 or more, else 0
/// s  values: share of the filled values (0..1) that the field could take
/// d  how telling it is when all do: 0.95 for a postcode, which looks like nothing else, 0 for an area in m2, which looks like any number
/// k  contradiction: 1 when half or more of the values fit, falling to 0 when none does; 0.8 for a column without values
/// </code>
/// Two independent witnesses, as in a noisy-or; a column goes to the field it is surest of, the surest first, and to none below <see cref="Least"/>.
/// </summary>
internal sealed record ColumnScore(Field Field, ColumnProfile Column, double Header, double Values, double Telling)
{
    /// <summary>What is likelier wrong than right is not proposed.</summary>
    public const double Least = 0.5;

    public double Confidence
    {
        get
        {
            var contradiction = Column.Filled == 0 ? 0.8 : Math.Min(1, Values / 0.5);
            return contradiction * (1 - (1 - 0.97 * Header) * (1 - Telling * Values));
        }
    }

    /// <param name="gridColumns">Indexes of the columns without a telling header that look like National Grid coordinates, in the file's order: eastings stand first.</param>
    public static ColumnScore Of(Field field, ColumnProfile column, IReadOnlyList<int> gridColumns)
    {
        var header = HeaderEvidence(field, column.Header);
        var (values, telling) = ValueEvidence(field, column, gridColumns);
        return new ColumnScore(field, column, header, values, telling);
    }

    public static double HeaderEvidence(Field field, string header)
    {
        // A repeated header was told apart by a number; the first counts more.
        var repeated = header.EndsWith(')') && header.LastIndexOf('(') is var open and > 0 && int.TryParse(header[(open + 1)..^1], out _) ? open : -1;
        if (repeated > 0)
            return HeaderEvidence(field, header[..repeated].Trim()) * 0.6;
        var plain = Units.Plain(header);
        var bare = field.Unit is null ? null : Units.OfHeader(plain)?.Bare;
        var best = 0.0;
        var words = HeaderWords.Split(header);
        for (var i = -1; i < field.Headers.Length; i++)
        {
            var spelling = i < 0 ? field.Name : field.Headers[i];
            var plainSpelling = Units.Plain(spelling);
            var likeness = HeaderWords.Likeness(words, HeaderWords.Split(spelling));
            best = Math.Max(best, plainSpelling == plain ? i < 0 ? 1 : 0.99 - 0.001 * i : plainSpelling == bare ? 0.95 : likeness >= 0.45 ? 0.8 * likeness : 0);
        }

        return best;
    }

    private static (double Values, double Telling) ValueEvidence(Field field, ColumnProfile column, IReadOnlyList<int> gridColumns)
    {
        var place = IndexOf(gridColumns, column.Index);
        return (field.Kind, field.Name) switch
        {
            (FieldKind.Uprn, _) => (column.UprnShare, column.LongUprnShare > 0.8 && column.DistinctShare > 0.5 && !column.LooksLikeGrid && !column.IsPersonal ? 0.75 : 0),
            (FieldKind.Postcode, _) => (column.PostcodeShare, 0.95),
            (FieldKind.Coordinate, "longitude") => place >= 0 ? (1, place == 0 && column.Numbers.Max() < 700_000 ? 0.65 : 0) : (Coordinates(column), column.LongitudeShare * 0.9),
            (FieldKind.Coordinate, _) => place >= 0 ? (1, place == 1 ? 0.65 : 0) : (Coordinates(column), column.LatitudeShare * 0.95),
            (FieldKind.CoordinatePair, _) => (column.PairShare, 0.9),
            // A date that a file speaks for repeats; one of its own for each row is another date.
            (FieldKind.Date, _) => (column.DateShare, column.Distinct <= Math.Max(5, column.Filled / 20) ? 0.6 : 0.1),
            (FieldKind.Term, _) => (column.VocabularyShare(field.Vocabulary!), column.Filled >= 3 ? field.Vocabulary == "site-uses" ? 0.7 : 0.9 : 0.4),
            (FieldKind.EnergyRating, _) => (column.RatingShare, column.Distinct is >= 2 and <= 12 ? 0.6 : 0.2),
            (FieldKind.Flag, _) => (column.FlagShare, 0),
            (FieldKind.Email, _) => (column.EmailShare, 0.95),
            (FieldKind.Telephone, _) => (Math.Max(column.TelephoneShare, column.NumberShare), column.TelephoneShare * 0.7),
            (FieldKind.Url, _) => (column.UrlShare, 0.8),
            (FieldKind.Number or FieldKind.Whole, _) => (column.NumberShare, 0),
            (FieldKind.Hours, _) => (1, column.HoursShare * 0.8),
            (_, "asset_code") => (column.LetterShare + column.NumberShare > 0 ? column.DistinctShare : 0, column.CodeShare > 0.9 && column.DistinctShare > 0.95 && column.PostcodeShare < 0.5 ? 0.6 : 0),
            (_, "name") => (column.LetterShare, column.WordsShare * column.DistinctShare * (1 - column.AddressShare) * (1 - column.StreetShare) * (column.PairShare > 0 ? 0 : 0.6)),
            (_, "street_name") => (column.LetterShare, column.StreetShare * (1 - column.AddressShare) * 0.8),
            (_, "street_number") => (1 - Math.Min(1, column.WordsShare), 0),
            (_, "address") => (column.LetterShare, column.AddressShare * 0.75),
            (_, "organisation_name") => (column.LetterShare, column.BodyShare * (column.DistinctShare < 0.3 ? 0.7 : 0.3)),
            (_, "asset_type" or "other_detail") => (column.LetterShare, column.VocabularyShare("site-uses") * (field.Name == "asset_type" ? 0.7 : 0.6)),
            (_, "crs") => (column.LetterShare, 0),
            _ => (column.Filled == 0 ? 0 : 1, 0),
        };

        static double Coordinates(ColumnProfile column) => column.Filled == 0 ? 0 : (double)column.Numbers.Count(n => n is >= -9 and <= 2.5 or >= 49 and <= 61.5 or > 100 and < 1_300_000) / column.Filled;

        static int IndexOf(IReadOnlyList<int> list, int value)
        {
            for (var i = 0; i < list.Count; i++)
                if (list[i] == value)
                    return i;
            return -1;
        }
    }
}
