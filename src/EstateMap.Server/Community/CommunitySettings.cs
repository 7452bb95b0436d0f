using System.Globalization;
using EstateMap.Database;

namespace EstateMap.Server.Community;

/// <summary>How the community's own knowledge is looked after.</summary>
/// <param name="StaleMonths">What nobody has confirmed for so many months needs a look. Setting EstateMap:StaleMonths.</param>
internal sealed record CommunitySettings(int StaleMonths)
{
    /// <exception cref="UsageException">The setting is no such number.</exception>
    public static CommunitySettings From(IConfiguration configuration)
    {
        var months = configuration["EstateMap:StaleMonths"] ?? "12";
        return int.TryParse(months, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 120 ? new(number)
            : throw new UsageException($"The setting EstateMap:StaleMonths is '{months}'; it may be a number from 1 to 120.");
    }

    /// <summary>Whatever was confirmed before this day needs a look.</summary>
    public DateOnly StaleBefore(DateOnly today) => today.AddMonths(-StaleMonths);
}
