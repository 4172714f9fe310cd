using System.Globalization;
using System.Text;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Versions;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Http;

/// <summary>Reads texts of flows that came through the API.</summary>
internal sealed class FlowTexts(FlowReader reader, IOptions<FlowOptions> options)
{
    private const int TablesMax = 100;
    private const int FaultsMax = 100;

    /// <summary>The text, checked; else a refusal that names the flow, and each fault by its field and position.</summary>
    /// <param name="input">The text.</param>
    /// <param name="kept">Gives the tables of the version in force of a flow, for those that were not given.</param>
    public async ValueTask<(FlowText? Text, Refusal? Refusal)> ReadAsync(
        FlowInput input, Func<string, ValueTask<IReadOnlyDictionary<string, string>?>> kept)
    {
        if (Check(input) is { } refusal)
        {
            return (null, refusal);
        }

        var name = FlowReader.NameOf(input.Text!);
        var before = name is null ? null : await kept(name);
        var tables = before?.ToDictionary(StringComparer.Ordinal) ?? new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (table, content) in input.Tables?.AsEnumerable() ?? [])
        {
            tables[table] = content;
        }

        return Read(input.Text!, tables);
    }

    /// <summary>The same with all its tables.</summary>
    public (FlowText? Text, Refusal? Refusal) Read(string text, IReadOnlyDictionary<string, string> tables)
    {
        var faults = new List<FlowFault>();
        var read = reader.ReadText(text, TableFiles.Given(tables), faults);
        if (read is null && faults.Count == 0)
        {
            faults.Add(new FlowFault("name", 1, 1, "name must be 1 to 60 of a-z, 0-9 and -"));
        }

        return (read, read is null ? Refuse(FlowReader.NameOf(text), faults) : null);
    }

    /// <summary>What is wrong with the tests of a text; only flows that bring records one way have any.</summary>
    public static IReadOnlyList<string> FailuresOf(FlowText text) =>
        text.Flow is Flow flow ? [.. FlowTestRun.Run(flow, text.Tests)] : [];

    private Refusal? Check(FlowInput input)
    {
        var errors = new Errors();
        CheckSize(errors, "text", input.Text);
        if (string.IsNullOrWhiteSpace(input.Text))
        {
            errors.Add("text", "Must be given: the YAML of the flow.");
        }

        if (input.Tables?.Count > TablesMax)
        {
            errors.Add("tables", $"Must be at most {TablesMax}.");
        }

        foreach (var (name, content) in input.Tables?.Take(TablesMax) ?? [])
        {
            CheckSize(errors, $"tables.{name}", content);
        }

        return errors.ToRefusal();
    }

    private void CheckSize(Errors errors, string field, string? text)
    {
        var most = options.Value.TextMax;
        if (text is not null && (text.Length > most || Encoding.UTF8.GetByteCount(text) > most))
        {
            errors.Add(field, $"Must have at most {most} bytes (Flows__TextMax).");
        }

        if (text?.Contains('\0', StringComparison.Ordinal) is true)
        {
            errors.Add(field, "Must not hold the control character U+0000.");
        }
    }

    private static Refusal Refuse(string? flow, List<FlowFault> faults)
    {
        var errors = new Errors();
        foreach (var fault in faults.Take(FaultsMax))
        {
            errors.Add(fault.Field, string.Create(CultureInfo.InvariantCulture, $"line {fault.Line}, column {fault.Column}: {fault.Bare}"));
        }

        return new Refusal(
            RefusalCode.Invalid, $"The flow {flow ?? "without a name"} is wrong: {faults[0]}"
            + (faults.Count == 1 ? "." : string.Create(CultureInfo.InvariantCulture, $", and {faults.Count - 1} more; see errors.")),
            errors.ToDictionary());
    }
}
