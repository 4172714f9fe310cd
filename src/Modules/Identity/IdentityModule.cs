using Lockstep.Backup;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Search;
using Lockstep.Contracts.Users;
using Lockstep.Identity.Accounts;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Clients;
using Lockstep.Identity.Dialects;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Mail;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Registration;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Secrets;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.SingleSignOn;
using Lockstep.Identity.Start;
using Lockstep.Identity.Totp;
using Lockstep.Identity.Users;
using Lockstep.Runtime;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity;

/// <summary>Who may come in: people, their passwords, their sessions and the keys that sign their tokens.</summary>
public sealed class IdentityModule : IModule, IRootEndpoints, IDialectEndpoints
{
    /// <summary>PBKDF2 with HMAC-SHA-512. Passwords with fewer are hashed anew when they are typed next.</summary>
    private const int Iterations = 210_000;

    /// <inheritdoc />
    public ModuleManifest Manifest { get; } = new()
    {
        Name = IdentityDatabase.Name,
        Schema = typeof(IdentityModule).Assembly,
        Permissions =
        [
            Permissions.UsersRead, Permissions.UsersWrite, Permissions.ClientsRead,
            Permissions.ClientsWrite, Permissions.AuditRead, Permissions.SecretsWrite, Permissions.SettingsRead,
        ],
        Records = [UserTable.Kind, ClientTable.Kind],
        Live = [UserTable.Live, ClientTable.Live],
        Audiences = [new(UserTable.Kind, Permissions.UsersRead), new(ClientTable.Kind, Permissions.ClientsRead)],
        Secrets = [SigningKeys.Column, NamedSecrets.Column, AuditKey.Column, .. SecondFactor.Columns],
        Retention = [Revocations.Retention, SignInLog.Retention],
        Future = [SecondFactor.Future, ResetCodes.Future, RegistrationTable.Future, SignInLog.Future],
        Dialects = IdentityDialects.Routes,
    };

    /// <summary>
    /// Checks the whole audit log, entry by entry, against its seals and against the histories of the records; changes nothing.
    /// </summary>
    /// <param name="stores">The databases, also of a process that runs.</param>
    /// <param name="master">The key that the audit key is sealed with.</param>
    /// <param name="anchor">A place in the log that was noted down elsewhere; null for none.</param>
    /// <param name="modules">Whose records are compared with their histories.</param>
    /// <param name="ct">Ends the check.</param>
    /// <exception cref="StoreException">A database could not be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The master key does not open the audit key.</exception>
    public static Task<AuditVerdict> VerifyAuditAsync(
        StoredModules stores, MasterKey master, AuditAnchor? anchor, IReadOnlyList<ModuleManifest> modules, CancellationToken ct) =>
        new AuditCheck(stores, master, anchor, modules).RunAsync(ct);

