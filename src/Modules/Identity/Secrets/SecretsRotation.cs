namespace Lockstep.Identity.Secrets;

/// <summary>What a rotation did.</summary>
/// <param name="Databases">How many databases have a new data key.</param>
/// <param name="Sealed">How many secrets were sealed anew.</param>
internal sealed record SecretsRotation(int Databases, int Sealed);
