namespace Lockstep.Imports;

/// <summary>What the OpenAPI document says of an import.</summary>
/// <param name="Summary">What is imported, for example <c>Import customers</c>.</param>
/// <param name="Csv">A file that works.</param>
/// <param name="Ndjson">The same in the other format.</param>
public sealed record ImportDescription(string Summary, string Csv, string Ndjson);
