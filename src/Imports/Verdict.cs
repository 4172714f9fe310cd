using System.Runtime.InteropServices;
using Lockstep.Contracts;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>What became of one row.</summary>
public enum Outcome
{
    /// <summary>It made a record.</summary>
    Created,

    /// <summary>It changed one.</summary>
    Updated,

    /// <summary>It said nothing new.</summary>
    Unchanged,

    /// <summary>It was not taken.</summary>
    Refused,
}

/// <summary>What was done with a row.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="RecordId">The record that it is about.</param>
/// <param name="Message">Why it was refused, or which fields it changed.</param>
/// <param name="Amount">What the row comes to, in ten-thousandths; only where <see cref="ImportKind.HasAmounts"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Verdict(Outcome Outcome, long? RecordId, string? Message = null, long? Amount = null)
{
    /// <summary>
    /// What the row left of its record: the version that it wrote, 0 when it wrote none. By it an undo tells whether anybody wrote since.
    /// </summary>
    public long Version { get; init; }

    /// <summary>What a writer of records did, as the verdict of a row.</summary>
    /// <param name="written">What it did.</param>
    /// <param name="id">The id of a record.</param>
    public static Verdict Of<T>(Written<T> written, Func<T, long> id)
        where T : class, IRecord => written switch
    {
        { Record: null } => new Verdict(Outcome.Refused, null, written.Refusal!.ToText()),
        { IsNew: true } => new Verdict(Outcome.Created, id(written.Record)) { Version = written.Record.Version },
        { Fields: "" } => new Verdict(Outcome.Unchanged, id(written.Record)),
        _ => new Verdict(Outcome.Updated, id(written.Record), written.Fields) { Version = written.Record.Version },
    };
}

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
