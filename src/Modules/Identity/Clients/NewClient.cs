using Lockstep.Contracts.Access;

namespace Lockstep.Identity.Clients;

/// <summary>A new API client with its first secret, which nobody can see again.</summary>
/// <param name="Client">The client.</param>
/// <param name="ClientSecret">For OAuth, HTTP Basic and <c>X-Api-Key</c> alike.</param>
internal sealed record NewClient(ApiClient Client, string ClientSecret);
