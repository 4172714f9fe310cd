using System.Text.Json;
using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;

namespace Lockstep.Connectors.Rest.Calls;

/// <summary>What came of a call: an answer that was understood, or why there is none.</summary>
internal readonly record struct RestReply(RestAnswer? Answer, Failure? Failure)
{
    /// <summary>What the file says that the error means; null when it says nothing, or there was none.</summary>
    public ErrorMeaning? Meaning { get; init; }
}

/// <summary>An answer that was understood.</summary>
/// <param name="Reply">The answer as it came.</param>
/// <param name="Json">Its body; null when it has none.</param>
/// <param name="Asked">The address that was asked.</param>
internal sealed record RestAnswer(HttpReply Reply, JsonElement? Json, Uri Asked)
{
    private static readonly TimeSpan RestOfSecond = TimeSpan.FromMilliseconds(999);

    /// <summary>The instant by the system's own clock if it tells: the end of the second that it names.</summary>
    public DateTimeOffset At => Reply.Headers.Date + RestOfSecond ?? Reply.ReceivedAt;
}
