using System.Buffers.Text;
using System.Text;

namespace Lockstep.Tests.Runtime.Security;

/// <summary>
/// Secrets that a run used, to be looked for wherever they must not be: as they are, in Base64 of both kinds, in hexadecimal, escaped.
/// </summary>
internal sealed class CollectedSecrets
{
    private const int LengthMin = 8;
    private readonly List<(string Name, byte[] Form)> _forms = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>What was collected so far.</summary>
    public IReadOnlyCollection<string> Names => _names;

    public string Add(string name, string secret)
    {
        Add(name, Encoding.UTF8.GetBytes(secret));
        AddForm(name, Uri.EscapeDataString(secret));
        return secret;
    }

    public void Add(string name, byte[] secret)
    {
        secret.Length.ShouldBeGreaterThanOrEqualTo(LengthMin, $"{name} is so short that it may turn up by chance");
        _names.Add(name);
        _forms.Add((name, secret));
        AddForm(name, Convert.ToHexString(secret));
        AddForm(name, Convert.ToHexStringLower(secret));

        // Inside of a longer text, Base64 of the same bytes looks three ways, depending on where they begin.
        for (var shift = 0; shift < 3; shift++)
        {
            byte[] shifted = [.. new byte[shift], .. secret];
            var (from, to) = (((shift * 8) + 5) / 6, shifted.Length * 8 / 6);
            AddForm(name, Convert.ToBase64String(shifted)[from..to]);
            AddForm(name, Base64Url.EncodeToString(shifted)[from..to]);
        }
    }

    /// <summary>The names of the secrets that stand in some bytes.</summary>
    public IReadOnlyList<string> FindIn(ReadOnlySpan<byte> content)
    {
        var found = new List<string>();
        foreach (var (name, form) in _forms)
        {
            if (content.IndexOf(form) >= 0)
            {
                found.Add(name);
            }
        }

        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> FindIn(string content) => FindIn(Encoding.UTF8.GetBytes(content));

    private void AddForm(string name, string form) => _forms.Add((name, Encoding.UTF8.GetBytes(form)));
}
