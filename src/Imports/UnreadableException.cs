using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>
/// An upload can't be read any further, whatever its rows are. It is thrown, for it is found out deep in the reading of bytes and
/// letters, in
/// the middle of any row.
/// </summary>
internal sealed class UnreadableException(Refusal refusal) : Exception(refusal.Detail)
{
    public UnreadableException(string field, string message)
        : this(Refusal.Invalid(field, message))
    {
    }

    /// <summary>What the caller hears.</summary>
    public Refusal Refusal => refusal;
}
