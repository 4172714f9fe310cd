using System.Diagnostics;
using System.Globalization;

namespace Lockstep.FaultyHost;

/// <summary>When, about a commit, the fuse of a statement kills the process.</summary>
internal enum CommitMoment
{
    /// <summary>Its statements have run; COMMIT has not.</summary>
    Before,

    /// <summary>It is on disk; nobody has heard of it.</summary>
    On,

    /// <summary>It is on disk; its caller does not know.</summary>
    After,
}

/// <summary>Kills this process with SIGKILL at one point, at its n-th passing; nothing is flushed, nothing is said.</summary>
internal sealed class Fuse(KillPoint? point, (CommitMoment Moment, string Statement)? commit, int passing)
{
    private int _passed;
    private volatile bool _isArmed;
    private volatile bool _isHeld;

    /// <summary>Whether customers come by now: the start publishes, audits and seals by itself, before anybody can sign in.</summary>
    public bool IsArmed
    {
        get => _isArmed;
        set => _isArmed = value;
    }

    /// <summary>Whether nothing counts yet: the process makes good what the one before it left behind, and is looked at.</summary>
    public bool IsHeld
    {
        get => _isHeld;
        set => _isHeld = value;
    }

    /// <summary>
    /// Reads for example <c>AfterPublish:3</c>, or <c>On:2:insert into data_keys</c>: the second commit with such a statement.
    /// </summary>
    public static Fuse Parse(string text)
    {
        var parts = text.Split(':');
        var passing = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return parts.Length > 2
            ? new Fuse(null, (Enum.Parse<CommitMoment>(parts[0]), parts[2]), passing)
            : new Fuse(Enum.Parse<KillPoint>(parts[0]), null, passing);
    }

    public void Pass(KillPoint? here) => PassIf(IsArmed && here is not null && here == point);

    public void Pass(CommitMoment here, WatchedTransaction watched) =>
        PassIf(commit is { } set && set.Moment == here && watched.Has(set.Statement));

    private void PassIf(bool isHere)
    {
        if (isHere && !IsHeld && Interlocked.Increment(ref _passed) >= passing)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();

            // The signal may take a moment to arrive: nothing more may happen on this thread.
            Thread.CurrentThread.Join();
        }
    }
}
