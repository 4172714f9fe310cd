using System.Globalization;
using System.Net;
using Lockstep.Contracts;
using Lockstep.Runtime;

namespace Lockstep.Gateway.Edge.Connections;

/// <summary>A port that speaks a dialect and, when it has a client, lets those in who can't sign in.</summary>
/// <param name="Address">The address it listens on; the loopback unless said otherwise.</param>
/// <param name="Port">The port; 0 for any free one.</param>
/// <param name="Dialect">One of those that there are.</param>
/// <param name="Client">The API client that anonymous calls count as; null when callers sign in as everywhere.</param>
internal sealed record DialectPort(IPAddress Address, int Port, string Dialect, string? Client);

/// <summary>Reads the variables that tell where to listen; each fault is one line with the remedy.</summary>
internal static class ListenerSettings
{
    public const string DialectPorts = "LOCKSTEP_DIALECT_PORTS";
    public const string LegacyPorts = "LOCKSTEP_LEGACY";
    public const string FiguresPort = "LOCKSTEP_METRICS";

    /// <summary>A port from 0 to 65535.</summary>
    public static int Port(string name, string? text, int otherwise) => text is not { Length: > 0 }
        ? otherwise
        : ParsePort(text) ?? throw new StartupException($"{name} is {text}, but must be a port from 0 (any free one) to 65535.");

    /// <summary>
    /// The value of <c>LOCKSTEP_DIALECT_PORTS</c>: <c>PORT:dialect</c> or <c>ADDRESS:PORT:dialect</c>, with commas between.
    /// </summary>
    public static IReadOnlyList<DialectPort> ReadDialectPorts(string? text, IReadOnlyList<string> dialects) =>
        Read(DialectPorts, text, dialects, "3001:mini", hasClient: false);

    /// <summary>The value of <c>LOCKSTEP_LEGACY</c>: the same with <c>:client</c> after it.</summary>
    public static IReadOnlyList<DialectPort> ReadLegacyPorts(string? text, IReadOnlyList<string> dialects) =>
        Read(LegacyPorts, text, dialects, "3001:mini:old-poller", hasClient: true);

    /// <summary>The value of <c>LOCKSTEP_METRICS</c>: <c>PORT</c> on the loopback or <c>ADDRESS:PORT</c>; nothing for none.</summary>
    public static IReadOnlyList<(IPAddress Address, int Port)> ReadFiguresPort(string? text)
    {
        if (text is not { Length: > 0 })
        {
            return [];
        }

        var colon = text.LastIndexOf(':');
        return ParsePort(text[(colon + 1)..]) is { } port
            && (colon < 0 ? IPAddress.Loopback : IPAddress.TryParse(text[..colon].Trim('[', ']'), out var named) ? named
                : null) is { } address
            ? [(address, port)]
            : throw new StartupException(
                $"{FiguresPort} is {text}, but must be a port like 9464 or an address and a port like 10.0.0.5:9464.");
    }

    /// <summary>Refuses a port that two settings want.</summary>
    public static void RefuseClashes(IEnumerable<(string Name, IPAddress Address, int Port)> listeners)
    {
        var taken = new List<(string Name, IPAddress Address, int Port)>();
        foreach (var one in listeners.Where(one => one.Port != 0))
        {
            if (taken.Find(other => other.Port == one.Port && Overlap(other.Address, one.Address)) is { Name: not null } other)
            {
                throw new StartupException(string.Equals(other.Name, one.Name, StringComparison.Ordinal)
                    ? $"{one.Name} names port {one.Port} twice; give each listener a port of its own."
                    : $"{other.Name} and {one.Name} both want port {one.Port}; give each listener a port of its own.");
            }

            taken.Add(one);
        }
    }

    private static bool Overlap(IPAddress one, IPAddress other) => one.Equals(other) || IsAny(one) || IsAny(other);

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static List<DialectPort> Read(string name, string? text, IReadOnlyList<string> dialects, string example, bool hasClient) =>
        [.. WordList.Of(text).Select(entry => Parse(entry, hasClient) is { } port
            ? Known(name, port, dialects)
            : throw new StartupException(
                $"{name} has {entry}, but must have entries like {example} or 10.0.0.5:{example}, "
                    + "with commas between; IPv6 addresses in brackets."))];

    private static DialectPort? Parse(string entry, bool hasClient)
    {
        var (address, tail) = SplitAddress(entry, hasClient ? 3 : 2);
        return address is not null
            && tail.Split(':') is { } parts
            && parts.Length == (hasClient ? 3 : 2)
            && ParsePort(parts[0]) is { } port
            && Array.TrueForAll(parts, part => part.Length > 0)
            ? new DialectPort(address, port, parts[1], hasClient ? parts[2] : null)
            : null;
    }

    private static (IPAddress? Address, string Tail) SplitAddress(string entry, int parts)
    {
        if (entry.StartsWith('['))
        {
            var end = entry.IndexOf("]:", StringComparison.Ordinal);
            return end > 0 && IPAddress.TryParse(entry[1..end], out var v6) ? (v6, entry[(end + 2)..]) : (null, "");
        }

        if (entry.Count(letter => letter == ':') < parts)
        {
            return (IPAddress.Loopback, entry);
        }

        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        return IPAddress.TryParse(entry.AsSpan(0, colon), out var address) ? (address, entry[(colon + 1)..]) : (null, "");
    }

    private static DialectPort Known(string name, DialectPort port, IReadOnlyList<string> dialects) =>
        dialects.Contains(port.Dialect, StringComparer.Ordinal)
            ? port
            : throw new StartupException($"{name} names the dialect {port.Dialect}; {Nearest.Hint(port.Dialect, dialects)}");

    private static int? ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535 ? port : null;
}
