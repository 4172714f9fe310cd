using System.Diagnostics;
using System.Globalization;

namespace Lockstep.FaultyHost;

/// <summary>Kills this process with SIGKILL at one point, at its n-th passing; nothing is flushed, nothing is said.</summary>
internal sealed class Fuse(KillPoint point, int passing)
{
    private int _passed;
    private volatile bool _isArmed;

    /// <summary>Whether customers come by now: what the start writes into the audit log by itself is sealed too, before anybody can sign in.</summary>
    public bool IsArmed
    {
        get => _isArmed;
        set => _isArmed = value;
    }

    /// <summary>Reads for example <c>AfterPublish:3</c>.</summary>
    public static Fuse Parse(string text)
    {
        var parts = text.Split(':');
        return new Fuse(Enum.Parse<KillPoint>(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public void Pass(KillPoint? here)
    {
        if (here == point && Interlocked.Increment(ref _passed) >= passing)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();

            // The signal may take a moment to arrive: nothing more may happen on this thread.
            Thread.CurrentThread.Join();
        }
    }
}
