using System.Globalization;
using Lockstep.Runtime.Values;

namespace Lockstep.Host.Commands;

/// <summary>What the person learns at the end, and the verdict file beside the one that was imported.</summary>
internal static class ImportSummary
{
    private const int RefusalsShown = 5;
    private const int MessageColumn = 3;

    public static async Task WriteAsync(ImportUpload upload, ImportState result, TextWriter output, CancellationToken ct)
    {
        await SaveVerdictsAsync(upload, result, ct);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Rows:N0} rows: {result.Created:N0} created, {result.Updated:N0} updated, {result.Unchanged:N0} "
                + $"unchanged, {result.Refused:N0} refused"));
        if (result.ReadAs is { } read)
        {
            output.WriteLine(read.Line);
        }

        if (result.IgnoredColumns.Count > 0)
        {
            output.WriteLine($"Ignored columns: {Printable.Clean(string.Join(", ", result.IgnoredColumns))} (--map says what a column is)");
        }

        if (result.Refused > 0)
        {
            await ShowRefusalsAsync(upload, result, output, ct);
        }

        output.WriteLine($"What became of each row: {upload.Settings.VerdictFile}");
    }

    private static async Task SaveVerdictsAsync(ImportUpload upload, ImportState result, CancellationToken ct)
    {
        try
        {
            await using var verdicts = await upload.ReadVerdictsAsync(result.Verdicts, ct);
            await using var file = File.Create(upload.Settings.VerdictFile);
            await verdicts.CopyToAsync(file, ct);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new CommandException(
                $"All {result.Rows} rows are done, but {upload.Settings.VerdictFile} can't be written ({error.Message}); "
                    + $"the verdicts are also at {result.Verdicts}.", error);
        }
    }

    /// <summary>The fourth cell; what stands behind it holds no commas.</summary>
    private static string Message(string line, string header)
    {
        var message = line.Split(',', MessageColumn + 1)[MessageColumn];
        for (var behind = header.Split(',').Length - MessageColumn - 1; behind > 0; behind--)
        {
            message = message[..message.LastIndexOf(',')];
        }

        return message.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal);
    }

    private static async Task ShowRefusalsAsync(ImportUpload upload, ImportState result, TextWriter output, CancellationToken ct)
    {
        await using var refusals = await upload.ReadVerdictsAsync($"{result.Verdicts}?outcome=refused", ct);
        using var lines = new StreamReader(refusals);
        var header = await lines.ReadLineAsync(ct) ?? "";
        for (var shown = 0; shown < RefusalsShown && await lines.ReadLineAsync(ct) is { } line; shown++)
        {
            output.WriteLine($"  row {line.Split(',')[0]}: {Printable.Clean(Message(line, header))}");
        }

        if (result.Refused > RefusalsShown)
        {
            output.WriteLine($"  … and {result.Refused - RefusalsShown} more");
        }
    }
}
