namespace Lockstep.Bench;

/// <summary>A bench can't run, for example because the server lacks the feature; the table shows the reason in place of a figure.</summary>
internal sealed class NotAvailableException(string reason) : Exception(reason);