    /// <summary>Gives an admin who lost the password a one-time password, for a person at the machine itself.</summary>
    /// <param name="services">The modules, which no server works on where the databases are files.</param>
    /// <param name="email">The admin's address; null for the only one that there is.</param>
    /// <param name="withoutFactor">Whether the second factor is lost too.</param>
    /// <param name="ct">Ends the attempt before anything is changed.</param>
    /// <exception cref="StartupException">There is no such admin; the message says which there are.</exception>
    public static Task<(string Email, string Password)> RescueAdminAsync(IServiceProvider services, string? email, bool withoutFactor,
        CancellationToken ct) =>
        services.GetRequiredService<AdminRescue>().RunAsync(email, withoutFactor, ct);

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Manifest, static parts => new IdentityDatabase(parts));
        services.AddCheckedOptions<PasswordHashingOptions>("Identity");
        services.AddJson(
            ClientJson.Default, SessionJson.Default, UserJson.Default, PasswordJson.Default, MailJson.Default,
            TotpJson.Default, AuditJson.Default, KeyJson.Default, SignInLinkJson.Default, SecretJson.Default, RegistrationJson.Default,
            ShopAccountJson.Default);
        services.TryAddSingleton<IPasswordHasher<string>>(
            new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = Iterations })));
        services.TryAddSingleton(new Terminal(Console.Out, !Console.IsOutputRedirected));
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<KeyRotation>();
        services.AddSingleton<ITokenKeys>(provider => provider.GetRequiredService<SigningKeys>());
        services.AddSingleton<TokenIssuer>();
        services.AddSingleSignOn();
        // Before IdentityStart: the first admin's password is proved by the audit key, which AuditStart reads.
        services.AddAudit();
        services.AddSingleton<Revocations>();
        services.AddCheckedOptions<PortalSessionOptions>("PortalSessions");
        services.AddSingleton<PortalSessions>();
        services.AddCheckedOptions<RoleOptions>("Identity");
        services.AddSingleton<TokenRequests>();
        services.AddSingleton<SessionStart>();
        services.AddSingleton<ClientGrant>();
        services.AddSingleton<ICredentialExchange, CredentialExchange>();
        services.AddSingleton<IStandingAccess, StandingAccess>();
        services.AddSingleton<NamedSecrets>();
        services.AddSingleton<ISecrets>(provider => provider.GetRequiredService<NamedSecrets>());
        services.AddSingleton<FirstAdminFile>();
        services.AddSingleton<FirstSignIn>();
        services.AddSingleton<FirstAdmin>();
        services.AddSingleton(provider => new StartCheck(() => FirstAdmin.Check(provider.GetRequiredService<IConfiguration>())));
        services.AddHostedService<IdentityStart>();
        AddPeople(services);
        services.AddHostedService<KeyRotationService>();
        AddTail(services, Revocations.Topic, static provider => provider.GetRequiredService<Revocations>().LoadLatelyAsync);
        AddTail(services, SignInLog.Topic, static provider => provider.GetRequiredService<SignInLog>().ReadAsync);
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        MapSignIn(routes.MapGroup("/auth").WithTags("Sign-in"));
        MapUsers(routes.MapGroup("/users").WithTags("Users"));
        routes.MapAudit();
        var clients = routes.MapGroup("/clients").WithTags("API clients");
        CreateClient.Map(clients);
        ListClients.Map(clients);
        ReadClient.Map(clients);
        PatchClient.Map(clients);
        DeleteClient.Map(clients);
        CreateKey.Map(clients);
        ListKeys.Map(clients);
        DeleteKey.Map(clients);
        var keys = routes.MapGroup("/keys").WithTags("Keys");
        ListSigningKeys.Map(keys);
        RotateSigningKeys.Map(keys);
        var secrets = routes.MapGroup("/secrets").WithTags("Secrets");
        ListSecrets.Map(secrets);
        SetSecret.Map(secrets);
        RemoveSecret.Map(secrets);
        RotateSecrets.Map(secrets);
    }

    /// <inheritdoc />
    public void MapRootEndpoints(IEndpointRouteBuilder routes)
    {
        var signIn = routes.MapGroup("").WithTags("Sign-in");
        IssueToken.Map(signIn);
        RevokeToken.Map(signIn);
        ReadDiscovery.Map(signIn);
        ReadKeySet.Map(signIn);
        FinishSingleSignOn.Map(signIn);
    }

    /// <inheritdoc />
    public void MapDialects(IEndpointRouteBuilder routes) => IdentityDialects.Map(routes);

    private static void AddTail(IServiceCollection services, string topic, Func<IServiceProvider, Func<CancellationToken, Task>> read) =>
        services.AddSingleton<IHostedService>(provider => new ProcessTail(
            provider.GetRequiredService<IdentityDatabase>(), topic, read(provider), provider.GetRequiredService<ILogger<ProcessTail>>()));

    private static void AddPeople(IServiceCollection services)
    {
        services.AddCheckedOptions<LockOutOptions>("LockOut");
        services.AddCheckedOptions<ResetOptions>("Reset");
        services.AddCheckedOptions<PersonalMailOptions>("Mail");
        services.AddSingleton<UserTable>();
        services.AddSingleton<ISearchPart, UserSearchPart>();
        services.AddSearchRenewal<IdentityDatabase>("users", UserSearchTexts.RenewAsync);
        services.AddStrayRenewal<IdentityDatabase>("users", UserSearchTexts.RenewEmptyAsync);
        services.AddSingleton<IUserDirectory, UserDirectory>();
        services.AddSingleton<CustomerLink>();
        services.AddSingleton<IMergePart, UserMerges>();
        services.AddSingleton<LockOut>();
        services.AddSingleton<SignInLog>();
        services.AddSingleton<HourlyShares>();
        services.AddSingleton<UserKeyRenewal>();
        services.AddSingleton<PasswordCheck>();
        services.AddSingleton<OwnPassword>();
        services.AddSingleton<NewPassword>();
        services.AddSingleton<FirstPassword>();
        services.AddSingleton<AdminRescue>();
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<SecondFactor>();

        services.AddSingleton<TotpSwitch>();
        services.AddSingleton<ResetCodes>();
        services.AddSingleton<PersonalMail>();
        services.AddSingleton<IPersonalMail>(provider => provider.GetRequiredService<PersonalMail>());
        services.AddHostedService(provider => provider.GetRequiredService<PersonalMail>());
        services.AddSingleton<ResetQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<ResetQueue>());
        AddRegistration(services);
    }

    private static void AddRegistration(IServiceCollection services)
    {
        services.AddCheckedOptions<RegistrationOptions>("Registration");
        services.AddSingleton<RegistrationLimit>();
        services.AddSingleton<RegistrationMail>();
        services.AddSingleton<UserCustomers>();
        services.AddSingleton<RegisterPerson>();
        services.AddSingleton<ConfirmRegistration>();
        services.AddHostedService<RegistrationSweeper>();
    }

    private static void MapSignIn(IEndpointRouteBuilder auth)
    {
        SignIn.Map(auth);
        BeginSession.Map(auth);
        ReadSession.Map(auth);
        StartSingleSignOn.Map(auth);
        SignOut.Map(auth);
        SignOutEverywhere.Map(auth);
        ListSessions.Map(auth);
        ChangePassword.Map(auth);
        AskForReset.Map(auth);
        ConfirmReset.Map(auth);
        SetUpTotp.Map(auth);
        ConfirmTotp.Map(auth);
        RemoveTotp.Map(auth);
    }

    private static void MapUsers(IEndpointRouteBuilder users)
    {
        ReadMe.Map(users);
        ListUsers.Map(users);
        CreateUser.Map(users);
        ReadUser.Map(users);
        PatchUser.Map(users);
        DeleteUser.Map(users);
        EraseUser.Map(users);
        ReadUserHistory.Map(users);
        MakeResetCode.Map(users);
        LinkUser.Map(users);
        SignOutEverywhere.MapOther(users);
        ListSessions.MapOther(users);
        RemoveTotp.MapOther(users);
    }
}
