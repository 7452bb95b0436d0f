using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace EstateMap.Server.Plans.Studies;

/// <summary>Tells whether an answer still rests on what it was reckoned from: a hash of everything that measures and models read.</summary>
internal static class StudyFingerprint
{
    public static string Of(StudyProblem study)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text(study.Content.Hash());
        Text(study.Travel.Version);
        foreach (var point in study.Demand) Text(point.AreaCode);
        Numbers(study.Weights);
        Numbers(study.Travel.Seconds);
        foreach (var site in study.Sites)
        {
            Text(site.Uuid.ToString());
            Text(site.Role);
            Text(site.ConstraintArea ?? "");
            Text(string.Join(',', site.ServiceKinds));
            Numbers([site.UsedFloorArea_m2, site.RunningCost_gbp, site.Carbon_kg, site.IsOpenToday ? 1 : 0, site.IsFreehold ? 1 : 0, site.IsTenureKnown ? 1 : 0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Text(string text)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }

        void Numbers(ReadOnlySpan<double> numbers) => hash.AppendData(MemoryMarshal.AsBytes(numbers));
    }
}
