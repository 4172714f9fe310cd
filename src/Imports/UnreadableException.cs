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

    /// <summary>The same, found out when rows before were in already.</summary>
    public UnreadableException Behind(long rows) => new(refusal with
    {
        Detail = $"{refusal.Detail} The first {rows} rows are in. Send the file again, under the same run with start=over: it meets them "
            + "as they are.",
    });
}
