using System.Collections.Frozen;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Values;

/// <summary>Currencies by their ISO 4217 codes: three capital letters. Which of them are in use changes too often to be checked.</summary>
public static class Currencies
{
    private const int Length = 3;
    private const int DecimalsMost = 2;

    /// <summary>
    /// Those whose minor unit is no hundredth, by ISO 4217. What has none there (gold, drawing rights) keeps four decimals.
    /// </summary>
    private static readonly FrozenDictionary<string, int> Decimals = new (int Decimals, string Codes)[]
    {
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XUA"),
    }.SelectMany(static unit => unit.Codes.Split(' ').Select(code => KeyValuePair.Create(code, unit.Decimals)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>How many decimals an amount has that is paid in a currency: those of its minor unit, two for most.</summary>
    public static int DecimalsOf(string code) => Decimals.GetValueOrDefault(code, DecimalsMost);

    /// <summary>A code as it is kept: in capitals, without blanks around it.</summary>
    public static string? Read(string? code) => code?.Trim().ToUpperInvariant();

    /// <summary>Checks an optional one, in any case.</summary>
    public static void Check(Errors errors, string field, string? code)
    {
        if (Read(code) is { } read && (read.Length != Length || !read.All(char.IsAsciiLetterUpper)))
        {
            errors.Add(field, "Must be three letters, like EUR.");
        }
    }
}
