using Lockstep.Sync.Deliveries;

namespace Lockstep.Sync.Http;

/// <summary>A delivery that gave up, and why.</summary>
internal sealed record DeadLetter(Delivery Delivery, string? Cause);
