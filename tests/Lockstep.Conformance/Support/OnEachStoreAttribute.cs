using System.Reflection;
using Lockstep.Runtime.Storage;
using Xunit.Sdk;
using Xunit.v3;

namespace Lockstep.Conformance.Support;

/// <summary>Runs a theory once on each store: the first argument says which, the given values follow.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnEachStoreAttribute(params object?[] values) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<StoreKind>().Select(store => new TheoryDataRow([store, .. values]))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
