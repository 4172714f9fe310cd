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
internal sealed record ImportRun(
    long Key, long Id, string? Run, string Ignored, ImportCounts Counts, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt,
    bool IsFinished,
    bool IsHeld)
{
    public string State => IsFinished ? "finished" : IsHeld ? "running" : "interrupted";
}
