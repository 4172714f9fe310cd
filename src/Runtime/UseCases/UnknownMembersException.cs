using System.Text.Json;

namespace Lockstep.Runtime.UseCases;

/// <summary>An object of a body has members that nobody reads.</summary>
/// <param name="names">Their names, as they came.</param>
/// <param name="known">What there is.</param>
public sealed class UnknownMembersException(IReadOnlyCollection<string> names, IReadOnlyCollection<string> known)
    : JsonException("The body has members that nobody reads.")
{
    /// <summary>Their names, as they came.</summary>
    public IReadOnlyCollection<string> Names => names;

    /// <summary>What there is.</summary>
    public IReadOnlyCollection<string> Known => known;
}
