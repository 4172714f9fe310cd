namespace Lockstep.Connectors.Sdk;

/// <summary>Asks for what changed.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="Cursor">Where the page before ended, as the connector told it; null to begin with the first record there is.</param>
/// <param name="Limit">The most records of the page that are wanted, 1 to 10,000. A connector may answer fewer, and a few more.</param>
public sealed record ChangesRequest(string Kind, string? Cursor, int Limit)
{
    /// <summary>
    /// Whether a new round of pages begins: the one before was read to its end, or was cut off. The pages after it go on from each other.
    /// </summary>
    public bool StartsRound { get; init; }

    /// <summary>
    /// How far a new round looks back behind the cursor, for changes that become visible late. A connector whose cursor is a position in a
    /// log that shows nothing late passes over it.
    /// </summary>
    public TimeSpan Overlap { get; init; }

    /// <summary>
    /// Without a cursor: only what changed at or after this instant, where the system can tell; else all of it. Null for all.
    /// </summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>
/// One page of changed records, each in its newest state, the oldest change first as far as the system allows. A record that changed more
/// than once may come once or more often; none is left out.
/// </summary>
/// <param name="Records">The records; may be empty although there is <paramref name="More"/>.</param>
/// <param name="Next">
/// Where the next page begins, opaque, at most 2,000 characters; null only when nothing was ever there. Committed by the engine together
/// with the effects of this page. A round that begins there misses nothing that was not visible yet; see <see cref="TimeCursor"/>.
/// </param>
/// <param name="More">Whether to ask for the next page at once.</param>
public sealed record ChangesPage(IReadOnlyList<SourceRecord> Records, string? Next, bool More)
{
    /// <summary>The longest cursor, in characters.</summary>
    public const int CursorMax = 2_000;

    /// <summary>
    /// The system does not know the cursor any more: everything is read again, and what is known is passed over by its version.
    /// </summary>
    public static ChangesPage StartOver { get; } = new([], null, More: true);
}
