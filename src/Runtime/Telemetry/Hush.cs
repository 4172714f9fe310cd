namespace Lockstep.Runtime.Telemetry;

/// <summary>While the sample comes in: the lines about each of its records would bury the one that tells of it.</summary>
public sealed class Hush
{
    private volatile bool _isOn;

    /// <summary>Begins or ends it.</summary>
    public void Set(bool isOn) => _isOn = isOn;

    /// <summary>Whether a part of the program speaks of records that come from others.</summary>
    internal bool Covers(string part) => _isOn && (part is "sync" or "inventory");
}
