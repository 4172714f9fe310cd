using System.Text.Json;

namespace Lockstep.Imports;

/// <summary>How an undo is answered, and where.</summary>
internal static class UndoAnswer
{
    public static string PathOf(ImportKind kind, long import) => $"{kind.Path}/imports/{import}/undo";

    public static byte[] ToJson(ImportUndo undo, ImportKind kind, long import)
    {
        var counts = undo.Counts;
        return JsonSerializer.SerializeToUtf8Bytes(
            new UndoView(
                import, undo.IsFinished ? "finished" : "running", undo.Records, counts.Done, counts.Deleted, counts.Restored,
                counts.Cancelled, counts.Kept, undo.Actor, $"{PathOf(kind, import)}/verdicts", undo.StartedAt, undo.UpdatedAt),
            ImportJson.Wire.UndoView);
    }
}
