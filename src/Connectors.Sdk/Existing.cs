namespace Lockstep.Connectors.Sdk;

/// <summary>Asks which of some records are there.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="Ids">Their ids, each once; 1 to <see cref="IdsMax"/>.</param>
public sealed record ExistingRequest(string Kind, IReadOnlyList<string> Ids)
{
    /// <summary>The most ids that are asked for at once.</summary>
    public const int IdsMax = 200;
}

/// <summary>Which of the records that were asked for are there.</summary>
/// <param name="Ids">
/// Their ids; none that was not asked for. One that is missing here is gone: an answer that may be cut, or that came from a system which
/// did not understand the question, is a failure.
/// </param>
public sealed record ExistingRecords(IReadOnlySet<string> Ids)
{
    /// <summary>
    /// Which of the records that were asked for are not there; null when the answer tells of others, for then it says nothing.
    /// </summary>
    /// <param name="asked">The ids that were asked for.</param>
    public IReadOnlyList<string>? MissingOf(IReadOnlyList<string> asked) =>
        Ids.IsSubsetOf(asked) ? [.. asked.Where(id => !Ids.Contains(id))] : null;
}
