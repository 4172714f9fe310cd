using System.Reflection;

namespace Lockstep.Contracts.Events;

/// <summary>The wire names of all events that modules publish.</summary>
public static class EventNames
{
    /// <summary>In the order of the alphabet.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(EventNames).Assembly.GetExportedTypes()
            .Select(static type => type.GetCustomAttribute<EventNameAttribute>()?.Name).OfType<string>().Order(StringComparer.Ordinal),
    ];
}
