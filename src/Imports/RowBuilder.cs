namespace Lockstep.Imports;

/// <summary>Makes rows of the values that a reader found.</summary>
internal sealed class RowBuilder(FieldTable table)
{
    private const char Noncharacter = '\ufffe';
    private readonly SortedDictionary<(int Field, int Place), string> _parts = [];
    private string?[] _values = [];
    private FieldSet _fields;
    private FieldSet _joined;

    public void Begin()
    {
        (_values, _fields, _joined) = (new string?[table.Count], default, default);
        _parts.Clear();
    }

    /// <summary>Notes down a value; false when the row has one for this field already.</summary>
    public bool TrySet(FieldTarget target, string? value)
    {
        if (target.Place is { } place)
        {
            _joined = _joined.With(target.Field);
            return string.IsNullOrWhiteSpace(value) || _parts.TryAdd((target.Field, place), value.Trim());
        }

        if (_fields.Has(target.Field))
        {
            return false;
        }

        _fields = _fields.With(target.Field);
        _values[target.Field] = string.IsNullOrEmpty(value) ? null : value;
        return true;
    }

    public ImportRow Build(long number, long line)
    {
        for (var field = 0; field < table.Count; field++)
        {
            if (_joined.Has(field) && !_fields.Has(field))
            {
                var parts = _parts.Where(part => part.Key.Field == field).Select(static part => part.Value).ToList();
                _fields = _fields.With(field);
                _values[field] = parts.Count == 0 ? null : string.Join(' ', parts);
            }

            // What one store can't keep (NUL on PostgreSQL) no store takes: a backup of one goes into the other.
            if (_values[field] is { } value && value.AsSpan().IndexOfAny('\0', Noncharacter, Encodings.Broken) is >= 0 and var at)
            {
                return ImportRow.Refused(number, line, $"{table.Name(field)}: Must not hold U+{(int)value[at]:X4}, which no text can.");
            }
        }

        return new ImportRow(number, line, _values, _fields);
    }
}
