namespace Lockstep.Identity.Secrets;

/// <summary>All secrets that can be set, by name.</summary>
internal sealed record SecretList(IReadOnlyList<SecretView> Items);
