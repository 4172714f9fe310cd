using System.Runtime.InteropServices;

namespace Lockstep.Crm.Import;

/// <summary>What became of rows, added up.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ImportCounts(long Created, long Updated, long Unchanged, long Refused)
{
    public long Rows => Created + Updated + Unchanged + Refused;

    public ImportCounts Plus(Outcome outcome) => outcome switch
    {
        Outcome.Created => this with { Created = Created + 1 },
        Outcome.Updated => this with { Updated = Updated + 1 },
        Outcome.Unchanged => this with { Unchanged = Unchanged + 1 },
        _ => this with { Refused = Refused + 1 },
    };
}

/// <summary>What became of one row.</summary>
internal enum Outcome
{
    Created,
    Updated,
    Unchanged,
    Refused,
}

/// <summary>One import as far as it is committed.</summary>
/// <param name="Id">Given by Lockstep.</param>
/// <param name="Run">The caller's name for it; null when there is none.</param>
/// <param name="Ignored">Columns that nothing maps to, as a JSON array.</param>
/// <param name="Counts">The committed rows.</param>
/// <param name="StartedAt">When its first upload began.</param>
/// <param name="UpdatedAt">When its newest rows were committed.</param>
/// <param name="IsFinished">Whether the end of the file was reached.</param>
/// <param name="IsHeld">Whether an upload is at work on it now.</param>
internal sealed record ImportRun(
    long Id, string? Run, string Ignored, ImportCounts Counts, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, bool IsFinished, bool IsHeld)
{
    public string State => IsFinished ? "finished" : IsHeld ? "running" : "interrupted";
}
