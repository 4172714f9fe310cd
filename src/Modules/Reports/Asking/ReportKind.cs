using Lockstep.Runtime.Http;

namespace Lockstep.Reports.Asking;

/// <summary>What there is to know of a report before anybody asks for it.</summary>
/// <param name="Name">Its name in paths and schedules, for example <c>sales</c>.</param>
/// <param name="Summary">What the API's document says of it.</param>
/// <param name="Parameters">What it may be asked besides the days.</param>
internal sealed record ReportKind(string Name, string Summary, params IReadOnlyList<QueryParameter> Parameters);
