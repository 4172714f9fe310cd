using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Sdk.SignIns;

/// <summary>The credentials for each way of signing in.</summary>
public static class CredentialsOf
{
    /// <summary>Those of a system.</summary>
    public static ICredentials Setup(SystemSetup setup) => setup.SignIn.Kind is SignInKind.ClientCredentials or SignInKind.AuthorizationCode
        ? new OAuthTokens(setup)
        : new FixedCredentials(setup.SignIn);
}
