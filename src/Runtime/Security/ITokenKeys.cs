using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Runtime.Security;

/// <summary>
/// The public keys that access tokens are verified with. Identity offers them; a gateway of its own process reads its JWKS.
/// </summary>
public interface ITokenKeys
{
    /// <summary>The key with an id, or null when there is none.</summary>
    SecurityKey? Find(string keyId);
}
