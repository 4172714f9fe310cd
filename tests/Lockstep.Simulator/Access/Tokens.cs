using System.Security.Cryptography;
using System.Text;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Worlds;

namespace Lockstep.Simulator.Access;

/// <summary>A pair of tokens as it is given out.</summary>
public sealed record TokenPair(string Access, string Refresh, double Seconds);

/// <summary>The access tokens, refresh tokens and codes of one system. A refresh token and a code are good once.</summary>
public sealed class Tokens
{
    private readonly World _world;
    private readonly int _seed;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _access = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refresh = new(StringComparer.Ordinal);
    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);
    private long _made;

    internal Tokens(World world, int seed) => (_world, _seed) = (world, seed);

    /// <summary>How many pairs were given out.</summary>
    public long Issued { get; private set; }

    /// <summary>All access tokens end now, as they do when somebody changes a password; refresh tokens live on.</summary>
    public void Expire()
    {
        lock (_lock)
        {
            _access.Clear();
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _access.Clear();
            _refresh.Clear();
            _codes.Clear();
            Issued = 0;
        }
    }

    internal TokenPair Issue()
    {
        lock (_lock)
        {
            var pair = new TokenPair(Make("access"), Make("refresh"), _world.Settings.TokenSeconds);
            _access[pair.Access] = _world.Clock.True.GetUtcNow() + TimeSpan.FromSeconds(pair.Seconds);
            _refresh.Add(pair.Refresh);
            Issued++;
            return pair;
        }
    }

    internal string IssueCode()
    {
        lock (_lock)
        {
            var code = Make("code");
            _codes.Add(code);
            return code;
        }
    }

    internal bool Redeem(string token)
    {
        lock (_lock)
        {
            return _refresh.Remove(token) || _codes.Remove(token);
        }
    }

    internal bool IsClient(string? name, string? secret) =>
        string.Equals(name, _world.Settings.ClientId, StringComparison.Ordinal)
            && string.Equals(secret, _world.Settings.Secret, StringComparison.Ordinal);

    /// <summary>Whether a request shows what the system wants to see.</summary>
    internal bool Allows(string? authorization, string? key) => _world.Settings.SignIn switch
    {
        SignInKind.None => true,
        SignInKind.Key => string.Equals(key, _world.Settings.Secret, StringComparison.Ordinal),
        SignInKind.Basic => Basic(authorization) is [var name, var secret] && IsClient(name, secret),
        _ => authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true && IsGood(authorization["Bearer ".Length..]),
    };

    internal static string[]? Basic(string? authorization)
    {
        if (authorization?.StartsWith("Basic ", StringComparison.Ordinal) != true)
        {
            return null;
        }

        var bytes = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization["Basic ".Length..], bytes, out var length)
            ? [.. Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2).Select(Uri.UnescapeDataString)] : null;
    }

    private bool IsGood(string token)
    {
        lock (_lock)
        {
            return _access.TryGetValue(token, out var end) && _world.Clock.True.GetUtcNow() < end;
        }
    }

    private string Make(string what)
    {
        var text = FormattableString.Invariant($"{_seed} {_world.Shape.Name} {what} {++_made}");
        return $"{what}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40]}";
    }
}
