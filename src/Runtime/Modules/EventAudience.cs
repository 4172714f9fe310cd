namespace Lockstep.Runtime.Modules;

/// <summary>Who may see the events of a kind of record as they happen: those who may follow its changes.</summary>
/// <param name="Kind">The kind of record, for example <c>order</c>.</param>
/// <param name="Permission">Reaches the events of every record.</param>
public sealed record EventAudience(string Kind, string Permission)
{
    /// <summary>Reaches those of the customer that the caller is; null when there is none.</summary>
    public string? OwnPermission { get; init; }

    /// <summary>Another permission that reaches those of every record; null when there is none.</summary>
    public string? AlsoPermission { get; init; }

    /// <summary>
    /// The customer that a record belongs to, by its JSON; null when each record is a customer itself, or when
    /// <see cref="OwnPermission"/> is.
    /// </summary>
    public Func<byte[], long?>? OwnerOf { get; init; }
}
