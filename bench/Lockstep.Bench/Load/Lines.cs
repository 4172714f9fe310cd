namespace Lockstep.Bench.Load;

/// <summary>Reads a file that is sent, and keeps nothing of it.</summary>
internal static class Lines
{
    private const int BufferSize = 65_536;

    /// <summary>How many lines there are.</summary>
    public static async Task<long> CountAsync(Stream stream)
    {
        var buffer = new byte[BufferSize];
        var lines = 0L;
        for (var length = await stream.ReadAsync(buffer); length > 0; length = await stream.ReadAsync(buffer))
        {
            lines += buffer.AsSpan(0, length).Count((byte)'\n');
        }

        return lines;
    }
}
