using System.Globalization;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Versions;

/// <summary>The one writer of flows, for files and the API alike. What it refuses it refuses before it writes.</summary>
internal sealed class FlowWriter(SyncDatabase database, IOptions<FlowOptions> options)
{
    /// <summary>Applies a text; one that is in force already makes no new version.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="text">The text, checked.</param>
    /// <param name="origin">Who applies it.</param>
    /// <param name="expected">Refuses by the version that the caller expects in force, 0 when there is none; null to ask nobody.</param>
    public async ValueTask<Applied> ApplyAsync(
        ITransaction transaction, FlowText text, FlowOrigin origin, Func<long, Refusal?>? expected = null)
    {
        await FlowTable.EnterAsync(transaction);
        var before = await FlowTable.FindAsync(transaction, text.Name);
        if (expected?.Invoke(before?.Version ?? 0) is { } stale)
        {
            return new Applied(before, 0, false, stale);
        }

        if (await RefuseAsync(transaction, text, before) is { } refusal)
        {
            return new Applied(before, 0, false, refusal);
        }

        var isNew = before is null || !string.Equals(before.Sha256, text.Sha256, StringComparison.Ordinal);
        var version = isNew
            ? await FlowTable.AddVersionAsync(transaction, text, origin, options.Value.VersionsMax, database.Clock.GetUtcNow())
            : before!.Version;
        await FlowTable.SetAsync(transaction, text, version, origin);
        await FlowTable.ChangedAsync(transaction, database.Store.Signals);
        return new Applied(before, version, isNew, null);
    }

    /// <summary>
    /// Applies the text of a file, unless it is what was read there last: then another process has applied it, and what came after that, by
    /// whatever way, holds.
    /// </summary>
    /// <returns>What became of it; null when nothing was to be done.</returns>
    public async ValueTask<Applied?> ApplyFileAsync(ITransaction transaction, string file, FlowText text)
    {
        await FlowTable.EnterAsync(transaction);
        var before = await FlowTable.FindAsync(transaction, text.Name);
        return before is not null && string.Equals(before.File, file, StringComparison.Ordinal)
            && string.Equals(before.FileSha256, text.Sha256, StringComparison.Ordinal)
            ? null
            : await ApplyAsync(transaction, text, new FlowOrigin(FlowOrigin.Folder, file));
    }

    /// <summary>Puts flows out of force whose files are gone.</summary>
    /// <returns>The names of those that were in force.</returns>
    public async ValueTask<IReadOnlyList<string>> RemoveAsync(ITransaction transaction, IEnumerable<(string Name, string File)> gone)
    {
        await FlowTable.EnterAsync(transaction);
        var removed = new List<string>();
        foreach (var (name, file) in gone)
        {
            if (await FlowTable.RemoveAsync(transaction, name, file) > 0)
            {
                removed.Add(name);
            }
        }

        if (removed.Count > 0)
        {
            await FlowTable.ChangedAsync(transaction, database.Store.Signals);
        }

        return removed;
    }

    /// <summary>Has nothing of a flow go, and its source not polled; or lets it go on. One that stands so already stays as it is.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="name">The flow.</param>
    /// <param name="pause">Why; null to let it go on.</param>
    /// <returns>How it stands then.</returns>
    public async ValueTask<(FlowRow? Row, Refusal? Refusal)> PauseAsync(ITransaction transaction, string name, FlowPause? pause)
    {
        await FlowTable.EnterAsync(transaction);
        var before = await FlowTable.FindAsync(transaction, name);
        if (before is null or { State: not FlowRow.On })
        {
            return (null, new Refusal(RefusalCode.NotFound, $"There is no flow {name} in force."));
        }

        if (before.Pause is null != pause is null)
        {
            await (pause is null
                ? FlowTable.ResumeAsync(transaction, name, database.Clock.GetUtcNow())
                : FlowTable.PauseAsync(transaction, name, pause));
            await FlowTable.ChangedAsync(transaction, database.Store.Signals);
        }

        return (await FlowTable.FindAsync(transaction, name), null);
    }

    private async ValueTask<Refusal?> RefuseAsync(ITransaction transaction, FlowText text, FlowRow? before) =>
        before is null && await FlowTable.CountAsync(transaction) >= options.Value.FlowsMax
            ? Refusal.Of(
                RefusalCode.Conflict, "name", string.Create(
                    CultureInfo.InvariantCulture, $"There are {options.Value.FlowsMax} flows, and Flows__FlowsMax allows no more."))
            : await FlowTable.RefuseRouteAsync(transaction, text, before);
}

/// <summary>What became of a text.</summary>
/// <param name="Before">How the flow stood before; null when there was none.</param>
/// <param name="Version">The version in force.</param>
/// <param name="IsNew">Whether that is a new one.</param>
/// <param name="Refusal">Why it was not applied; null when it was.</param>
internal sealed record Applied(FlowRow? Before, long Version, bool IsNew, Refusal? Refusal);
