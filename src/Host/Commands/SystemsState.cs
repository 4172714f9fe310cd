namespace Lockstep.Host.Commands;

/// <summary>The systems, as the server tells them.</summary>
internal sealed record SystemsState(IReadOnlyList<SystemState> Items);

/// <summary>One system.</summary>
internal sealed record SystemState(string Name, string Connector, string? File, IReadOnlyList<KindState> Kinds);

/// <summary>A kind of record of it.</summary>
internal sealed record KindState(string Name, IReadOnlyList<string> Can, IReadOnlyList<string> SearchFields);

/// <summary>How a connection test went.</summary>
internal sealed record SystemTestState(bool Ok, string? Cause, string Message, string? Answer, long TookMs);
