using System.Globalization;

namespace Lockstep.Connectors.Sdk.Http;

/// <summary>
/// A cursor of lists that are asked for what changed since a time, but told in another order: where the round began, what it has seen,
/// and in the middle of it the place where it goes on.
/// </summary>
/// <param name="From">Where the round began, in milliseconds since 1970, before any overlap; null for everything.</param>
public sealed record RoundCursor(long? From)
{
    private const char Separator = '~';

    /// <summary>What the system is asked with: <see cref="From"/> less the overlap.</summary>
    public long? Since { get; init; }

    /// <summary>When the round began by the clock of the system, in milliseconds; null before its first answer.</summary>
    public long? Begun { get; init; }

    /// <summary>The newest change of the round.</summary>
    public long? Newest { get; init; }

    /// <summary>Where a feed goes on, across rounds.</summary>
    public string Position { get; init; } = "";

    /// <summary>Whether it reads the list, to have everything once, before it asks for changes.</summary>
    public bool IsFull { get; init; }

    /// <summary>The place in the middle of a round; empty at its beginning.</summary>
    public string Place { get; init; } = "";

    /// <summary>
    /// What the next round begins with: the newest change seen, but never beyond the moment at which this round began, so that a record
    /// from the future hides nobody, and never before where this one began, so that quiet rounds do not creep backwards.
    /// </summary>
    public RoundCursor Next()
    {
        var seen = Newest is { } newest ? Math.Min(newest, Begun ?? newest) : From;
        return new RoundCursor(From is { } from ? Math.Max(from, seen ?? from) : seen) { Position = Position };
    }

    /// <summary>Takes note of when records changed.</summary>
    public RoundCursor Seen(IEnumerable<DateTimeOffset?> times)
    {
        var newest = times.Max(static time => time?.ToUnixTimeMilliseconds());
        return newest is null || newest < Newest ? this : this with { Newest = newest };
    }

    /// <summary>
    /// The beginning of a round behind this one, or of this one once more. A millisecond more than the overlap, for systems that understand
    /// the instant as one that is over.
    /// </summary>
    public RoundCursor Restart(TimeSpan overlap) => this with
    {
        Place = "", Since = From is { } from ? Math.Max(0, from - (long)overlap.TotalMilliseconds - 1) : null, Begun = null, Newest = null,
    };

    /// <summary>As it is kept.</summary>
    public override string ToString()
    {
        // The position is a text of the other system and could hold what parts the members. The place comes last and may hold anything.
        // What escapes leaves the tilde as it is, which is just what parts them here.
        var round = string.Join(
            Separator, Text(From), Text(Since), Text(Begun), Text(Newest), IsFull ? "f" : "",
            Uri.EscapeDataString(Position).Replace("~", "%7E", StringComparison.Ordinal));
        return Place.Length == 0 ? round : new PageMark(round, Place).ToString();
    }

    /// <summary>The cursor of a text; null when it is none.</summary>
    public static RoundCursor? Parse(string text)
    {
        var (round, place) = PageMark.Of(text) is { } mark ? (mark.Round, mark.Place) : (text, "");
        return round.Split(Separator) is not [var from, var since, var begun, var newest, var full, var position] ? null
            : new RoundCursor(Number(from))
        {
            Since = Number(since),
            Begun = Number(begun),
            Newest = Number(newest),
            IsFull = full.Length > 0,
            Position = Uri.UnescapeDataString(position),
            Place = place,
        };
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
