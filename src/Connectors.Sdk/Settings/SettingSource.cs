namespace Lockstep.Connectors.Sdk.Settings;

/// <summary>What the parts of a file share.</summary>
/// <param name="Fault">Hears of each fault.</param>
/// <param name="Secret">Makes a secret of its reference; null when there is no such way.</param>
internal sealed record SettingSource(Action<string> Fault, Func<string, Secret?> Secret);
