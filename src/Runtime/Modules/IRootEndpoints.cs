using Microsoft.AspNetCore.Routing;

namespace Lockstep.Runtime.Modules;

/// <summary>A module that also serves paths which a standard fixes at the root, such as <c>/.well-known/jwks.json</c>.</summary>
public interface IRootEndpoints
{
    /// <summary>Maps those paths, without any prefix.</summary>
    void MapRootEndpoints(IEndpointRouteBuilder routes);
}
