using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Values;

/// <summary>Currencies by their ISO 4217 codes: three capital letters. Which of them are in use changes too often to be checked.</summary>
public static class Currencies
{
    private const int Length = 3;

    /// <summary>Checks an optional one.</summary>
    public static void Check(Errors errors, string field, string? code)
    {
        if (code is not null && (code.Length != Length || !code.All(char.IsAsciiLetterUpper)))
        {
            errors.Add(field, "Must be three capital letters, like EUR.");
        }
    }
}
