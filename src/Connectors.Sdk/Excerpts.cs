namespace Lockstep.Connectors.Sdk;

/// <summary>Texts of outside systems, made fit to be kept and shown.</summary>
public static class Excerpts
{
    /// <summary>At most <see cref="ApplyResult.AnswerMax"/> characters, without control characters that no store takes.</summary>
    public static string Clean(string text)
    {
        var kept = string.Concat(text.Where(static one => !char.IsControl(one) || one is '\n' or '\t').Take(ApplyResult.AnswerMax));
        return kept.Length > 0 && char.IsHighSurrogate(kept[^1]) ? kept[..^1] : kept;
    }
}
