using System.Globalization;

namespace Lockstep.Host.Commands;

/// <summary>Flows as they are shown at a terminal.</summary>
internal static class FlowLines
{
    private static readonly string[] Heads = ["FLOW", "STATE", "VERSION", "FROM", "TO", "TRIGGER", "APPLIED"];

    public static void Write(TextWriter output, FlowsState list)
    {
        WriteRows(output, [Heads, .. list.Items.Select(Cells)]);
        foreach (var flow in list.Items.Where(static flow => flow.Paused is not null))
        {
            output.WriteLine($"{flow.Name} is {Paused(flow.Paused!)}");
        }

        foreach (var file in list.Wrong)
        {
            var goesOn = file.Flow is null ? "no flow is made of it" : $"{file.Flow} goes on as it was";
            foreach (var fault in file.Faults)
            {
                output.WriteLine(FormattableString.Invariant(
                    $"wrong: {file.File}: {fault.Message} at {fault.Line}:{fault.Column}; {goesOn}"));
            }
        }

        foreach (var name in list.Off)
        {
            output.WriteLine($"off: {name}");
        }

        foreach (var gone in list.Gone)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"gone: {gone.Name} has left {gone.Open:N0} deliveries and {gone.Dead:N0} dead letters"));
        }
    }

    public static void Write(TextWriter output, FlowHistoryState history)
    {
        string[][] rows =
        [
            ["VERSION", "APPLIED", "BY", "FROM", "STATE", "SHA-256"],
            .. history.Items.Select(static one => new[]
            {
                one.Version.ToString(CultureInfo.InvariantCulture), Time(one.AppliedAt), one.AppliedBy, one.Origin, one.State,
                one.Sha256[..Math.Min(one.Sha256.Length, 12)],
            }),
        ];
        WriteRows(output, rows);
        if (history.Next is not null)
        {
            output.WriteLine("and older ones");
        }
    }

    /// <summary>A pause in words.</summary>
    public static string Paused(PauseLine pause) =>
        $"paused since {Time(pause.At)} by {pause.By}{(pause.Reason is null ? "" : $": {pause.Reason}")}";

    private static string[] Cells(FlowLine flow) =>
    [
        flow.Name, flow.State, flow.Version.ToString(CultureInfo.InvariantCulture), $"{flow.Source} {flow.Kind}",
        $"{flow.Target} {flow.TargetKind}", flow.Trigger, $"{Time(flow.AppliedAt)} {(flow.Origin is "file" ? flow.File : flow.Origin)}",
    ];

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Columns as wide as what is in them.</summary>
    private static void WriteRows(TextWriter output, IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
