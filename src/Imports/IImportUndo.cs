using System.Runtime.InteropServices;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>How the records that an import made or changed are taken back, where nobody touched them since.</summary>
public interface IImportUndo
{
    /// <summary>What one must be allowed for it, besides importing the resource.</summary>
    IReadOnlyList<string> Needs { get; }

    /// <summary>Makes records ready: asks other modules what hangs on them.</summary>
    /// <param name="records">The records, the one of the last row first.</param>
    /// <param name="import">The import's id.</param>
    /// <param name="work">Who wants it.</param>
    ValueTask<IReadyUndo> PrepareAsync(IReadOnlyList<TouchedRecord> records, long import, Work work);
}

/// <summary>Records that are ready to be taken back.</summary>
public interface IReadyUndo
{
    /// <summary>
    /// Takes the records back by their one writer, each whole or not at all; what became of each, in their order. May run again when the
    /// write before came to nothing.
    /// </summary>
    /// <exception cref="KeptException">One of them must stay for a reason that was seen too late; nothing may be committed.</exception>
    ValueTask<IReadOnlyList<UndoVerdict>> WriteAsync(ITransaction transaction);

    /// <summary>What is to be done behind the commit, and only then. When the process dies before it, somebody else does it.</summary>
    Task SettleAsync();
}

/// <summary>A record that an import made or changed.</summary>
/// <param name="Id">The record.</param>
/// <param name="Row">The last row about it.</param>
/// <param name="Line">Where that row begins in the file.</param>
/// <param name="IsMade">Whether the import made it.</param>
/// <param name="First">The first version that the import wrote; null when it wrote none.</param>
/// <param name="Last">The last one.</param>
/// <param name="Versions">How many it wrote.</param>
/// <param name="IsUnknown">Whether it was imported by a version of Lockstep that did not keep what it left.</param>
public sealed record TouchedRecord(
    long Id, long Row, long Line, bool IsMade, long? First, long? Last, long Versions, bool IsUnknown)
{
    /// <summary>Whether nobody else wrote between the import's own versions.</summary>
    public bool IsWhole => First is null || Versions == Last - First + 1;
}

/// <summary>What an undo did with a record.</summary>
public enum UndoOutcome
{
    /// <summary>It is gone: the import had made it.</summary>
    Deleted,

    /// <summary>It is as it was before the import.</summary>
    Restored,

    /// <summary>It goes no further in its life: an order that was placed.</summary>
    Cancelled,

    /// <summary>It was left as it is.</summary>
    Kept,
}

/// <summary>What became of a record.</summary>
/// <param name="Outcome">What was done.</param>
/// <param name="Message">Why it was left alone; null when it was not.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct UndoVerdict(UndoOutcome Outcome, string? Message = null)
{
    /// <summary>It was left alone.</summary>
    public static UndoVerdict Kept(string reason) => new(UndoOutcome.Kept, reason);

    /// <summary>It was left alone when there is a reason, else it is done.</summary>
    public static UndoVerdict Of(UndoOutcome done, Refusal? refusal) => refusal is null ? new(done) : Kept(refusal.ToText());
}
