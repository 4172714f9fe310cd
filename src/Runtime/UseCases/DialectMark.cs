namespace Lockstep.Runtime.UseCases;

/// <summary>Metadata of endpoints that answer in a dialect, whose clients know nothing that their originals had not.</summary>
public sealed class DialectMark;
