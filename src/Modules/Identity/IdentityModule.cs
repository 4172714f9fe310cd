using Lockstep.Identity.Audit;
using Lockstep.Identity.Clients;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.SingleSignOn;
using Lockstep.Identity.Start;
using Lockstep.Identity.Users;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lockstep.Identity;

/// <summary>Who may come in: people, their passwords, their sessions and the keys that sign their tokens.</summary>
public sealed class IdentityModule : IModule, IRootEndpoints
{
    internal const string Key = "identity";

    /// <inheritdoc />
    public string Name => Key;

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Key, typeof(IdentityModule).Assembly);
        services.AddCheckedOptions<PasswordGateOptions>("Identity");
        services.Configure<JsonOptions>(options => JsonBodies.Add(options.SerializerOptions, IdentityJson.Default));
        services.TryAddSingleton<IPasswordHasher<string>>(new PasswordHasher<string>());
        services.TryAddSingleton(new Terminal(Console.Out, !Console.IsOutputRedirected));
        services.AddSingleton<PasswordGate>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<ITokenKeys>(provider => provider.GetRequiredService<SigningKeys>());
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IAuditTrail>(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleSignOn();
        services.AddSingleton<Revocations>();
        services.AddSingleton(Revocations.Retention);
        services.AddCheckedOptions<PortalSessionOptions>("PortalSessions");
        services.AddSingleton<PortalSessions>();
        services.AddSingleton<ClientGrant>();
        services.AddSingleton<ICredentialExchange, CredentialExchange>();
        services.AddSingleton<FirstAdminFile>();
        services.AddSingleton<FirstAdmin>();
        services.AddHostedService<IdentityStart>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/auth").WithTags("Sign-in");
        SignIn.Map(auth);
        ReadSession.Map(auth);
        StartSingleSignOn.Map(auth);
        var users = routes.MapGroup("/users").WithTags("Users");
        ReadMe.Map(users);
        LinkUser.Map(users);
        var clients = routes.MapGroup("/clients").WithTags("API clients");
        CreateClient.Map(clients);
        ListClients.Map(clients);
        ReadClient.Map(clients);
        PatchClient.Map(clients);
        DeleteClient.Map(clients);
        CreateKey.Map(clients);
        ListKeys.Map(clients);
        DeleteKey.Map(clients);
    }

    /// <inheritdoc />
    public void MapRootEndpoints(IEndpointRouteBuilder routes)
    {
        var signIn = routes.MapGroup("").WithTags("Sign-in");
        IssueToken.Map(signIn);
        ReadDiscovery.Map(signIn);
        ReadKeySet.Map(signIn);
        FinishSingleSignOn.Map(signIn);
    }
}
