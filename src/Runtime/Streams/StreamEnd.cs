namespace Lockstep.Runtime.Streams;

/// <summary>Why a stream ends by itself: its last event, <c>end</c> or <c>gap</c>, says so.</summary>
/// <param name="Event">The name of that event.</param>
/// <param name="Reason">One word for programs.</param>
/// <param name="Detail">One sentence for people.</param>
internal sealed record StreamEnd(string Event, string Reason, string Detail)
{
    /// <summary>What to do when a position is of no use, as the end of a sentence.</summary>
    public const string StartOver = "open a stream without a position, read the lists, then follow that stream.";

    public static readonly StreamEnd Stopping = new(
        "end", "stopping", "This server is about to stop; connect again with the last id.");

    public static readonly StreamEnd SignedOut = new(
        "end", "credential", "The credential of this stream is no longer good; sign in again and connect with the last id.");

    public static readonly StreamEnd OtherRights = new(
        "end", "rights", "What the caller may see has changed; connect again with the last id.");

    public static readonly StreamEnd Unsure = new(
        "end", "unavailable",
        "Whether the credential of this stream is still good can't be found out right now; connect again with the last id.");

    public static readonly StreamEnd Gap = new(
        "gap", "expired", $"Events behind the last id are no longer kept; {StartOver}");
}
