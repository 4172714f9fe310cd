namespace Lockstep.Identity.Keys;

/// <summary>A public key (RFC 7517).</summary>
internal sealed record Jwk(string Kty, string Crv, string X, string Y, string Use, string Alg, string Kid);
