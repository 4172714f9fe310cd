using System.Globalization;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Records;

/// <summary>A field of text.</summary>
public sealed class TextField<T, TInput>(
    string name, string column, Func<T, string?> of, Func<TInput, string?> given, Action<TInput, string?> set)
    : RecordField<T, TInput, string>(name, column, of, given, set)
    where T : class
{
    /// <inheritdoc />
    protected override SqlValue Sql(string? value) => value;

    /// <inheritdoc />
    protected override string? Text(string? value) => value;

    /// <inheritdoc />
    protected override string FromRow(Row row, int at) => row.Text(at);

    /// <inheritdoc />
    protected override (string? Value, string Expected) Cell(string cell) => (cell, "");

    /// <inheritdoc />
    protected override void Cell(CsvLines lines, string? value) => lines.Add(value);

    internal override ListSort<T> ToSort() => Key is null
        ? new ListSort<T>(Column, record => ToText(record) ?? "", IsNumber: false)
        : new ListSort<T>(Key, record => Folding(ToText(record)) ?? "", IsNumber: false);
}

/// <summary>A field of money: a decimal with at most four decimals, whole ten-thousandths in the table.</summary>
public sealed class MoneyField<T, TInput>(
    string name, string column, Func<T, decimal?> of, Func<TInput, decimal?> given, Action<TInput, decimal?> set)
    : RecordField<T, TInput, decimal?>(name, column, of, given, set)
    where T : class
{
    /// <inheritdoc />
    public override bool IsNumber => true;

    /// <inheritdoc />
    protected override SqlValue Sql(decimal? value) => value is { } amount ? Money.ToUnits(amount) : (long?)null;

    /// <inheritdoc />
    protected override string? Text(decimal? value) =>
        value is { } amount ? Money.ToUnits(amount).ToString(CultureInfo.InvariantCulture) : null;

    /// <inheritdoc />
    protected override decimal? FromRow(Row row, int at) => Money.FromUnits(row.Int64(at));

    /// <inheritdoc />
    protected override (decimal? Value, string Expected) Cell(string cell) =>
        (Numbers.Read(cell), "Must be a number, with a point before its decimals.");

    /// <inheritdoc />
    protected override void Cell(CsvLines lines, decimal? value) => lines.Add(value);

    internal override ListSort<T> ToSort() => new(Column, record => ToText(record) ?? "", IsNumber: true);
}

/// <summary>A field of whole numbers: an id of another record, a count.</summary>
public sealed class NumberField<T, TInput>(
    string name, string column, Func<T, long?> of, Func<TInput, long?> given, Action<TInput, long?> set)
    : RecordField<T, TInput, long?>(name, column, of, given, set)
    where T : class
{
    /// <inheritdoc />
    public override bool IsNumber => true;

    /// <inheritdoc />
    protected override SqlValue Sql(long? value) => value;

    /// <inheritdoc />
    protected override string? Text(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc />
    protected override long? FromRow(Row row, int at) => row.Int64(at);

    /// <inheritdoc />
    protected override (long? Value, string Expected) Cell(string cell) => (Numbers.Whole(Numbers.Read(cell)), "Must be a whole number.");

    /// <inheritdoc />
    protected override void Cell(CsvLines lines, long? value) => lines.Add(value);

    internal override ListSort<T> ToSort() => new(Column, record => ToText(record) ?? "", IsNumber: true);
}

/// <summary>A field of instants in UTC, milliseconds since 1970 in the table.</summary>
public sealed class InstantField<T, TInput>(
    string name, string column, Func<T, DateTimeOffset?> of, Func<TInput, DateTimeOffset?> given, Action<TInput, DateTimeOffset?> set)
    : RecordField<T, TInput, DateTimeOffset?>(name, column, of, given, set)
    where T : class
{
    /// <inheritdoc />
    protected override SqlValue Sql(DateTimeOffset? value) => value;

    /// <inheritdoc />
    protected override string? Text(DateTimeOffset? value) => value is { } at ? ListSort.Instant(at) : null;

    /// <inheritdoc />
    protected override DateTimeOffset? FromRow(Row row, int at) => row.Instant(at);

    /// <inheritdoc />
    protected override (DateTimeOffset? Value, string Expected) Cell(string cell) =>
        (Contracts.Json.Instant.Read(cell), "Must be an instant like 2026-01-31T09:30:00Z.");

    /// <inheritdoc />
    protected override void Cell(CsvLines lines, DateTimeOffset? value)
    {
        if (value is { } at)
        {
            lines.Add(at);
        }
        else
        {
            lines.Add((string?)null);
        }
    }

    internal override ListSort<T> ToSort() => new(Column, record => ToText(record) ?? "", IsNumber: true);
}
