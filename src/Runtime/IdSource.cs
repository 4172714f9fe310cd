using System.Buffers.Binary;

namespace Lockstep.Runtime;

/// <summary>
/// Makes UUIDs of version 7 (RFC 9562, method 1): milliseconds, then a counter that grows within the millisecond, then random
/// bits. Ids of one process sort in the order in which they were made.
/// </summary>
public sealed class IdSource(TimeProvider clock, Random random)
{
    private const int CounterMax = 0xfff;
    private readonly Lock _gate = new();
    private long _milliseconds;
    private int _counter;

    /// <summary>A new id.</summary>
    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];

        // The counter is what keeps two ids of one millisecond apart: it is drawn and used under one lock.
        lock (_gate)
        {
            Tick();
            random.NextBytes(bytes[8..]);
            BinaryPrimitives.WriteInt64BigEndian(bytes, _milliseconds << 16);
            BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | _counter));
        }

        // The variant, which RFC 9562 wants in the first two bits of this byte.
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private void Tick()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (now > _milliseconds)
        {
            (_milliseconds, _counter) = (now, 0);
        }
        else if (_counter < CounterMax)
        {
            _counter++;
        }
        else
        {
            // The counter ran out, or the clock went back: borrow from the future rather than break the order.
            (_milliseconds, _counter) = (_milliseconds + 1, 0);
        }
    }
}
