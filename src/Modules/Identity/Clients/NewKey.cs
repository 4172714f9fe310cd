namespace Lockstep.Identity.Clients;

/// <summary>A new key with its secret, which nobody can see again.</summary>
/// <param name="Key">The key.</param>
/// <param name="Secret">For <c>X-Api-Key</c>, for HTTP Basic after the client id, and as a client_secret of OAuth.</param>
internal sealed record NewKey(ApiKey Key, string Secret);
