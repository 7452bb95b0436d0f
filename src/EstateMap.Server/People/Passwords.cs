using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace EstateMap.Server.People;

/// <summary>
/// Passwords as NIST SP 800-63B (5.1.1) has them: long, none of the usual ones, and nothing about which characters. Kept as PBKDF2 with HMAC-SHA-512, as often as OWASP's Password Storage Cheat Sheet asks for.
/// </summary>
internal sealed class Passwords : IDisposable
{
    public const int Least = 12;
    public const int Most = 200;

    private const int Iterations = 210_000;

    // Of 0 to 4: at 3 it stands 10^8 guesses (Wheeler, zxcvbn, USENIX Security 2016). The estimate takes longer than linear time, so that it sees the beginning alone.
    private const int GoodScore = 3;
    private const int Estimated = 64;

    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    // Hashing is made to be slow: who tries many passwords must not take every core.
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>What the password of an unknown login is held against, so that it takes as long as that of a known one.</summary>
    private readonly string _nobodys;

    public Passwords() => _nobodys = _hasher.HashPassword(Nobody, Tokens.New());

    /// <summary>Why a password cannot be taken, in a sentence; null when it can.</summary>
    /// <param name="around">What whoever knows the account tries first: its login, title and organisation.</param>
    public static string? FindFault(string? password, params IReadOnlyList<string?> around)
    {
        if (password is null || password.Length < Least) return $"The password needs {Least} characters or more: three or four words that do not belong together make a good one.";
        if (password.Length > Most) return $"The password has more than {Most} characters.";
        string[] words = [.. around.OfType<string>().SelectMany(text => text.Split([' ', ',', '@', '.', '-'], StringSplitOptions.RemoveEmptyEntries).Append(text)), "estatemap"];
        var strength = Zxcvbn.Zxcvbn.MatchPassword(password[..Math.Min(password.Length, Estimated)], words);
        return strength.Score < GoodScore ? "The password is easily guessed: it is a usual one, or made of what is known of the account. Take three or four words that do not belong together." : null;
    }

    public async Task<string> HashAsync(string password, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);
        try
        {
            return _hasher.HashPassword(Nobody, password);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <param name="hash">Null where there is no such account or it has no password: wrong, and no sooner.</param>
    public async Task<bool> IsRightAsync(string? hash, string? password, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);
        try
        {
            var isRight = _hasher.VerifyHashedPassword(Nobody, hash ?? _nobodys, password is { Length: <= Most } ? password : "") != PasswordVerificationResult.Failed;
            return isRight && hash is not null;
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
