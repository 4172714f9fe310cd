using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Versions;

/// <summary>
/// Applies the files of the folder of flows as they change, and follows what other processes and people have applied. A file that is wrong
/// changes nothing: the flow goes on as it was.
/// </summary>
internal sealed class FlowFolderWatch(
    SyncDatabase database, FlowReader reader, FlowWriter writer, FlowVersions versions, IConfiguration configuration, DataFolder data,
    IOptions<FlowOptions> options, ILogger<FlowFolderWatch> logger) : BackgroundService
{
    private readonly SemaphoreSlim _looking = new(1, 1);
    private Dictionary<string, SeenFile> _seen = new(StringComparer.Ordinal);
    private string _folder = "";
    private string? _lastRead;
    private string? _taken;
    private string? _notFollowed, _notLooked;
    private volatile IReadOnlyList<WrongFile> _wrong = [];

    /// <summary>The files of this process's folder that are wrong now.</summary>
    public IReadOnlyList<WrongFile> Wrong => _wrong;

    /// <summary>
    /// Takes the folder as it is. A file that is wrong stops the start, unless its flow can go on as it was before: a server that ran
    /// with the fault must also come back with it.
    /// </summary>
    /// <exception cref="StartupException">A file is wrong; the message names each fault with its file.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _folder = FlowFolder.Find(configuration, data);
        var rows = await database.Store.ReadAsync(FlowTable.AllAsync, cancellationToken);
        _seen = rows.Where(static row => row is { File: not null, State: not FlowRow.Gone })
            .GroupBy(static row => row.File!, StringComparer.Ordinal)
            .ToDictionary(static file => file.Key, static file => new SeenFile(file.First().Name, file.First().FileSha256),
                StringComparer.Ordinal);
        _taken = Signature();
        await TakeAsync(cancellationToken);
        DemandFlows(rows.Where(static row => row.State is FlowRow.On).Select(static row => row.Name).ToHashSet(StringComparer.Ordinal));
        try
        {
            await versions.LoadAsync(cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw new StartupException(
                $"A flow in force has faults; put a file for it into {_folder}, or back what it names, and start again. {error.Message}.",
                    error);
        }

        versions.Open();
        await base.StartAsync(cancellationToken);
    }

    /// <summary>
    /// Looks at the folder once. What has changed is taken at the second look that reads the same: somebody may be in the middle of
    /// writing.
    /// </summary>
    public async Task LookAsync(CancellationToken ct)
    {
        await _looking.WaitAsync(ct);
        try
        {
            var read = Signature();
            var isStable = string.Equals(read, _lastRead, StringComparison.Ordinal);
            _lastRead = read;
            if (isStable && !string.Equals(read, _taken, StringComparison.Ordinal))
            {
                await TakeAsync(ct);
                _taken = read;
                await versions.LoadAsync(ct);
            }
        }
        finally
        {
            _looking.Release();
        }
    }

    public override void Dispose()
    {
        _looking.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (changed, lookedAt) = (database.Store.Signals.On(FlowTable.Topic), database.Clock.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            await changed.WaitAsync(options.Value.LookInterval, database.Clock, stoppingToken).OrEndAsync();
            _notFollowed = await TryAsync(FollowAsync, _notFollowed, FlowLog.NotFollowed, stoppingToken);
            if (database.Clock.GetElapsedTime(lookedAt) >= options.Value.LookInterval)
            {
                lookedAt = database.Clock.GetTimestamp();
                _notLooked = await TryAsync(LookAsync, _notLooked, FlowLog.NotLooked, stoppingToken);
            }
        }
    }

    /// <summary>What goes wrong in the same way again and again is told once.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    private async Task<string?> TryAsync(
        Func<CancellationToken, Task> work, string? before, Action<ILogger, string> tell, CancellationToken ct)
    {
        try
        {
            await work(ct);
            return null;
        }
        catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            if (!string.Equals(error.Message, before, StringComparison.Ordinal))
            {
                tell(logger, error.Message);
            }

            return error.Message;
        }
    }

    private async Task FollowAsync(CancellationToken ct) =>
        await versions.NowAsync(await database.Store.AskAsync(FlowTable.NumberAsync, ct), ct);

    /// <summary>Whatever is taken is committed file by file: one that is refused keeps no other from being taken.</summary>
    private async Task TakeAsync(CancellationToken ct)
    {
        var files = FlowReader.Single([.. FlowReader.FilesOf(_folder).Select(path => reader.ReadFile(path, options.Value.TextMax))]);
        var change = FolderChange.Between(_seen, files);
        var wrong = change.Wrong.Select(static one => new WrongFile(one.File.Name, one.Flow, one.File.Faults)).ToList();
        foreach (var file in change.Apply)
        {
            if (await ApplyAsync(file, ct) is { } refusal)
            {
                wrong.Add(new WrongFile(file.Name, file.Read!.Name, [FaultOf(refusal)]));
            }
            else
            {
                _seen[file.Name] = SeenFile.Of(file.Read!);
            }
        }

        // Behind the others: a flow that has moved to another file is never gone in between.
        await RemoveAsync(change.Gone, ct);
        Tell(wrong);
    }

    private async Task<Refusal?> ApplyAsync(FolderFile file, CancellationToken ct)
    {
        var applied = await database.Store.WriteAsync(transaction => writer.ApplyFileAsync(transaction, file.Name, file.Read!), ct);
        if (applied is { Refusal: null } one)
        {
            FlowLog.Applied(logger, file.Read!.Name, one.Version, file.Name, FlowOrigin.Folder);
        }

        return applied?.Refusal;
    }

    private async Task RemoveAsync(IReadOnlyList<(string Name, string File)> gone, CancellationToken ct)
    {
        if (gone.Count == 0)
        {
            return;
        }

        foreach (var name in await database.Store.WriteAsync(transaction => writer.RemoveAsync(transaction, gone), ct))
        {
            FlowLog.Gone(logger, name);
        }

        // A file whose flow was renamed in it is still there, with the other one.
        foreach (var (_, file) in gone.Where(
            one => string.Equals(_seen.GetValueOrDefault(one.File)?.Flow, one.Name, StringComparison.Ordinal)))
        {
            _seen.Remove(file);
        }
    }

    /// <summary>Each fault is told once, not with every look.</summary>
    private void Tell(List<WrongFile> wrong)
    {
        var known = _wrong.SelectMany(static file => file.Faults.Select(fault => (file.File, fault))).ToHashSet();
        foreach (var file in wrong)
        {
            foreach (var fault in file.Faults.Where(fault => !known.Contains((file.File, fault))))
            {
                FlowLog.Wrong(logger, file.File, fault.Message, file.Flow ?? "no flow");
            }
        }

        _wrong = wrong;
    }

    private void DemandFlows(HashSet<string> inForce)
    {
        if (_wrong.Any(file => file.Flow is null || !inForce.Contains(file.Flow)))
        {
            var faults = _wrong.SelectMany(static file => file.Faults.Select(fault => $"{file.File}: {fault.Message}"));
            throw new StartupException(
                $"The flows in {_folder} have faults; mend them and start again. {string.Join("; ", faults)}.");
        }
    }

    private static FlowFault FaultOf(Refusal refusal) =>
        new(refusal.Errors?.Keys.FirstOrDefault() ?? FlowFault.Whole, 1, 1, refusal.Detail);

    /// <summary>By which two looks at the folder are compared: the names and contents of all that a flow can be made of.</summary>
    private string Signature()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Directory.EnumerateFiles(_folder, "*.y*ml").Concat(Directory.EnumerateFiles(_folder, "*.csv"));
        foreach (var path in files.Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData(Content(new FileInfo(path)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What is too large to be taken is not read again and again.</summary>
    private byte[] Content(FileInfo file)
    {
        if (file.Length > options.Value.TextMax)
        {
            return Encoding.UTF8.GetBytes(FormattableString.Invariant($"{file.Length} {file.LastWriteTimeUtc.Ticks}"));
        }

        using var content = file.OpenRead();
        return SHA256.HashData(content);
    }
}

/// <summary>A file of the folder that is wrong.</summary>
/// <param name="File">The file.</param>
/// <param name="Flow">The flow that goes on as it was before; null when it never was in force.</param>
/// <param name="Faults">What is wrong.</param>
internal sealed record WrongFile(string File, string? Flow, IReadOnlyList<FlowFault> Faults);
