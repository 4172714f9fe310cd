using Lockstep.Contracts;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>
/// The rows of files that are about a record: which columns become which of its fields, and what a row makes of a record that is there.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TInput">What a client may say of it.</typeparam>
public sealed class RecordRows<T, TInput>
    where T : class, IRecord
    where TInput : class, new()
{
    private readonly RecordTable<T, TInput> _table;
    private readonly RecordField<T, TInput>[] _fields;
    private readonly string[] _others;

    /// <summary>Takes the fields of the record that have headers.</summary>
    /// <param name="table">The record.</param>
    /// <param name="others">Columns that are no fields of the record, each with its headers as in <see cref="FieldTable"/>.</param>
    public RecordRows(RecordTable<T, TInput> table, params string[] others)
    {
        (_table, _fields, _others) = (table, [.. table.Fields.Where(static field => field.Headers is not null)], others);
        Fields = TableOf([]);
    }

    /// <summary>What the columns of a file can become.</summary>
    public FieldTable Fields { get; }

    /// <summary>The same together with the fields that people gave to the record, as columns like <c>custom.colour</c>.</summary>
    public FieldTable TableOf(IReadOnlyList<CustomField> custom) => new(
        [
            .. _fields.Select(static field => $"{(field.IsNumber ? "#" : field.IsList ? "*" : "")}{field.Leaf} {field.Headers}".TrimEnd()),
                .. _others,
            .. CustomCells.Columns(custom),
        ])
    {
        Nested = Array.Find(_fields, static field => field.Member.Length < field.Name.Length)?.Member,
        Joined = Array.Find(_fields, static field => field.Parts.Count > 0) is { } joined ? (joined.Leaf, joined.Parts) : null,
    };

    /// <summary>What a row says of a record; cells that are none of their field's values go into the errors.</summary>
    public TInput Read(ImportRow row, Errors errors)
    {
        var input = new TInput();
        for (var index = 0; index < _fields.Length; index++)
        {
            _fields[index].Parse(row[index], input, errors);
        }

        return input;
    }

    /// <summary>The same of a row by a table with custom fields; an empty cell of one leaves its value as it is.</summary>
    /// <param name="row">The row.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <param name="table">The table by which it was read.</param>
    /// <param name="custom">The fields that people gave to the record.</param>
    public TInput Read(ImportRow row, Errors errors, FieldTable table, IReadOnlyList<CustomField> custom)
    {
        var input = Read(row, errors);
        foreach (var (name, value) in CustomCells.Read(row, table, _fields.Length + _others.Length, custom, errors) ?? [])
        {
            _table.SetCustom(input, name, value!.DeepClone());
        }

        return input;
    }

    /// <summary>The cell of a column that is no field.</summary>
    /// <param name="row">The row.</param>
    /// <param name="number">Which of those, from 0.</param>
    public string? Other(ImportRow row, int number) => row[_fields.Length + number];

    /// <summary>
    /// What a record becomes under a row: fields that the row does not speak of stay, and so do those that no empty cell takes away.
    /// </summary>
    public TInput Over(T before, TInput given, FieldSet spoken)
    {
        var after = _table.InputOf(before);
        for (var index = 0; index < _fields.Length; index++)
        {
            if ((spoken.Has(index) || _fields[index] is CustomValuesField<T, TInput>) && (!_fields[index].IsKept
                || _fields[index].IsGiven(given)))
            {
                _fields[index].Lay(given, after);
            }
        }

        return after;
    }
}
