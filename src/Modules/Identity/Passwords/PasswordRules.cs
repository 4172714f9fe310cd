using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Identity.Passwords;

/// <summary>
/// What a password must be: long, and none of those that are tried first (NIST SP 800-63B); no rule of letters and digits.
/// </summary>
internal static class PasswordRules
{
    public const int LengthMin = 12;

    /// <summary>Far more than anybody types; a longer one only costs time to hash.</summary>
    public const int LengthMax = 1_024;

    /// <summary>A million guesses: beyond them, the pauses alone keep out whoever guesses here.</summary>
    private const double BitsMin = 20;

    /// <summary>Looked at, of a long one: the estimate takes time by the square.</summary>
    private const int LookedAt = 48;

    /// <summary>Shorter parts of names are in many words.</summary>
    private const int NamePartMin = 3;
    private const int RestMin = 8;

    /// <summary>Reads its lists once, and promises nothing of two threads.</summary>
    private static readonly Lazy<Zxcvbn.Zxcvbn> Lists = new(static () => new Zxcvbn.Zxcvbn());

    /// <summary>
    /// Why a password that somebody chooses is among the first that are guessed: it is made of their name, or of what stands in the lists
    /// of common ones, which the library brings along. Null when it is not.
    /// </summary>
    public static Refusal? RefuseCommon(string field, string password, string name, string email)
    {
        string[] own = [.. PartsOf(name), .. PartsOf(email)];
        var rest = string.Concat(PartsOf(password, min: 1));
        var length = rest.Length;

        // The longest first: what a shorter one leaves of it would not be found any more.
        foreach (var part in own.OrderByDescending(static part => part.Length))
        {
            rest = rest.Replace(part, "", StringComparison.Ordinal);
        }

        // With enough beside it a name makes a password no easier to guess.
        return rest.Length < length && rest.Length < RestMin
            ? Refusal.Invalid(field, "Must not be made of your name or e-mail address.")
            : BitsOf(password, [name, email, .. own, "lockstep"]) < BitsMin
                ? Refusal.Invalid(field, "Is among the first that anybody would try; take several words that nobody expects together.")
                : null;
    }

    /// <summary>Checks the length of a password that somebody chooses.</summary>
    public static void Check(Errors errors, string field, string? password)
    {
        if (password is not { Length: >= LengthMin and <= LengthMax })
        {
            errors.Add(field, $"Must have {LengthMin} to {LengthMax} characters.");
        }
    }

    /// <summary>Checks a password that is to be compared: only whether it is worth a hash.</summary>
    public static void CheckGiven(Errors errors, string field, string? password)
    {
        if (password is not { Length: > 0 and <= LengthMax })
        {
            errors.Add(field, $"Must be given and have at most {LengthMax} characters.");
        }
    }

    private static double BitsOf(string password, string[] own)
    {
        lock (Lists)
        {
            return Lists.Value.EvaluatePassword(password[..Math.Min(password.Length, LookedAt)], own).Entropy;
        }
    }

    private static IEnumerable<string> PartsOf(string text, int min = NamePartMin) =>
        string.Concat(TextRules.Fold(text)!.Select(static letter => char.IsLetterOrDigit(letter) ? letter : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(part => part.Length >= min);
}
