using Lockstep.Runtime.Security;

namespace Lockstep.Tests.Support;

/// <summary>Secrets that a test sets.</summary>
internal sealed class FixedSecrets : ISecrets
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public string this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    public ValueTask<string?> FindAsync(string name, CancellationToken ct) => ValueTask.FromResult(_values.GetValueOrDefault(name));
}
