namespace Lockstep.Sync.Flows;

/// <summary>
/// What a text in the folder of flows says, whatever its form: what is kept in versions, reloaded, paused and shown goes by this alone.
/// </summary>
internal abstract record NamedFlow
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>
    /// What it brings where, for example <c>crm/customer to inventory/package</c>. Links, cursors and deliveries go by the name and mean
    /// records of these systems, so a name that has any of them keeps its route.
    /// </summary>
    public abstract string Route { get; }

    /// <summary>When it was let go on after a pause; null when it never was. What waited meanwhile has lost none of its patience.</summary>
    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>Since when something of it has used up patience.</summary>
    /// <param name="made">When that was made.</param>
    public DateTimeOffset WaitedFrom(DateTimeOffset made) => ResumedAt is { } resumed && resumed > made ? resumed : made;
}
