namespace Lockstep.Sync.JmesPath.Values;

/// <summary>What <c>ref</c> asks for: the record of another system that belongs to one of this.</summary>
/// <param name="System">The other system.</param>
/// <param name="Kind">The kind of record there.</param>
/// <param name="Id">The record's id here.</param>
/// <param name="FromKind">Which kind of record it is here; null where only one kind becomes such records.</param>
internal sealed record LinkName(string System, string Kind, string Id, string? FromKind = null)
{
    /// <summary>As it is told to people.</summary>
    public override string ToString() => $"{System}/{Kind}/{Id}";
}
