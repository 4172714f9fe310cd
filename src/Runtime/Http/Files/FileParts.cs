namespace Lockstep.Runtime.Http.Files;

/// <summary>Files are kept in parts, so that none is read as a whole by whoever sends it on.</summary>
public static class FileParts
{
    /// <summary>Bytes of a part; the last one has what is left.</summary>
    public const int Size = 262_144;

    /// <summary>The parts of a file, in their order.</summary>
    public static IEnumerable<byte[]> Of(byte[] bytes) => bytes.Chunk(Size);

    /// <summary>One part of a file, by its number.</summary>
    public static byte[] At(byte[] bytes, int number) => bytes[(number * Size)..Math.Min(bytes.Length, (number + 1) * Size)];

    /// <summary>How many parts a file of so many bytes has.</summary>
    public static int Count(long bytes) => (int)((bytes + Size - 1) / Size);
}
