namespace Lockstep.Gateway.Edge;

/// <summary>Settings that are lists: words with commas between, spaces around them ignored.</summary>
internal static class WordList
{
    public static string[] Of(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
