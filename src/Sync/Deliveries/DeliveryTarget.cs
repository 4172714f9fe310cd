using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>A system to which deliveries go, and how.</summary>
/// <param name="Connector">Talks to it.</param>
/// <param name="Flows">The flows that go there, by name.</param>
/// <param name="Parts">Into how many parts its deliveries are divided.</param>
/// <param name="Options">How many at once, and when it is left alone.</param>
internal sealed record DeliveryTarget(IConnector Connector, IReadOnlyDictionary<string, Flow> Flows, Parts Parts, DispatchOptions Options)
{
    /// <summary>What else is noted down of attempts, in their commit and in the order in which they ended; null when nothing is.</summary>
    public Func<ITransaction, IReadOnlyList<Ended>, DateTimeOffset, ValueTask>? Note { get; init; }

    public string Name => Connector.System;
}
