using System.Numerics;

namespace EstateMap.Planning.Measures;

/// <summary>When each site is open in a week, to the minute: minute 0 is Monday 00:00 local time, minute 10,080 the end of Sunday.</summary>
public sealed class OpeningWeek
{
    public const int Minutes = 7 * 24 * 60;
    public const int Hours = 7 * 24;
    private const int Words = (Minutes + 63) / 64;

    private readonly ulong[][] open;

    /// <summary>Takes intervals of minutes, start included and end not; one that runs past Sunday goes on on Monday. They may overlap.</summary>
    /// <param name="intervals">[site].</param>
    /// <exception cref="ArgumentException">An interval starts outside the week, ends before it starts or lasts longer than a week; the message names the site.</exception>
    public OpeningWeek(IReadOnlyList<IReadOnlyList<(int Start, int End)>> intervals)
    {
        open = new ulong[intervals.Count][];
        for (var j = 0; j < open.Length; j++)
        {
            open[j] = new ulong[Words];
            foreach (var (start, end) in intervals[j])
            {
                if (start is < 0 or >= Minutes || end < start || end - start > Minutes)
                    throw new ArgumentException($"Site {j} cannot be open from minute {start} to {end} of the week.", nameof(intervals));
                for (var minute = start; minute < end; minute++) open[j][minute % Minutes >> 6] |= 1UL << (minute % Minutes & 63);
            }
        }
    }

    private OpeningWeek(ulong[][] open) => this.open = open;

    public int Sites => open.Length;

    /// <summary>Takes whole hours.</summary>
    /// <param name="hours">[site x 168], row by row: hour 0 is Monday 00:00 to 01:00.</param>
    /// <exception cref="ArgumentException">The length is no multiple of 168.</exception>
    public static OpeningWeek FromHours(IReadOnlyList<bool> hours)
    {
        if (hours.Count % Hours != 0) throw new ArgumentException($"Expected 168 hours a site, got {hours.Count} in all.", nameof(hours));
        var open = new ulong[hours.Count / Hours][];
        for (var j = 0; j < open.Length; j++)
        {
            open[j] = new ulong[Words];
            for (var minute = 0; minute < Minutes; minute++)
                if (hours[j * Hours + minute / 60]) open[j][minute >> 6] |= 1UL << (minute & 63);
        }

        return new(open);
    }

    public bool IsOpen(int site, int minute) => (open[site][minute >> 6] >> (minute & 63) & 1) != 0;

    /// <summary>The minutes in which any of the sites is open, by hour: [168], 0 to 60.</summary>
    internal int[] MinutesOpen(List<int> sites)
    {
        var any = new ulong[Words + 1];
        foreach (var j in sites)
            for (var k = 0; k < Words; k++) any[k] |= open[j][k];
        var minutes = new int[Hours];
        for (var hour = 0; hour < Hours; hour++)
        {
            // An hour's 60 bits lie in one word or across two.
            var (word, bit) = (hour * 60 >> 6, hour * 60 & 63);
            var bits = any[word] >> bit | (bit > 0 ? any[word + 1] << (64 - bit) : 0);
            minutes[hour] = BitOperations.PopCount(bits & ((1UL << 60) - 1));
        }

        return minutes;
    }
}
