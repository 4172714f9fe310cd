namespace Lockstep.Host.Commands;

/// <summary>How far a first match is.</summary>
internal sealed record MatchState(string State, string? Reason, MatchCounts Left, MatchCounts Right);

/// <summary>The records of a side.</summary>
internal sealed record MatchCounts(long Read, long Linked, long Link, long Ask, long Create, long Alone, long Fault);

/// <summary>What is accepted.</summary>
internal sealed record MatchAccept(bool All);

/// <summary>What was accepted.</summary>
internal sealed record MatchAccepted(int Linked);
