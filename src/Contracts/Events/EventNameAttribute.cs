namespace Lockstep.Contracts.Events;

/// <summary>
/// The wire name of an event, for example <c>lockstep.customer.created.v1</c>: it is what subscribers see as the
/// CloudEvents <c>type</c>. It never changes; an event whose shape changes gets a new version beside the old one.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventNameAttribute(string name) : Attribute
{
    /// <summary>Lower-case, dot separated, ending in <c>.v</c> and the version.</summary>
    public string Name { get; } = name;
}
