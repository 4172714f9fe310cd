using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Records;

/// <summary>
/// One field of a record, told once: where it is in JSON and in the table, what makes its values valid, and what lists, files and people do
/// with it. See <see cref="RecordTable{T,TInput}"/>.
/// </summary>
/// <typeparam name="T">The record, as the API answers it.</typeparam>
/// <typeparam name="TInput">What a client may say of it.</typeparam>
/// <param name="name">The JSON name, with a dot before the name of an inner member: <c>address.city</c>.</param>
/// <param name="column">The column of the table.</param>
public abstract class RecordField<T, TInput>(string name, string column)
    where T : class
{
    /// <summary>The JSON name, with a dot before the name of an inner member.</summary>
    public string Name => name;

    /// <summary>The name in files and queries, which know of no inner members.</summary>
    public string Leaf { get; } = name[(name.LastIndexOf('.') + 1)..];

    /// <summary>The member of the record that holds it: changes are told by its name.</summary>
    public string Member { get; } = name.Split('.')[0];

    /// <summary>The column of the table.</summary>
    public string Column => column;

    /// <summary>The column with the folded value, by which it is found and sorted in any case; null when there is none.</summary>
    public string? Key { get; init; }

    /// <summary>Whether a record is found by its key; null when every record is.</summary>
    public Func<T, bool>? HasKey { get; init; }

    /// <summary>What makes the folded value of a text.</summary>
    public Func<string?, string?> Folding { get; init; } = TextRules.Fold;

    /// <summary>Whether no two records have the same folded value.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Whether <c>q</c> looks through it.</summary>
    public bool IsSearched { get; init; }

    /// <summary>Whether it holds a telephone number, which is also found by its digits alone.</summary>
    public bool IsPhone { get; init; }

    /// <summary>Whether lists can be sorted by it.</summary>
    public bool IsSorted { get; init; }

    /// <summary>How lists are filtered by it; null when they aren't.</summary>
    public ListFilter? Filter { get; init; }

    /// <summary>
    /// The headers besides its name that mean it in an import, in small letters without blanks, separated by blanks, those that give
    /// way to any other column behind <c>?</c>; null when no column of a file becomes it.
    /// </summary>
    public string? Headers { get; init; }

    /// <summary>
    /// The headers of columns that together are it, in the order in which they are joined: those of each as in <see cref="Headers"/>.
    /// </summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Whether its cells are numbers.</summary>
    public virtual bool IsNumber => false;

    /// <summary>Whether its text is a list with commas between, an array in JSON.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether an empty cell leaves it as it is, as with keys: else the cell empties it.</summary>
    public bool IsKept { get; init; }

    /// <summary>Whether customers may set it on the record that is theirs.</summary>
    public bool IsOwn { get; init; }

    /// <summary>What a schema says of its values.</summary>
    internal abstract FieldLimits Limits { get; }

    /// <summary>The value as tables hold it.</summary>
    internal abstract SqlValue ToSql(T record);

    /// <summary>The value as text: that of its column, for cursors, searches and keys.</summary>
    internal abstract string? ToText(T record);

    /// <summary>The same of an input.</summary>
    public abstract string? TextOf(TInput input);

    /// <summary>Brings what an input says of it into the form in which it is kept.</summary>
    internal abstract void Normalize(TInput input);

    /// <summary>Reads a column into an input.</summary>
    internal abstract void Read(Row row, int at, TInput input);

    /// <summary>Reads a cell of a file into an input; what is wrong with it goes into the errors.</summary>
    public abstract void Parse(string? cell, TInput input, Errors errors);

    /// <summary>Whether an input says anything of it.</summary>
    public abstract bool IsGiven(TInput input);

    /// <summary>Takes the value of an input into another one.</summary>
    public abstract void Copy(TInput from, TInput to);

    /// <summary>Takes the value of a record into an input.</summary>
    internal abstract void Take(T from, TInput to);

    /// <summary>Whether two states of a record differ in it.</summary>
    internal abstract bool Differs(T? before, T after);

    /// <summary>Checks the value of an input.</summary>
    internal abstract void Check(TInput input, Errors errors);

    /// <summary>Writes a cell of an export.</summary>
    internal abstract void Write(CsvLines lines, T record);

    /// <summary>How lists are sorted by it.</summary>
    internal abstract ListSort<T> ToSort();
}

/// <summary>A field whose values are of one type; null when there is none.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TInput">What a client may say of it.</typeparam>
/// <typeparam name="TValue">The values.</typeparam>
/// <param name="name">The JSON name.</param>
/// <param name="column">The column of the table.</param>
/// <param name="of">The value of a record.</param>
/// <param name="given">The value of an input.</param>
/// <param name="set">Sets the value of an input.</param>
public abstract class RecordField<T, TInput, TValue>(
    string name, string column, Func<T, TValue?> of, Func<TInput, TValue?> given, Action<TInput, TValue?> set)
    : RecordField<T, TInput>(name, column)
    where T : class
{
    /// <summary>Brings a value that is given into the form in which it is kept; null when it is kept as it is given.</summary>
    public Func<TValue, TValue?>? Reader { get; init; }

    /// <summary>What makes a value valid; null when every value is.</summary>
    public FieldRule<TValue>? Rule { get; init; }

    internal sealed override FieldLimits Limits => Rule?.Limits ?? new FieldLimits();

    /// <summary>The value as tables hold it.</summary>
    protected abstract SqlValue Sql(TValue? value);

    /// <summary>The value as text.</summary>
    protected abstract string? Text(TValue? value);

    /// <summary>The value of a column that is not null.</summary>
    protected abstract TValue FromRow(Row row, int at);

    /// <summary>The value of a cell that is not empty; null when it is none, with what it must be.</summary>
    protected abstract (TValue? Value, string Expected) Cell(string cell);

    /// <summary>Writes a cell of an export.</summary>
    protected abstract void Cell(CsvLines lines, TValue? value);

    internal sealed override SqlValue ToSql(T record) => Sql(of(record));

    internal sealed override string? ToText(T record) => Text(of(record));

    /// <inheritdoc />
    public sealed override string? TextOf(TInput input) => Text(given(input));

    internal sealed override void Normalize(TInput input)
    {
        if (Reader is not null && given(input) is { } value)
        {
            set(input, Reader(value));
        }
    }

    internal sealed override void Read(Row row, int at, TInput input)
    {
        if (!row.IsNull(at))
        {
            set(input, FromRow(row, at));
        }
    }

    /// <inheritdoc />
    public sealed override void Parse(string? cell, TInput input, Errors errors)
    {
        if (cell is null)
        {
            return;
        }

        var (value, expected) = Cell(cell);
        if (value is null)
        {
            errors.Add(Name, expected);
        }

        set(input, value);
        Normalize(input);
    }

    /// <inheritdoc />
    public sealed override bool IsGiven(TInput input) => given(input) is not null;

    /// <inheritdoc />
    public sealed override void Copy(TInput from, TInput to) => set(to, given(from));

    internal sealed override void Take(T from, TInput to)
    {
        if (of(from) is { } value)
        {
            set(to, value);
        }
    }

    internal sealed override bool Differs(T? before, T after) =>
        !EqualityComparer<TValue?>.Default.Equals(before is null ? default : of(before), of(after));

    internal sealed override void Check(TInput input, Errors errors) => Rule?.Check(errors, Name, given(input));

    internal sealed override void Write(CsvLines lines, T record) => Cell(lines, of(record));
}
