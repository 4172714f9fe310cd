namespace Lockstep.Connectors.Sdk;

/// <summary>Texts of outside systems, made fit to be kept and shown.</summary>
public static class Excerpts
{
    /// <summary>At most <see cref="ApplyResult.AnswerMax"/> characters, without control characters that no store takes.</summary>
    public static string Clean(string text) => Cut(string.Concat(text.Where(IsKept).Take(ApplyResult.AnswerMax)));

    /// <summary>
    /// The same of a text that may repeat secrets. They are masked once what tears them apart is out, and before the text is cut, for half
    /// of one would not be known as such.
    /// </summary>
    public static string Clean(string text, Func<string, string> mask) => Cut(mask(string.Concat(text.Where(IsKept))));

    private static bool IsKept(char one) => !char.IsControl(one) || one is '\n' or '\t';

    private static string Cut(string text)
    {
        var kept = text.Length <= ApplyResult.AnswerMax ? text : text[..ApplyResult.AnswerMax];

        // The cut may part a pair of surrogates, and half of a letter no store takes.
        return kept.Length > 0 && char.IsHighSurrogate(kept[^1]) ? kept[..^1] : kept;
    }
}
