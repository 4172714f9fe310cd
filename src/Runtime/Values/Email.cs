using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Values;

/// <summary>
/// E-mail addresses: one @ with something on either side, no blanks. Whether one gets there is only known by writing to it.
/// </summary>
public static class Email
{
    /// <summary>Whether a text looks like one.</summary>
    public static bool IsValid(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Any(char.IsWhiteSpace);
    }

    /// <summary>Checks an optional one.</summary>
    public static void Check(Errors errors, string field, string? email, int max)
    {
        TextRules.Check(errors, field, email, max);
        if (email is not null && !IsValid(email))
        {
            errors.Add(field, "Must be an e-mail address like name@example.com.");
        }
    }
}
