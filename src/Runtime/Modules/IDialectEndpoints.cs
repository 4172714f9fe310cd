using Microsoft.AspNetCore.Routing;

namespace Lockstep.Runtime.Modules;

/// <summary>
/// A module that also answers clients that were here before Lockstep, in their words. Its endpoints are ordinary ones, with the
/// permission, the work and the use case of everybody; what they add is a shape.
/// </summary>
public interface IDialectEndpoints
{
    /// <summary>
    /// Maps them below <see cref="DialectRoute.Root"/>, each at its <see cref="DialectRoute.InnerPath"/>. No client reaches that path by
    /// asking for it: the gateway leads requests there that speak the dialect. The manifest names each of them, and no other.
    /// </summary>
    void MapDialects(IEndpointRouteBuilder routes);
}
