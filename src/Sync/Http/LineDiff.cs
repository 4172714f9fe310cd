using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Lockstep.Sync.Versions;

namespace Lockstep.Sync.Http;

/// <summary>What differs between two texts, line by line, as people read it.</summary>
internal static class LineDiff
{
    private const int Around = 3;

    /// <summary>The differences with the lines around them; empty when there are none.</summary>
    public static string Between(FlowVersion? one, FlowVersion other)
    {
        var diff = InlineDiffBuilder.Diff(Whole(one), Whole(other));
        if (!diff.HasDifferences)
        {
            return "";
        }

        var (lines, text, isCut) = (diff.Lines, new StringBuilder(), false);
        var near = Near(lines);
        for (var at = 0; at < lines.Count; at++)
        {
            if (near[at])
            {
                text.Append(Mark(lines[at].Type)).Append(lines[at].Text).Append('\n');
            }
            else if (!isCut)
            {
                text.Append("…\n");
            }

            isCut = !near[at];
        }

        return text.ToString();
    }

    private static bool[] Near(List<DiffPiece> lines)
    {
        var near = new bool[lines.Count];
        for (var at = 0; at < lines.Count; at++)
        {
            if (lines[at].Type is not ChangeType.Unchanged)
            {
                near.AsSpan(Math.Max(0, at - Around)..Math.Min(lines.Count, at + Around + 1)).Fill(true);
            }
        }

        return near;
    }

    private static string Mark(ChangeType type) => type switch
    {
        ChangeType.Deleted => "- ",
        ChangeType.Inserted => "+ ",
        _ => "  ",
    };

    /// <summary>The text, and below it each table under its name.</summary>
    private static string Whole(FlowVersion? version) => version is null ? "" : string.Concat(
        version.Tables.OrderBy(static table => table.Key, StringComparer.Ordinal)
            .Select(static table => $"\n# {table.Key}\n{table.Value}").Prepend(version.Text));
}
