namespace Lockstep.Conformance.Support;

/// <summary>Tests that measure how long something takes or how much comes first: no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
