using System.Globalization;
using Lockstep.Contracts.Search;

namespace Lockstep.Runtime.Values;

/// <summary>How well a record fits what was searched. Which records are looked at is another question: here they are told apart.</summary>
/// <param name="text">What was searched.</param>
public sealed class SearchRank(string text)
{
    private readonly string _plain = Plain(text);

    /// <summary>The id that the text is; null when it is none.</summary>
    public long? Id { get; } =
        long.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>How well a record fits that holds all the words, or that the text is the id or a key of.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="isKey">Whether the text is one of its keys.</param>
    /// <param name="texts">What is searched of it.</param>
    public SearchMatch Of(long id, bool isKey, IEnumerable<string?> texts) => isKey || Id == id ? SearchMatch.Exact
        : texts.OfType<string>().Any(one => Plain(one).StartsWith(_plain, StringComparison.Ordinal)) ? SearchMatch.Prefix
        : SearchMatch.Words;

    private static string Plain(string text) => string.Join(' ', SearchText.Words(text));
}
