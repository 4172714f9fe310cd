using System.Text.Json;

namespace Lockstep.Imports;

/// <summary>The rows of an upload of one JSON object per line, in UTF-8. Members a row does not have leave their fields as they are.</summary>
internal sealed class NdjsonRows(Stream bytes, FieldNames names) : IRowReader
{
    private const int LineMax = 65_536;
    private const int IgnoredMax = 100;
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];
    private readonly byte[] _bytes = new byte[2 * LineMax];
    private readonly SortedSet<string> _ignored = new(StringComparer.Ordinal);
    private readonly RowBuilder _builder = new(names.Table);
    private int _start;
    private int _end;
    private bool _ended;
    private long _number;
    private long _line;

    public IReadOnlyCollection<string> Ignored => _ignored;

    private ReadOnlySpan<byte> Rest => _bytes.AsSpan(_start, _end - _start);

    public async ValueTask<ImportRow?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var length = Rest.IndexOf((byte)'\n');
            if (length < 0 && !_ended && _end - _start <= LineMax)
            {
                await FillAsync(ct);
            }
            else if (length < 0 && !_ended)
            {
                await SkipLineAsync(ct);
                return ImportRow.Refused(++_number, ++_line, "The row is longer than 65,536 bytes.");
            }
            else if (_start == _end)
            {
                return null;
            }
            else if (Take(length < 0 ? _end - _start : length + 1) is { } row)
            {
                return row;
            }
        }
    }

    /// <summary>The row on the next line; null for a blank one.</summary>
    private ImportRow? Take(int length)
    {
        var line = Rest[..length];
        _start += length;
        _line++;
        line = _line == 1 && line.StartsWith(Mark) ? line[Mark.Length..] : line;
        return line.IndexOfAnyExcept(" \t\r\n"u8) < 0 ? null : Parse(line, ++_number);
    }

    private ImportRow Parse(ReadOnlySpan<byte> line, long number)
    {
        try
        {
            _builder.Begin();
            var json = new Utf8JsonReader(line);
            json.Read();
            var fault = json.TokenType == JsonTokenType.StartObject ? ReadObject(ref json, "") : "The row must be a JSON object.";
            return fault is null && !json.Read() ? _builder.Build(number, _line) : ImportRow.Refused(number, _line, fault!);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape like \ud800 that is half a letter, or bytes that are not UTF-8.
            return ImportRow.Refused(number, _line, "The row is not valid JSON in UTF-8.");
        }
    }

    /// <summary>Reads the members up to the end of the object; what is wrong with one, or null.</summary>
    private string? ReadObject(ref Utf8JsonReader json, string prefix)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = prefix + json.GetString();
            json.Read();
            var fault = string.Equals(name, names.Table.Nested, StringComparison.Ordinal) && json.TokenType == JsonTokenType.StartObject ? ReadObject(ref json, $"{name}.") : ReadMember(ref json, name);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private string? ReadMember(ref Utf8JsonReader json, string name)
    {
        if (names.Find(name) is not { } field)
        {
            Ignore(name);
            json.Skip();
            return null;
        }

        switch (json.TokenType)
        {
            case JsonTokenType.String or JsonTokenType.Null:
                return Set(field, json.GetString(), name);
            case JsonTokenType.Number:
                return Set(field, System.Text.Encoding.UTF8.GetString(json.ValueSpan), name);
            default:
                return $"{name}: Must be a text.";
        }
    }

    private string? Set(int field, string? value, string name) => _builder.TrySet(field, value) ? null : $"{name}: Must be there only once.";

    private void Ignore(string name)
    {
        if (_ignored.Count < IgnoredMax)
        {
            _ignored.Add(name);
        }
    }

    private async ValueTask SkipLineAsync(CancellationToken ct)
    {
        int length;
        while ((length = Rest.IndexOf((byte)'\n')) < 0 && !_ended)
        {
            _start = _end;
            await FillAsync(ct);
        }

        _start = length < 0 ? _end : _start + length + 1;
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        Rest.CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        var read = await bytes.ReadAsync(_bytes.AsMemory(_end), ct);
        _end += read;
        _ended = read == 0;
    }
}
