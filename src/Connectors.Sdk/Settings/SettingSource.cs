namespace Lockstep.Connectors.Sdk.Settings;

/// <summary>What the parts of a file share.</summary>
/// <param name="fault">Hears of each fault.</param>
/// <param name="secret">Makes a secret of its reference; null when there is no such way.</param>
/// <param name="words">How this kind of file speaks.</param>
internal sealed class SettingSource(Action<string> fault, Func<string, Secret?> secret, SettingWords words)
{
    /// <summary>How this kind of file speaks.</summary>
    public SettingWords Words => words;

    /// <summary>Whether there was a fault so far.</summary>
    public bool HasFaults { get; private set; }

    /// <summary>Tells a fault.</summary>
    public void Fault(string text)
    {
        HasFaults = true;
        fault(text);
    }

    /// <summary>The secret of a reference; null when there is no such way.</summary>
    public Secret? Secret(string reference) => secret(reference);
}
