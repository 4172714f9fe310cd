using Lockstep.Runtime.Security;

namespace Lockstep.Sync.Triggers;

/// <summary>How a system tells a flow of its changes: by calls whose bytes it signs.</summary>
/// <param name="Scheme">How it signs.</param>
/// <param name="Secrets">Where the secrets are, the newest first: references as they stand in the file.</param>
/// <param name="IdHeader">The header with the id of a call; null when there is none.</param>
/// <param name="Tolerance">How far its time may be from ours.</param>
/// <param name="Window">For how long the same bytes without an id are a repeat; zero for never.</param>
/// <param name="BodyMax">The largest body in bytes; null for as much as the process takes.</param>
/// <param name="Records">Finds the records in a body.</param>
/// <param name="Reads">Whether the body only names records, which are then read from their system.</param>
internal sealed record HookSettings(
    SignatureScheme Scheme, IReadOnlyList<string> Secrets, string? IdHeader, TimeSpan Tolerance, TimeSpan Window, int? BodyMax,
    HookRecords Records, bool Reads);
