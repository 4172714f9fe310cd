using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Versions;

/// <summary>What is to be done after a look at the folder of flows: a pure comparison of what was there with what is.</summary>
/// <param name="Apply">Files whose flows are to be applied.</param>
/// <param name="Gone">Flows whose files are gone, each with its file.</param>
/// <param name="Wrong">Files that have faults, and the flow that each had before; null when it had none.</param>
internal sealed record FolderChange(
    IReadOnlyList<FolderFile> Apply, IReadOnlyList<(string Name, string File)> Gone, IReadOnlyList<(FolderFile File, string? Flow)> Wrong)
{
    /// <summary>Compares.</summary>
    /// <param name="seen">By file: the flow that it had, and its content.</param>
    /// <param name="files">The files as they are.</param>
    public static FolderChange Between(IReadOnlyDictionary<string, SeenFile> seen, IReadOnlyList<FolderFile> files)
    {
        var good = files.Where(static file => file.Faults.Count == 0 && file.Read is not null).ToList();
        var wrong = files.Where(static file => file.Faults.Count > 0).ToList();

        // A file with faults keeps the flow that it had; so does a flow that another file has by now.
        var kept = wrong.Select(static file => file.Name).ToHashSet(StringComparer.Ordinal);
        var there = good.Select(static file => file.Read!.Name).ToHashSet(StringComparer.Ordinal);
        return new FolderChange(
            [.. good.Where(file => seen.GetValueOrDefault(file.Name) != SeenFile.Of(file.Read!))],
            [.. seen.Where(one => !kept.Contains(one.Key) && !there.Contains(one.Value.Flow))
                .Select(static one => (one.Value.Flow, one.Key))],
            [.. wrong.Select(file => (file, seen.GetValueOrDefault(file.Name)?.Flow))]);
    }
}

/// <summary>A file as it was when it was read last.</summary>
/// <param name="Flow">The flow in it.</param>
/// <param name="Sha256">Its content, the tables that it names included; null when nobody knows.</param>
internal sealed record SeenFile(string Flow, string? Sha256)
{
    public static SeenFile Of(FlowText text) => new(text.Name, text.Sha256);
}
