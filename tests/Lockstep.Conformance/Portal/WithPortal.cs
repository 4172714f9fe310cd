namespace Lockstep.Conformance.Portal;

/// <summary>The tests that get along on one site, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class WithPortal : ICollectionFixture<PortalSite>
{
    public const string Name = "Portal";
}
