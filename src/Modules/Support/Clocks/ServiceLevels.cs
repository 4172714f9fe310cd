using System.Collections.Concurrent;
using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Support.Clocks;

/// <summary>
/// What is promised for tickets, by their priority and queue. What a calendar says is read once, as long as it says the same.
/// </summary>
internal sealed class ServiceLevels
{
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The level of a priority in a queue, as a write finds it.</summary>
    public async ValueTask<ServiceLevel> FindAsync(IReader reader, string priority, string? queue)
    {
        var (name, body) = await CalendarTable.OfQueueAsync(reader, queue);
        if (!_known.TryGetValue(name, out var known) || !known.Body.AsSpan().SequenceEqual(body))
        {
            var said = JsonSerializer.Deserialize(body, CalendarJson.Wire.CalendarInput)!;
            _known[name] = known = new Known(body, said, CalendarRules.HoursOf(said));
        }

        var target = known.Said.Targets![priority]!;
        return new ServiceLevel(known.Hours, TimeSpan.FromMinutes(target.FirstAnswerMinutes), TimeSpan.FromMinutes(target.SolutionMinutes));
    }

    /// <summary>
    /// Known by what it says and not by its version: that of a write under way is given again when the write is taken back.
    /// </summary>
    private sealed record Known(byte[] Body, CalendarInput Said, WorkingCalendar Hours);
}
