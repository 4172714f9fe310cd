namespace Lockstep.Imports;

/// <summary>One import as far as it is committed.</summary>
/// <param name="Key">What it has in the tables.</param>
/// <param name="Id">By which callers know it; another one only where each resource counted for itself once.</param>
/// <param name="Run">The caller's name for it; null when there is none.</param>
/// <param name="Ignored">Columns that nothing maps to, as a JSON array.</param>
/// <param name="Counts">The committed rows.</param>
/// <param name="StartedAt">When its first upload began.</param>
/// <param name="UpdatedAt">When its newest rows were committed.</param>
/// <param name="IsFinished">Whether the end of the file was reached.</param>
/// <param name="IsHeld">Whether an upload is at work on it now.</param>
/// <param name="Options">The hash of what was asked; null for an import of a version that kept none.</param>
/// <param name="Taken">The hash of its committed rows; null when there are none, and for an import of such a version.</param>
/// <param name="ReadAs">How the file was read, as JSON; null when nothing was told so far.</param>
/// <param name="Undo">How its undo stands, <c>running</c> or <c>finished</c>; null when nobody asked for one.</param>
/// <param name="Actor">Who began it, for example <c>user:1</c>.</param>
internal sealed record ImportRun(
    long Key, long Id, string? Run, string Ignored, ImportCounts Counts, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt,
    bool IsFinished, bool IsHeld, byte[]? Options, byte[]? Taken, string? ReadAs, string? Undo, string Actor)
{
    public string State => IsFinished ? "finished" : IsHeld ? "running" : "interrupted";

    /// <summary>Whether an undo would find anything to do.</summary>
    public bool HasWritten => Counts.Created + Counts.Updated > 0;
}
