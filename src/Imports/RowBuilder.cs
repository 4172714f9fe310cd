namespace Lockstep.Imports;

/// <summary>Makes rows of the values that a reader found.</summary>
internal sealed class RowBuilder(FieldTable table)
{
    private string?[] _values = [];
    private FieldSet _fields;

    public void Begin() => (_values, _fields) = (new string?[table.Count], default);

    /// <summary>Notes down a value; false when the row has one for this field already.</summary>
    public bool TrySet(int field, string? value)
    {
        if (_fields.Has(field))
        {
            return false;
        }

        _fields = _fields.With(field);
        _values[field] = string.IsNullOrEmpty(value) ? null : value;
        return true;
    }

    public ImportRow Build(long number, long line) => new(number, line, _values, _fields);
}
