namespace Lockstep.Runtime.Storage;

/// <summary>The current row of a query; valid only inside the <see cref="RowReader{T}"/> that gets it.</summary>
public abstract class Row
{
    /// <summary>Whether the column holds SQL NULL.</summary>
    public abstract bool IsNull(int column);

    /// <summary>A whole number.</summary>
    public abstract long Int64(int column);

    /// <summary>Text that is never NULL.</summary>
    public abstract string Text(int column);

    /// <summary>The column's bytes: a BLOB as it is, text as UTF-8; empty for NULL.</summary>
    public abstract byte[] Bytes(int column);

    /// <summary>Text, or null for NULL.</summary>
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A whole number, or null for NULL.</summary>
    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>An instant, kept as milliseconds since 1970 in UTC.</summary>
    public DateTimeOffset Instant(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Int64(column));

    /// <summary>An instant, or null for NULL.</summary>
    public DateTimeOffset? InstantOrNull(int column) => IsNull(column) ? null : Instant(column);

    /// <summary>A UUID, kept as 16 bytes in the order of RFC 9562.</summary>
    public Guid Uuid(int column) => new(Bytes(column), bigEndian: true);
}
