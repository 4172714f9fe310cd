namespace Lockstep.Contracts.Access;

/// <summary>By which ways people sign in here, besides their password; told by Identity.</summary>
public interface ISignInWays
{
    /// <summary>Whether an OpenID provider is set up, so that <c>/api/auth/sso/start</c> leads somewhere.</summary>
    bool HasSingleSignOn { get; }

    /// <summary>Whether anybody may register and become a customer.</summary>
    bool TakesRegistrations { get; }
}
