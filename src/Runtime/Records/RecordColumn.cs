using Lockstep.Runtime.Http;

namespace Lockstep.Runtime.Records;

/// <summary>A column of an export that is no field.</summary>
/// <param name="Name">Its header.</param>
/// <param name="Write">Writes the cell of a record.</param>
public sealed record RecordColumn<T>(string Name, Action<CsvLines, T> Write);
