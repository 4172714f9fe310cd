using System.Text;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Http.Files;

/// <summary>
/// The name of a file as it is shown and offered to whoever saves it: one part of a path, in which nothing turns the direction of reading,
/// so that it ends as it looks.
/// </summary>
public static class FileName
{
    /// <summary>The most characters (Unicode code points).</summary>
    public const int LengthMax = 200;

    private const string Unnamed = "file";

    /// <summary>Checks a name that a client gives.</summary>
    public static void Check(Errors errors, string field, string? name)
    {
        TextRules.CheckRequired(errors, field, name, LengthMax);
        if (name is not null && (name is "." or ".." || name.AsSpan().IndexOfAny('/', '\\') >= 0
            || name.EnumerateRunes().Any(Letters.IsInvisible)))
        {
            errors.Add(field, "Must be the name of a file alone, without a folder and without letters that nobody sees.");
        }
    }

    /// <summary>A valid name out of what somebody outside wrote, as in a mail; what can't stand in one is left out.</summary>
    public static string Of(string? text)
    {
        var clean = new StringBuilder();
        var length = 0;
        foreach (var letter in (text ?? "")[((text ?? "").LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
        {
            if (length < LengthMax && !Rune.IsControl(letter) && !Letters.IsInvisible(letter))
            {
                clean.Append(letter);
                length++;
            }
        }

        var name = clean.ToString().Trim();
        return name is "." or ".." || Letters.IsBlank(name) ? Unnamed : name;
    }
}
