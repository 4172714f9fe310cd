using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Syntax;

/// <summary>What expressions may use, and cost.</summary>
/// <param name="Limits">What they may cost.</param>
/// <param name="Tables">The tables that they may look things up in.</param>
/// <param name="HasLinks">Whether they may ask for the links of records.</param>
/// <param name="Systems">
/// The kinds of records of each system that a link may lead to; null where that is not known, and what <c>ref</c> names is taken as it
/// stands.
/// </param>
internal sealed record Scope(
    MappingOptions Limits, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Tables, bool HasLinks,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Systems = null)
{
    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> None = [];

    /// <summary>Neither tables nor links.</summary>
    public static Scope Of(MappingOptions limits) => new(limits, None, HasLinks: false);
}
