using System.Globalization;

namespace Lockstep.Connectors.Sdk;

/// <summary>
/// A cursor of systems that are asked by the time of the last change, then by id: records of exactly that instant up to that id were read.
/// </summary>
/// <param name="At">The instant, in UTC; kept to the microsecond.</param>
/// <param name="AfterId">The id; empty for none of that instant.</param>
public readonly record struct TimeCursor(DateTimeOffset At, string AfterId)
{
    private const char IdSeparator = '.', FloorSeparator = '~';

    /// <summary>
    /// Where the next round begins at the latest; null where <see cref="At"/> tells. A record from the future, or a clock that was set
    /// back, must not move the reading beyond the moment at which it began: whatever changes until the clock gets there would never be
    /// seen.
    /// </summary>
    public DateTimeOffset? Floor { get; init; }

    /// <summary>
    /// Where a page begins. Null when the cursor can't be read, which calls for <see cref="ChangesPage.StartOver"/>.
    /// </summary>
    public static TimeCursor? Of(ChangesRequest request)
    {
        if (request.Cursor is not { } text)
        {
            return new TimeCursor(request.Since ?? DateTimeOffset.UnixEpoch, "");
        }

        // A round begins at an instant and behind no id: what of that instant became visible late may have a smaller id than the last one.
        return Parse(text) is not { } cursor ? null
            : !request.StartsRound ? cursor
            : new TimeCursor(Back(cursor.Floor ?? cursor.At, request.Overlap), "");
    }

    /// <summary>Where the next page begins.</summary>
    /// <param name="records">The page, each with its <see cref="SourceRecord.ChangedAt"/>, the oldest change first, then by id.</param>
    /// <param name="begun">When the reading of the page began, by the clock of the system if possible.</param>
    public TimeCursor Behind(IReadOnlyList<SourceRecord> records, DateTimeOffset begun)
    {
        var (at, id) = records.Count == 0 ? (At, AfterId) : (records[^1].ChangedAt ?? At, records[^1].Id);

        // The floor of the first page that met the future stays: pages behind it begin later, and what changed in between would be lost.
        return new TimeCursor(at, id) { Floor = Floor ?? (at > begun ? begun : null) };
    }

    /// <summary>As it is kept.</summary>
    public override string ToString() => Floor is { } floor
        ? string.Create(CultureInfo.InvariantCulture, $"{Micros(At)}{FloorSeparator}{Micros(floor)}{IdSeparator}{AfterId}")
        : string.Create(CultureInfo.InvariantCulture, $"{Micros(At)}{IdSeparator}{AfterId}");

    private static TimeCursor? Parse(string text)
    {
        var dot = text.IndexOf(IdSeparator, StringComparison.Ordinal);
        var times = dot < 0 ? [] : text[..dot].Split(FloorSeparator);
        return times.Length is 1 or 2 && Instant(times[0]) is { } at && Instant(times[^1]) is { } floor
            ? new TimeCursor(at, text[(dot + 1)..]) { Floor = times.Length == 2 ? floor : null }
            : null;
    }

    private static DateTimeOffset? Instant(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && micros <= Micros(DateTimeOffset.MaxValue)
            ? DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond) : null;

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset Back(DateTimeOffset at, TimeSpan overlap) =>
        at - DateTimeOffset.UnixEpoch > overlap ? at - overlap : DateTimeOffset.UnixEpoch;
}
