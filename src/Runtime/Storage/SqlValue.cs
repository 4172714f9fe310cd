using System.Buffers;
using System.Text.Json;

namespace Lockstep.Runtime.Storage;

/// <summary>
/// One value of a statement, without boxing. Converts by itself from whole numbers, text, bytes, UUIDs and instants;
/// an instant becomes milliseconds since 1970 in UTC, a truth value 0 or 1, a UUID its 16 bytes.
/// </summary>
public readonly struct SqlValue
{
    private readonly object? _reference;
    private readonly long _number;

    private SqlValue(SqlKind kind, long number, object? reference) => (Kind, _number, _reference) = (kind, number, reference);

    /// <summary>SQL NULL; also the default.</summary>
    public static SqlValue Null => default;

    internal SqlKind Kind { get; }

    /// <summary>Of which kind a value that is NULL would be; <see cref="SqlKind.Null"/> when nobody said. PostgreSQL plans by it.</summary>
    internal SqlKind NullOf => (SqlKind)_number;

    internal long Number => _number;

    internal string Text => (string)_reference!;

    internal byte[] Bytes => (byte[])_reference!;

    /// <summary>Text that is UTF-8 already, such as JSON.</summary>
    public static SqlValue Utf8(byte[]? text) => text is null ? NullFor(SqlKind.Utf8) : new(SqlKind.Utf8, 0, text);

    /// <summary>
    /// Whole numbers as one value, which a statement takes apart by <see cref="SqlDialect.Integers"/>; NULL for none given.
    /// </summary>
    public static SqlValue List(IEnumerable<long>? numbers) => ListOf(numbers, static (json, number) => json.WriteNumberValue(number));

    /// <summary>Texts as one value, which a statement takes apart by <see cref="SqlDialect.Texts"/>; NULL for none given.</summary>
    public static SqlValue List(IEnumerable<string>? texts) => ListOf(texts, static (json, text) => json.WriteStringValue(text));

    /// <summary>The value for a key of a cache: equal for equal values of one kind.</summary>
    public override string ToString() => Kind switch
    {
        SqlKind.Null => "null",
        SqlKind.Integer => _number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        SqlKind.Text => Text,
        _ => Convert.ToHexString(Bytes),
    };

    public static implicit operator SqlValue(long value) => new(SqlKind.Integer, value, null);

    public static implicit operator SqlValue(long? value) => value is { } number ? number : NullFor(SqlKind.Integer);

    public static implicit operator SqlValue(bool value) => new(SqlKind.Integer, value ? 1 : 0, null);

    public static implicit operator SqlValue(string? value) => value is null ? NullFor(SqlKind.Text) : new(SqlKind.Text, 0, value);

    public static implicit operator SqlValue(byte[]? value) => value is null ? NullFor(SqlKind.Blob) : new(SqlKind.Blob, 0, value);

    public static implicit operator SqlValue(Guid value) => new(SqlKind.Blob, 0, value.ToByteArray(bigEndian: true));

    public static implicit operator SqlValue(DateTimeOffset value) => value.ToUnixTimeMilliseconds();

    public static implicit operator SqlValue(DateTimeOffset? value) => value is { } instant ? instant : NullFor(SqlKind.Integer);

    private static SqlValue ListOf<T>(IEnumerable<T>? items, Action<Utf8JsonWriter, T> write)
    {
        if (items is null)
        {
            return NullFor(SqlKind.Utf8);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var item in items)
            {
                write(json, item);
            }

            json.WriteEndArray();
        }

        return Utf8(buffer.WrittenSpan.ToArray());
    }

    private static SqlValue NullFor(SqlKind kind) => new(SqlKind.Null, (long)kind, null);
}

internal enum SqlKind
{
    Null,
    Integer,
    Text,
    Utf8,
    Blob,
}
