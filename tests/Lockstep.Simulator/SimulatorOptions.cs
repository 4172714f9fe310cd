namespace Lockstep.Simulator;

/// <summary>How a simulator starts; how it behaves is told to each of its worlds.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The port on the loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The SQLite file, so that records outlive the process; null keeps them in memory.</summary>
    public string? Database { get; init; }

    /// <summary>What ids, chance and shuffles come from: the same seed and the same calls give the same answers.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Its clock, before the skew of a world.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
