using Lockstep.Contracts.Access;

namespace Lockstep.Identity.Sessions;

/// <summary>A portal session as its own page needs it.</summary>
/// <param name="Name">Who is signed in.</param>
/// <param name="Permissions">What that allows.</param>
/// <param name="AntiforgeryToken">What the header X-CSRF-Token must say in requests that change something.</param>
internal sealed record SessionView(string Name, IReadOnlyList<string> Permissions, string AntiforgeryToken);
