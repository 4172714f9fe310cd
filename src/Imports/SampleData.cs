using Lockstep.Runtime.Telemetry;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Imports;

/// <summary>
/// Fills a system in which nothing was ever written with the samples of all modules, in the order in which these are listed, when
/// <c>LOCKSTEP_SAMPLE=1</c>: so that a first look has something to see.
/// </summary>
internal sealed partial class SampleData(
    IEnumerable<ISample> samples, IConfiguration configuration, IHostApplicationLifetime lifetime, Hush hush, TimeProvider clock,
    ILogger<SampleData> logger)
        : BackgroundService
{
    /// <summary>Who brings the samples in.</summary>
    private const string Actor = "system:sample";

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration["LOCKSTEP_SAMPLE"] is not "1" || !await IsStartedAsync(stoppingToken) || !await IsFreshAsync(stoppingToken))
        {
            return;
        }

        hush.Set(isOn: true);
        try
        {
            var told = new List<string>();
            foreach (var sample in samples)
            {
                told.Add(await sample.RunAsync(Work.Of(Actor, stoppingToken)));
            }

            Imported(string.Join(", ", told));
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it was: a sample that can't be had must not end the process.
            NotImported(error.Message);
        }
        finally
        {
            // Its packages are on their way.
            await Task.Delay(Settling, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            hush.Set(isOn: false);
        }
    }

    /// <summary>An order of the sample needs all that places orders.</summary>
    private async Task<bool> IsStartedAsync(CancellationToken ct)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registered =
            lifetime.ApplicationStarted.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), started);
        await started.Task.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ct.IsCancellationRequested;
    }

    private async Task<bool> IsFreshAsync(CancellationToken ct)
    {
        // Each of them: a sample that is put beside somebody's own records would be taken for theirs.
        foreach (var sample in samples)
        {
            if (!await sample.IsFreshAsync(ct))
            {
                return false;
            }
        }

        return true;
    }

    [LoggerMessage(2110, LogLevel.Information, "the sample is in: {Counts}")]
    private partial void Imported(string counts);

    [LoggerMessage(2103, LogLevel.Warning, "the sample could not be imported: {Reason}")]
    private partial void NotImported(string reason);
}

/// <summary>The sample of one resource.</summary>
internal interface ISample
{
    /// <summary>Whether the module has never held a record.</summary>
    ValueTask<bool> IsFreshAsync(CancellationToken ct);

    /// <summary>Imports it; what came of it, in words.</summary>
    Task<string> RunAsync(Work work);
}

/// <summary>The sample of one resource: a file beside the program, under the resource's name.</summary>
internal sealed class Sample<TTarget>(TTarget target, Importer<TTarget> imports) : ISample where TTarget : class, IImportTarget
{
    private const string Name = "sample";

    public async ValueTask<bool> IsFreshAsync(CancellationToken ct) => await target.Database.Store.ReadAsync(
        static reader => reader.FirstAsync("select 1 from history limit 1", static row => row.Int64(0)), ct) == 0;

    public async Task<string> RunAsync(Work work)
    {
        var resource = TTarget.Kind.Resource;
        await using var bytes = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "samples", $"{resource}.csv"));
        var order = new ImportOrder
        {
            Source = Name,
            Run = Name,
            IsQuiet = true,
            Work = work,
            Names = FieldNames.Parse(target.Fields, "", new Errors()),
        };
        await imports.RunAsync(order, bytes, work.Ct);
        var counts = (await imports.Runs.FindNewestAsync(Name, work.Ct))?.Counts ?? default;
        return counts.Refused == 0 ? $"{counts.Rows} rows of {resource}"
            : $"{counts.Rows - counts.Refused} of {counts.Rows} rows of {resource}";
    }
}
