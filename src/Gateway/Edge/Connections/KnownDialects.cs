namespace Lockstep.Gateway.Edge.Connections;

/// <summary>The dialects that a port may be set to speak.</summary>
/// <param name="Names">As settings name them.</param>
internal sealed record KnownDialects(IReadOnlyList<string> Names);
