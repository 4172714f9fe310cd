using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Streams;

/// <summary>How many streams are open, in all and by caller.</summary>
internal sealed class StreamQuota(EventStreamOptions options)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, int> _perCaller = new(StringComparer.Ordinal);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes the place of one; a refusal when there is none.</summary>
    public Refusal? Take(Caller caller)
    {
        lock (_perCaller)
        {
            var own = _perCaller.GetValueOrDefault(caller.Subject);
            if (own >= options.PerCallerMax)
            {
                return new Refusal(
                    RefusalCode.TooMany, $"{caller.Name} has {own} streams open, and no more are allowed; close one.",
                    RetryAfter: TryAgain);
            }

            if (_count >= options.Max)
            {
                return new Refusal(
                    RefusalCode.Unavailable, "Too many streams are open here; try again, or another process.", RetryAfter: TryAgain);
            }

            _perCaller[caller.Subject] = own + 1;
            _count++;
            return null;
        }
    }

    public void Give(Caller caller)
    {
        lock (_perCaller)
        {
            _count--;

            // Forgotten with the last one: callers come and go, and the table must not grow with them.
            if (--_perCaller[caller.Subject] == 0)
            {
                _perCaller.Remove(caller.Subject);
            }
        }
    }
}
