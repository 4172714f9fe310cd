using Lockstep.Runtime.Outbox;

namespace Lockstep.Runtime.Streams;

/// <summary>An event as the stream sends it.</summary>
internal static class CloudEvent
{
    /// <summary>The lines of a server-sent event with it: <c>data:</c>, JSON on one line, and the blank line that ends it.</summary>
    public static byte[] Lines(OutboxEvent published) => [.. "data: "u8, .. CloudEventJson.Of(published), .. "\n\n"u8];
}
