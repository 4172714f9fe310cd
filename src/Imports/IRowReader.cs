
namespace Lockstep.Imports;

/// <summary>Reads the rows of an upload, one after the other, in one format.</summary>
internal interface IRowReader
{
    /// <summary>Names of columns or members that nothing maps to, as far as they have been met.</summary>
    IReadOnlyCollection<string> Ignored { get; }

    /// <summary>The next row, faulty ones included; null at the end.</summary>
    ValueTask<ImportRow?> ReadAsync(CancellationToken ct);
}
