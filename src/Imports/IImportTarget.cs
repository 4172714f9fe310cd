using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>What is imported: one resource, with its fields and what becomes of its rows.</summary>
public interface IImportTarget
{
    /// <summary>The resource, as callers know it.</summary>
    static abstract ImportKind Kind { get; }

    /// <summary>What the columns of a file can become.</summary>
    FieldTable Fields { get; }

    /// <summary>The module's database.</summary>
    ModuleDatabase Database { get; }

    /// <summary>Checks what is asked before a row is read; null when it can be done.</summary>
    Refusal? Refuse(ImportOrder order);

    /// <summary>
    /// How many rows are about as much work as one record of a customer: a batch has so many times <see cref="ImportOptions.BatchRows"/>.
    /// </summary>
    int RowsOfRecord { get; }

    /// <summary>
    /// Whether a row must be committed together with the one before it, as far as there is room; null when each row stands for itself.
    /// </summary>
    Func<ImportRow, ImportRow, bool>? BelongTogether { get; }

    /// <summary>How what was imported is taken back; null when it can't be.</summary>
    IImportUndo? Undo => null;

    /// <summary>Begins the work on an import, or goes on with it.</summary>
    /// <param name="order">What is asked.</param>
    /// <param name="import">The import's id.</param>
    IImportWork Begin(ImportOrder order, long import);
}

/// <summary>One upload of an import; may remember what it looked up.</summary>
public interface IImportWork
{
    /// <summary>
    /// Makes a batch ready: checks its rows, and asks other modules what must be known about them. Another batch may be on its way to
    /// the disk meanwhile.
    /// </summary>
    ValueTask<IReadyRows> PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct);
}

/// <summary>The rows of a batch, ready to be written.</summary>
public interface IReadyRows
{
    /// <summary>
    /// Writes the rows, with everything that the single use cases would leave behind; what became of each, in their order.
    /// </summary>
    /// <param name="transaction">The commit of the batch.</param>
    /// <param name="isRepeat">Whether this runs again because the write before lost a race for some key.</param>
    ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat);

    /// <summary>What is to be done behind the commit. When the process dies before it, somebody else does it.</summary>
    Task SettleAsync();
}
