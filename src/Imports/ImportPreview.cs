namespace Lockstep.Imports;

/// <summary>What an import would do, as far as its first rows tell; nothing of it stays.</summary>
/// <param name="ReadAs">How the file is read; null when it can't be.</param>
/// <param name="Fields">What columns can become.</param>
/// <param name="Columns">The columns of the file, in their order, and what each becomes. Of JSON those that nothing maps to.</param>
/// <param name="Rows">The first rows, and what would become of each.</param>
/// <param name="HasMore">Whether there are more rows, which were not tried.</param>
/// <param name="Problem">Why no row can be read, like a map that does not fit the header; null when they can.</param>
internal sealed record ImportPreview(
    ReadAs? ReadAs, IReadOnlyList<string> Fields, IReadOnlyList<PreviewColumn> Columns, IReadOnlyList<PreviewRow> Rows, bool HasMore,
    string? Problem);

/// <summary>A column of a file.</summary>
/// <param name="Name">Its header.</param>
/// <param name="Field">The field that it becomes; null when it is left out.</param>
internal sealed record PreviewColumn(string Name, string? Field);

/// <summary>A row that was tried.</summary>
/// <param name="Row">Data rows count from 1.</param>
/// <param name="Line">Where it begins in the file.</param>
/// <param name="Outcome"><c>created</c>, <c>updated</c>, <c>unchanged</c> or <c>refused</c>.</param>
/// <param name="RecordId">The record that is there and would change, or stay as it is; null for a new one.</param>
/// <param name="Message">Why it would be refused, or which fields would change.</param>
/// <param name="Values">What the row says, by field, as it was read.</param>
internal sealed record PreviewRow(
    long Row, long Line, string Outcome, long? RecordId, string? Message, IReadOnlyDictionary<string, string?> Values);
