using System.Globalization;
using System.Text.RegularExpressions;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Solves;

/// <summary>A solver's indices in the words of the place, and what a step of the curve means for people.</summary>
internal static partial class PlanWords
{
    private const int MostNamed = 3;

    /// <summary>A reason in which sites, groups and demand points have their names in place of numbers.</summary>
    public static string Named(StudyProblem study, string reason) => Numbered().Replace(reason, match =>
    {
        if (!int.TryParse(match.Groups[2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return match.Value;
        var name = match.Groups[1].Value.ToLowerInvariant() switch
        {
            "site" => number < study.Sites.Count ? study.Sites[number].Name : null,
            "group" => number < study.ConstraintAreas.Count ? study.ConstraintAreas[number] : null,
            _ => number < study.Demand.Count ? $"Area {study.Demand[number].AreaCode}" : null,
        };
        return name ?? match.Value;
    });

    /// <summary>What closes and opens on the way from one set of open sites to another, and whom it hits; null when they are the same.</summary>
    public static string? FindWhy(StudyProblem study, IReadOnlyList<int> before, IReadOnlyList<int> after)
    {
        int[] goes = [.. before.Except(after)], comes = [.. after.Except(before)];
        if (goes.Length == 0 && comes.Length == 0) return null;
        var (then, now) = (study.Nearest(after).Seconds, study.Nearest(before).Seconds);
        double hit = 0, further = 0, extra = 0;
        var wards = new Dictionary<string, double>();
        for (var i = 0; i < then.Length; i++)
        {
            if (!(then[i] > now[i]) || study.Weights[i] <= 0) continue;
            hit += study.Weights[i];
            if (study.Demand[i].Ward is { } ward) wards[ward] = wards.GetValueOrDefault(ward) + study.Weights[i];
            if (!double.IsFinite(then[i])) continue;
            further += study.Weights[i];
            extra += study.Weights[i] * (then[i] - now[i]);
        }

        var closes = goes.Length == 0 ? null : $"{Names(study, goes)} {(goes.Length == 1 ? "closes" : "close")}";
        var opens = comes.Length == 0 ? null : $"{Names(study, comes)} {(comes.Length == 1 ? "opens" : "open")}";
        var moves = closes is not null && opens is not null ? $"{closes}, and {opens} instead" : closes ?? opens;
        if (hit < 0.5) return $"{moves}: nobody travels further.";
        var isOne = Math.Round(hit) == 1;
        var where = string.Join(" and ", wards.OrderByDescending(ward => ward.Value).ThenBy(ward => ward.Key, StringComparer.Ordinal).Take(2).Select(ward => ward.Key));
        var effect = further > 0 ? Text($" {(isOne ? "travels" : "travel")} {extra / further / 60:0.0} minutes further on average") : isOne ? " is affected" : " are affected";
        var lost = hit - further >= 0.5 ? Text($", and {hit - further:#,0} of them {(Math.Round(hit - further) == 1 ? "reaches" : "reach")} nothing any more") : "";
        return Text($"{moves}: {Count(Math.Round(hit), "person", "people")}{effect}{lost}{(where.Length > 0 ? $", most of them in {where}" : "")}.");
    }

    /// <summary>A number and what it counts: “1 site”, “2 sites”.</summary>
    /// <param name="many">More than one of it, where that is not the word with an s.</param>
    public static string Count(double number, string one, string? many = null) => Text($"{number:#,0.##} {(number == 1 ? one : many ?? one + "s")}");

    /// <summary>At most so many characters, the last of them an ellipsis where something is left out; no character is cut in two.</summary>
    public static string Short(string text, int most)
    {
        if (text.Length <= most) return text;
        var kept = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return text[..kept] + "…";
    }

    private static string Names(StudyProblem study, int[] sites)
    {
        var named = sites.Take(MostNamed).Select(j => study.Sites[j].Name).ToList();
        if (sites.Length > MostNamed) named.Add(Text($"{sites.Length - MostNamed} more"));
        return named.Count == 1 ? named[0] : string.Join(", ", named[..^1]) + " and " + named[^1];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b([Ss]ite|[Gg]roup|[Dd]emand point) (\d{1,6})\b")]
    private static partial Regex Numbered();
}
