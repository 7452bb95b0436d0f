using System.Security.Cryptography;
using System.Text;

namespace EstateMap.Server.People;

/// <summary>Secrets that are made here: 43 characters of base62, which is 256 bits, shown to whoever they are for and kept as a hash alone. What is so random needs no salt.</summary>
internal static class Tokens
{
    /// <summary>How API keys begin, so that they are known where they should not be.</summary>
    public const string KeyBeginning = "em_";

    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 43;

    public static string New() => RandomNumberGenerator.GetString(Base62, Length);

    public static string NewKey() => KeyBeginning + New();

    /// <summary>SHA-256: what is kept of it, and what it is found by.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>False for what cannot be one, which nothing is asked about then.</summary>
    public static bool IsOne(string? text) => text is { Length: Length } && text.All(char.IsAsciiLetterOrDigit);
}
