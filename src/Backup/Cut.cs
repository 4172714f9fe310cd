using Lockstep.Runtime;
using Lockstep.Runtime.Storage;

namespace Lockstep.Backup;

/// <summary>The databases of all modules as they were at one instant: for that moment nothing was committed in any of them.</summary>
/// <param name="Store">The store that they are on.</param>
/// <param name="At">The instant.</param>
/// <param name="Pause">How long writes waited for it, at most.</param>
/// <param name="Modules">Their tables.</param>
internal sealed record Cut(StoreKind Store, DateTimeOffset At, TimeSpan Pause, IReadOnlyList<IModuleTables> Modules) : IAsyncDisposable
{
    /// <summary>A server is not kept waiting for longer; then it may go on, and the cut is tried again.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(500);

    /// <summary>How often it is tried.</summary>
    public const int TriesMax = 60;

    /// <summary>The server's turn between two tries, twice as long as it was kept waiting.</summary>
    public static readonly TimeSpan Turn = PauseMax * 2;

    /// <summary>Tries again and again.</summary>
    /// <param name="take">Takes the cut; null when writes would have had to wait for too long.</param>
    /// <param name="clock">Measures the time between.</param>
    /// <param name="ct">Cuts it short.</param>
    /// <exception cref="StartupException">It never came about.</exception>
    public static async Task<Cut> TakeAsync(Func<CancellationToken, Task<Cut?>> take, TimeProvider clock, CancellationToken ct)
    {
        for (var tries = 0; tries < TriesMax; tries++)
        {
            if (await take(ct) is { } cut)
            {
                return cut;
            }

            // Writes that queued up behind the attempt get through first: tries without a pause would stop a busy server for good.
            await Task.Delay(Turn, clock, ct);
        }

        throw new StartupException(
            $"In {TriesMax} tries there was no moment of {PauseMax.TotalMilliseconds:0} ms in which all writes could be held; find the "
                + "long write (another backup, an open transaction of somebody else) and run the backup again.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var module in Modules)
        {
            await module.DisposeAsync();
        }
    }
}
