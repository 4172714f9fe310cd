namespace Lockstep.Identity.Secrets;

/// <summary>The value of a secret; no answer ever holds it.</summary>
internal sealed record SetSecretRequest
{
    /// <summary>Required.</summary>
    public string? Value { get; init; }
}
