using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Modules;

namespace Lockstep.Host.Commands;

/// <summary>How commands come by the program, which lists them and so can't be known to them.</summary>
/// <param name="Server">Puts the server together; nothing is opened before it starts.</param>
/// <param name="Services">The runtime and the modules alone, under these settings; nothing is opened.</param>
/// <param name="Modules">What each module has.</param>
/// <param name="Connectors">The kinds of outside systems.</param>
internal sealed record HostFactory(
    Func<WebApplication> Server, Func<IConfiguration, ServiceProvider> Services,
    IReadOnlyList<ModuleManifest> Modules, IReadOnlyList<IConnector> Connectors);
