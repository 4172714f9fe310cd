namespace Lockstep.Host.Commands;

/// <summary>The systems, as the server tells them.</summary>
internal sealed record SystemsState(IReadOnlyList<SystemState> Items);

/// <summary>One system.</summary>
internal sealed record SystemState(string Name, string Connector, string? File, IReadOnlyList<KindState> Kinds);

/// <summary>A kind of record of it.</summary>
internal sealed record KindState(string Name, IReadOnlyList<string> Can, IReadOnlyList<string> SearchFields);

/// <summary>How a connection test went.</summary>
internal sealed record SystemTestState(bool Ok, string? Cause, string Message, string? Answer, long TookMs);

/// <summary>Where a person allows it.</summary>
internal sealed record SystemConsentState(string Url, string State);

/// <summary>What the provider sent back.</summary>
internal sealed record SystemCodeBody(string? Code, string? State);

/// <summary>That it was allowed.</summary>
internal sealed record SystemAllowedState(DateTimeOffset Until, bool Renews);
