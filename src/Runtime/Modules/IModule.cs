using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Runtime.Modules;

/// <summary>A module as the host sees it: one Add, one Map, everything else is internal.</summary>
public interface IModule
{
    /// <summary>What the module has.</summary>
    ModuleManifest Manifest { get; }

    /// <summary>Registers what the module needs and what it offers to others.</summary>
    void AddServices(IServiceCollection services);

    /// <summary>Maps its paths, without the prefix <c>/api</c>, which belongs to the gateway.</summary>
    void MapEndpoints(IEndpointRouteBuilder routes);
}
