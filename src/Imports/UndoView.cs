namespace Lockstep.Imports;

/// <summary>The undo of an import as the API answers it.</summary>
/// <param name="Import">The import.</param>
/// <param name="State"><c>running</c> or <c>finished</c>; one that a restart cut off goes on by itself.</param>
/// <param name="Records">How many records the import made or changed; null until they are counted.</param>
/// <param name="Done">How many of them are done.</param>
/// <param name="Deleted">Records that the import had made, and that are gone.</param>
/// <param name="Restored">Records that are again what they were before it.</param>
/// <param name="Cancelled">Orders that it had placed, and that are cancelled.</param>
/// <param name="Kept">Records that were left as they are; the list says why, and <c>again=yes</c> tries them once more.</param>
/// <param name="By">Who wanted it.</param>
/// <param name="Verdicts">Where the list of what became of each record is.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="UpdatedAt">When it last went on.</param>
internal sealed record UndoView(
    long Import, string State, long? Records, long Done, long Deleted, long Restored, long Cancelled, long Kept, string By,
    string Verdicts, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt);

/// <summary>What an undo would do.</summary>
/// <param name="Records">How many records the import made or changed.</param>
/// <param name="Looked">For how many of them the rest says what would become of them: those of the last rows.</param>
/// <param name="Deleted">Records that would go.</param>
/// <param name="Restored">Records that would be again what they were.</param>
/// <param name="Cancelled">Orders that would be cancelled.</param>
/// <param name="Kept">Records that would be left as they are.</param>
/// <param name="Reasons">Some of those, and why.</param>
internal sealed record UndoPreview(
    long Records, long Looked, long Deleted, long Restored, long Cancelled, long Kept, IReadOnlyList<KeptRecord> Reasons);

/// <summary>A record that would be left as it is.</summary>
/// <param name="Row">The last row about it.</param>
/// <param name="RecordId">The record.</param>
/// <param name="Message">Why.</param>
internal sealed record KeptRecord(long Row, long RecordId, string Message);
