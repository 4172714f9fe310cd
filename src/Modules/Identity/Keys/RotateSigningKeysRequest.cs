namespace Lockstep.Identity.Keys;

/// <summary>How to rotate; an empty object is the usual way.</summary>
internal sealed record RotateSigningKeysRequest
{
    /// <summary>The new key signs at once, without the pause in which verifiers learn of it.</summary>
    public bool Now { get; init; }

    /// <summary>
    /// Refuse everything that the other keys signed, and end all sessions: everybody signs in again. Includes <see cref="Now"/>.
    /// </summary>
    public bool Revoke { get; init; }
}
