namespace Lockstep.Simulator.Records;

/// <summary>Why a write is not done.</summary>
/// <param name="Status">The status that it is answered with.</param>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Field">The field that is to blame; null when it is none.</param>
public sealed record Refusal(int Status, string Code, string Message, string? Field = null);

/// <summary>What became of a write: the record as it is now, or why not.</summary>
public sealed record Written(StoredRecord? Record, Refusal? Refusal)
{
    internal static Written Of(StoredRecord record) => new(record, null);

    internal static Written No(int status, string code, string message, string? field = null) =>
        new(null, new Refusal(status, code, message, field));
}
