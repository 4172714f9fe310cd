using System.Reflection;

namespace Lockstep.Contracts.Events;

/// <summary>Looks up the wire name of an event type, once per type.</summary>
public static class EventName
{
    /// <summary>The name that <typeparamref name="TEvent"/> declares with <see cref="EventNameAttribute"/>.</summary>
    /// <exception cref="InvalidOperationException">The type declares none: a mistake in the code.</exception>
    public static string Of<TEvent>() where TEvent : class => Cache<TEvent>.Name;

    private static class Cache<TEvent>
    {
        public static readonly string Name = typeof(TEvent).GetCustomAttribute<EventNameAttribute>()?.Name
            ?? throw new InvalidOperationException($"{typeof(TEvent).Name} has no [EventName].");
    }
}
