using System.Globalization;

namespace Lockstep.Connectors.Sdk.Http;

/// <summary>
/// A cursor in the middle of a round, for lists by page number, offset or next link: where the round goes on, and from where the next round
/// begins. Lists of that kind shift while they are read: a connector should sort by what only grows, and pass over nothing by its place
/// alone.
/// </summary>
/// <param name="Round">The cursor with which the round began; empty for the beginning.</param>
/// <param name="Place">Where it goes on: a number, or a link.</param>
public readonly record struct PageMark(string Round, string Place)
{
    private const char Separator = '\n';

    /// <summary>The mark in a cursor; null when the cursor stands between two rounds.</summary>
    public static PageMark? Of(string? cursor) =>
        cursor?.IndexOf(Separator, StringComparison.Ordinal) is { } at and >= 0 ? new PageMark(cursor[..at], cursor[(at + 1)..]) : null;

    /// <summary>The number of the page, or the offset.</summary>
    public long Number => long.TryParse(Place, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The same round at another place.</summary>
    public PageMark At(long place) => this with { Place = place.ToString(CultureInfo.InvariantCulture) };

    /// <summary>As it is kept.</summary>
    public override string ToString() => $"{Round}{Separator}{Place}";
}
