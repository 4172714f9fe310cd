namespace Lockstep.Tests.Runtime.PowerCut;

/// <summary>What a client was told: a version of a customer that it made.</summary>
/// <param name="At">How much had happened on the disk by then.</param>
/// <param name="Customer">The customer's id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name in that version.</param>
internal sealed record Told(int At, long Customer, long Version, string Name);
