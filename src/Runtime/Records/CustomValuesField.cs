using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Records;

/// <summary>The values of the fields that people gave to a record: a JSON object by their names, as text in the table.</summary>
/// <param name="of">The values of a record.</param>
/// <param name="given">What an input says of them.</param>
/// <param name="set">Sets the values of an input.</param>
public sealed class CustomValuesField<T, TInput>(Func<T, JsonObject?> of, Func<TInput, JsonObject?> given, Action<TInput, JsonObject?> set)
    : RecordField<T, TInput, string>(
        CustomCheck.Member, CustomCheck.Member, record => CustomValues.TextOf(of(record)), input => CustomValues.TextOf(given(input)),
        (input, text) => set(input, CustomValues.Of(text)))
    where T : class
{
    /// <inheritdoc />
    protected override SqlValue Sql(string? value) => value;

    /// <inheritdoc />
    protected override string? Text(string? value) => value;

    /// <inheritdoc />
    protected override string FromRow(Row row, int at) => row.Text(at);

    /// <inheritdoc />
    protected override (string? Value, string Expected) Cell(string cell)
    {
        const string Expected = "Must be a JSON object with the values by their names, like {\"colour\":\"red\"}.";
        try
        {
            return (JsonNode.Parse(cell) is JsonObject ? cell : null, Expected);
        }
        catch (JsonException)
        {
            return (null, Expected);
        }
    }

    /// <inheritdoc />
    protected override void Cell(CsvLines lines, string? value) => lines.Add(value);

    internal override ListSort<T> ToSort() => throw new InvalidOperationException("Lists are not sorted by all custom values.");

    /// <summary>What is given by name goes over what there is; null takes a value away.</summary>
    public override void Lay(TInput from, TInput to) => set(to, MergePatch.Apply(given(to), given(from)) as JsonObject);

    /// <summary>Brings what an input says into the form in which it is kept, or tells what is wrong with it.</summary>
    /// <param name="check">The check.</param>
    /// <param name="input">The input.</param>
    /// <param name="before">The record as it stands; null for a new one.</param>
    internal Refusal? Read(CustomCheck check, TInput input, T? before)
    {
        var (values, refusal) = check.Read(given(input), before is null ? null : of(before), before is null);
        if (refusal is null)
        {
            set(input, values);
        }

        return refusal;
    }

    /// <summary>Adds one value to an input.</summary>
    internal void Set(TInput input, string name, JsonNode value)
    {
        var values = given(input)?.DeepClone() as JsonObject ?? [];
        values[name] = value;
        set(input, values);
    }

    /// <summary>The value of one field.</summary>
    internal JsonNode? ValueOf(T record, string name) => of(record)?[name];
}
