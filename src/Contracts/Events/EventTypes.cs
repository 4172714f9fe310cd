using System.Reflection;

namespace Lockstep.Contracts.Events;

/// <summary>An event that is published.</summary>
/// <param name="Name">Its wire name, for example <c>lockstep.customer.created.v1</c>.</param>
/// <param name="Kind">The kind of record that it is about, for example <c>customer</c>.</param>
/// <param name="Event">The type of its data.</param>
/// <param name="Record">The type of the record in its data.</param>
public sealed record EventType(string Name, string Kind, Type Event, Type Record);

/// <summary>All events that are published.</summary>
public static class EventTypes
{
    /// <summary>By their wire names.</summary>
    public static IReadOnlyList<EventType> All { get; } =
    [
        .. typeof(EventTypes).Assembly.GetTypes()
            .Select(static type => (Type: type, type.GetCustomAttribute<EventNameAttribute>()?.Name))
            .Where(static one => one.Name is not null)
            .OrderBy(static one => one.Name, StringComparer.Ordinal)
            .Select(static one => new EventType(one.Name!, one.Name!.Split('.')[1], one.Type, one.Type.BaseType!.GetGenericArguments()[0])),
    ];
}
