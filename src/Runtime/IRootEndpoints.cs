using Microsoft.AspNetCore.Routing;

namespace Lockstep.Runtime;

/// <summary>
/// A module that also owns paths at the root, because a standard fixes them there (<c>/.well-known</c>, <c>/oauth</c>); a gateway
/// maps them without its prefix.
/// </summary>
public interface IRootEndpoints
{
    /// <summary>Maps the paths exactly as the world sees them.</summary>
    void MapRootEndpoints(IEndpointRouteBuilder routes);
}
